import { keyOf } from '../catalog/model.ts';
import { aggregateType } from './aggregate.ts';
import { columnType } from './column-type.ts';
import { connectionArgs, connectionType } from './connection-type.ts';
import { functionArgs } from './function-args.ts';
import type { FieldDef, InputFieldDef, RoleFunction, TypeRef } from './model.ts';
import { qualified } from './naming.ts';
import { queryArgs, roleQuery } from './query-args.ts';
import { enumOf, field, inputField, inputObject } from './registry.ts';
import { functionRootNames, type RootKind, rootNames } from './root-name.ts';
import { rowsOf, rowType } from './row.ts';
import { selectArgs, whereArg } from './select-args.ts';
import type {
  TrackedFunction,
  TrackedNativeQuery,
  TrackedSource,
  TrackedTable,
} from './tracked.ts';
import { list, nonNull } from './type-ref.ts';
import { type Builder, isNode, typeName, type View } from './view.ts';
import { keyArgs, keyColumns } from './write-type.ts';

/** Root fields that read: of tables and of functions. */

export function queryFields(view: View): readonly FieldDef[] {
  return readFields(view, view.roots.queryRoots);
}

export function subscriptionFields(view: View): readonly FieldDef[] {
  const roots = view.roots.subscriptionRoots;
  const fields = readFields(view, roots);
  if (view.builder.features.hidesStreams) return fields;
  if (view.select === null || (roots !== null && !roots.has('select_stream'))) return fields;
  return view.selectable.length === 0 ? fields : [...fields, streamField(view)];
}

function readFields(view: View, visible: ReadonlySet<string> | null): readonly FieldDef[] {
  if (view.select === null) return [];
  const { label } = view.tracked;
  const names = rootNames(view);
  const isVisible = (kind: RootKind): boolean => visible === null || visible.has(kind);
  const isShared = (name: string): boolean => sharedNames(view.tracked).has(name);
  const fields: FieldDef[] = [];
  if (isVisible('select'))
    fields.push(
      field(
        names.select.name,
        rowsOf(view),
        { kind: 'select', table: view },
        {
          description:
            names.select.comment ??
            (isShared(names.select.name)
              ? 'An array relationship'
              : `fetch data from the table: "${label}"`),
          args: () => selectArgs(view),
        },
      ),
    );
  if (isVisible('select_aggregate') && view.select.allowAggregations)
    fields.push(
      field(
        names.select_aggregate.name,
        nonNull(aggregateType(view, rowType(view))),
        { kind: 'select-aggregate', table: view },
        {
          description:
            names.select_aggregate.comment ??
            (isShared(names.select.name)
              ? 'An aggregate relationship'
              : `fetch aggregated fields from the table: "${label}"`),
          args: () => selectArgs(view),
        },
      ),
    );
  const key = keyColumns(view);
  if (isVisible('select_by_pk') && key !== null)
    fields.push(
      field(
        names.select_by_pk.name,
        rowType(view),
        { kind: 'select-by-pk', table: view },
        {
          description:
            names.select_by_pk.comment ??
            `fetch data from the table: "${label}" using primary key columns`,
          args: () => keyArgs(view, key),
        },
      ),
    );
  return fields;
}

/**
 * Names of array relationships to a table. Hasura makes one field of a table for one name, so that a root field named
 * as such a relationship carries the relationship's description.
 */
function sharedNames({ source, table }: TrackedTable): ReadonlySet<string> {
  let index = relationshipNames.get(source);
  if (index === undefined) {
    index = new Map();
    for (const { relationships } of source.tables.values())
      for (const { kind, name, target } of relationships.values()) {
        if (kind !== 'array') continue;
        const names = index.get(keyOf(target)) ?? new Set();
        index.set(keyOf(target), names.add(name));
      }
    relationshipNames.set(source, index);
  }
  return index.get(keyOf(table.name)) ?? NO_NAMES;
}
const relationshipNames = new WeakMap<TrackedSource, Map<string, Set<string>>>();
const NO_NAMES: ReadonlySet<string> = new Set();

function streamField(view: View): FieldDef {
  const { naming, builder, tracked } = view;
  const { name, comment } = rootNames(view).select_stream;
  return field(
    name,
    rowsOf(view),
    { kind: 'select-stream', table: view },
    {
      description: comment ?? `fetch data from the table in a streaming manner: "${tracked.label}"`,
      args: () => [
        inputField(
          naming.field('batch_size'),
          nonNull(builder.types.scalar('Int')),
          { kind: 'batch-size' },
          {
            description: 'maximum number of rows returned in a single batch',
          },
        ),
        inputField(
          'cursor',
          nonNull(list(streamCursor(view))),
          { kind: 'cursor' },
          {
            description: 'cursor to stream the results returned by the query',
          },
        ),
        whereArg(view),
      ],
    },
  );
}

function streamCursor(view: View): TypeRef {
  const { naming, builder, tracked } = view;
  const name = typeName(view, 'stream_cursor_input');
  return builder.types.use(name, 'input', () =>
    inputObject(name, `Streaming cursor of the table "${tracked.base.text}"`, [
      inputField(
        naming.field('initial_value'),
        nonNull(streamValue(view)),
        { kind: 'plain' },
        {
          description: 'Stream column input with initial value',
        },
      ),
      inputField(
        'ordering',
        cursorOrdering(builder, tracked.source),
        { kind: 'plain' },
        {
          description: 'cursor ordering',
        },
      ),
    ]),
  );
}

function streamValue(view: View): TypeRef {
  const { builder, tracked } = view;
  const name = typeName(view, 'stream_cursor_value_input');
  return builder.types.use(name, 'input', () =>
    inputObject(
      name,
      'Initial value of the column from where the streaming should start',
      view.selectable.map((column) =>
        inputField(
          column.field,
          columnType(column, tracked.source, builder),
          { kind: 'column-value', column },
          { description: column.column.description },
        ),
      ),
    ),
  );
}

function cursorOrdering({ types }: Builder, { naming }: TrackedSource): TypeRef {
  const name = naming.shared('cursor_ordering');
  const values = [
    { name: 'ASC', value: 'asc', description: 'ascending ordering of the cursor' },
    { name: 'DESC', value: 'desc', description: 'descending ordering of the cursor' },
  ];
  return types.use(name, 'enum', () => enumOf(name, 'ordering argument of a cursor', values));
}

/** Tracked functions that the role may call. */
export function functionFields(
  fn: TrackedFunction,
  source: TrackedSource,
  builder: Builder,
): readonly FieldDef[] {
  const view = builder.view(source, fn.returns);
  if (!view?.select || !view.tracked.isExposed || !mayCall(fn, builder)) return [];
  const role: RoleFunction = {
    source: source.name,
    function: fn.function,
    sessionArgument: fn.sessionArgument,
    table: view,
  };
  const { naming } = source;
  const names = functionRootNames(fn, naming);
  const label = qualified(fn.name);
  const ownArgs = (): readonly InputFieldDef[] =>
    functionArgs(
      naming.type(fn.base, 'args'),
      `input parameters for function "${label}"`,
      fn.function,
      (index) => index === fn.sessionArgument,
      builder,
    );
  const args = (): readonly InputFieldDef[] => [...ownArgs(), ...selectArgs(view)];
  const isSet = fn.function.returnsSet;
  if (builder.isRelay && !fn.isMutation) {
    if (!isSet || !isNode(view)) return [];
    return [
      field(
        naming.rootField(naming.root('', fn.base, '_connection')),
        nonNull(connectionType(view, rowType(view))),
        { kind: 'function', function: role, shape: 'connection' },
        {
          description: `execute function "${label}" which returns "${view.tracked.label}"`,
          args: () => [...ownArgs(), ...connectionArgs(view)],
        },
      ),
    ];
  }
  const rows = field(
    names.rows,
    isSet ? rowsOf(view) : rowType(view),
    { kind: 'function', function: role, shape: isSet ? 'many' : 'one' },
    {
      description:
        fn.metadata.comment ??
        fn.function.description ??
        `execute function "${label}" which returns "${view.tracked.label}"`,
      args,
    },
  );
  if (!view.select.allowAggregations) return [rows];
  const aggregate = field(
    names.aggregate,
    nonNull(aggregateType(view, rowType(view))),
    { kind: 'function', function: role, shape: 'aggregate' },
    {
      description: `execute function "${label}" and query aggregates on result of table type "${view.tracked.label}"`,
      args,
    },
  );
  return [rows, aggregate];
}

/** Without permissions of its own a function that only reads goes with the table that it returns. */
const mayCall = (
  fn: TrackedFunction,
  { role, lineage, inferFunctionPermissions }: Builder,
): boolean =>
  role === 'admin' ||
  [...lineage].some((each) => fn.roles.has(each)) ||
  (!fn.isMutation && inferFunctionPermissions);

/** `recent_articles(args: { since: … })`: a native query that the role may select from. */
export function nativeQueryFields(
  query: TrackedNativeQuery,
  source: TrackedSource,
  builder: Builder,
): readonly FieldDef[] {
  const view = builder.viewOf(query.model);
  if (view.select === null || view.selectable.length === 0) return [];
  const { naming } = source;
  return [
    field(
      naming.rootField(naming.field(query.name)),
      rowsOf(view),
      { kind: 'native-query', query: roleQuery(query, view) },
      {
        description: query.description,
        args: () => [...queryArgs(query, view), ...selectArgs(view)],
      },
    ),
  ];
}
