import { aggregateType } from './aggregate.ts';
import { columnType, valueType } from './column-type.ts';
import { connectionArgs, connectionType } from './connection-type.ts';
import { functionArgs } from './function-args.ts';
import type { FieldDef, InputFieldDef, JoinKey, RoleRelationship, TypeRef } from './model.ts';
import { queryArgs, roleQuery } from './query-args.ts';
import { field, inputField, object } from './registry.ts';
import { baseType } from './scalar.ts';
import { selectArgs } from './select-args.ts';
import type { TrackedComputedField } from './tracked.ts';
import { list, nonNull, nullableIf } from './type-ref.ts';
import {
  isNode,
  typeName,
  type View,
  type VisibleRelationship,
  visibleRelationships,
  visibleRows,
  visibleScalars,
} from './view.ts';

/** `author`: the rows of a table. */
export function rowType(view: View): TypeRef {
  const name = typeName(view);
  const { tracked, table, builder } = view;
  const description =
    tracked.metadata.configuration.comment ??
    table.description ??
    `columns and relationships of "${tracked.label}"`;
  return builder.types.use(name, 'object', () =>
    object(name, description, rowFields(view), isNode(view) ? ['Node'] : []),
  );
}

export const rowsOf = (view: View): TypeRef => nonNull(list(nonNull(rowType(view))));

function rowFields(view: View): readonly FieldDef[] {
  // A column of that name gives way to the global id.
  const columns = columnFields(view).filter(({ name }) => !(isNode(view) && name === 'id'));
  return [
    ...(isNode(view)
      ? [field('id', nonNull(view.builder.types.scalar('ID')), { kind: 'node-id', table: view })]
      : []),
    ...columns,
    ...visibleRelationships(view).flatMap((each) => [
      ...relationshipFields(each),
      ...relationshipConnection(each),
    ]),
    ...joinsOf(view),
    ...queryRelationships(view),
    ...visibleScalars(view).map((each) => computedScalar(view, each)),
    ...visibleRows(view).map(({ field: each, target }) => {
      const type = each.returnsSet ? list(nonNull(rowType(target))) : rowType(target);
      return field(
        each.field,
        type,
        { kind: 'computed-rows', field: each, table: target },
        {
          description: each.description,
          args: () => [...computedArgs(view, each), ...selectArgs(target)],
        },
      );
    }),
  ];
}

/** Relationships to other sources and to remote schemas, where the role sees the columns that they are made over. */
function joinsOf({ builder, tracked, select }: View): readonly FieldDef[] {
  const joins = builder.joins.ofTable.get(tracked);
  if (joins === undefined || select === null) return [];
  const isVisible = (key: JoinKey): boolean =>
    key.kind === 'column'
      ? select.columns.has(key.column.column.name)
      : key.kind === 'computed' && select.computedFields.has(key.field.name);
  return builder.joinFields(joins, isVisible, builder);
}

/** Of the rows of a native query, to those of others. */
function queryRelationships(view: View): readonly FieldDef[] {
  const { tracked, builder, select } = view;
  const related = tracked.source.queryRelationships.get(tracked) ?? [];
  return related.flatMap(({ name, kind, query, on, isNullable, isListed }): FieldDef[] => {
    const target = builder.viewOf(query.model);
    // Permissions name a field that the logical model lists; the administrator has none.
    const isPermitted = builder.role === 'admin' || !isListed || select?.columns.has(name) === true;
    if (target.select === null || !isPermitted) return [];
    const relationship: RoleRelationship = {
      name,
      kind,
      on,
      isNullable,
      insertion: 'after-parent',
      when: null,
      target: () => target,
      query: roleQuery(query, target),
    };
    const type = kind === 'object' ? rowType(target) : rowsOf(target);
    const description = kind === 'object' ? 'An object relationship' : 'An array relationship';
    const args = () => [
      ...queryArgs(query, target),
      ...(kind === 'array' ? selectArgs(target) : []),
    ];
    return [
      field(name, nullableIf(isNullable, type), { kind, relationship }, { description, args }),
    ];
  });
}

function columnFields(view: View): readonly FieldDef[] {
  const { select, builder, tracked } = view;
  return view.selectable.map((column) => {
    const { name, isNullable, type, description } = column.column;
    const isConditional = (select?.columns.get(name) ?? null) !== null;
    return field(
      column.field,
      nullableIf(isNullable || isConditional, columnType(column, tracked.source, builder)),
      { kind: 'column', column },
      { description, args: isJson(type) ? () => [jsonPath(view)] : undefined },
    );
  });
}

const isJson = (type: Parameters<typeof baseType>[0]): boolean =>
  ['json', 'jsonb'].includes(baseType(type).name);
const jsonPath = ({ builder }: View): InputFieldDef =>
  inputField(
    'path',
    builder.types.scalar('String'),
    { kind: 'json-path' },
    {
      description: 'JSON select path',
    },
  );

function computedScalar(view: View, each: TrackedComputedField): FieldDef {
  const { returns } = each.function;
  return field(
    each.field,
    valueType(returns, view.builder),
    { kind: 'computed-scalar', field: each },
    {
      description: each.description,
      args: () => [...computedArgs(view, each), ...(isJson(returns) ? [jsonPath(view)] : [])],
    },
  );
}

function computedArgs(view: View, each: TrackedComputedField): readonly InputFieldDef[] {
  const { naming, tracked, builder } = view;
  const name = naming.type({ text: each.name, isCustom: false }, tracked.base.text, 'args');
  return functionArgs(
    name,
    `input parameters for computed field "${each.name}" defined on table "${tracked.label}"`,
    each.function,
    (index) => index === each.rowArgument || index === each.sessionArgument,
    builder,
  );
}

function relationshipFields({
  relationship,
  target,
  description,
}: VisibleRelationship): readonly FieldDef[] {
  const { name, isNullable } = relationship;
  if (relationship.kind === 'object')
    return [
      field(
        name,
        nullableIf(isNullable, rowType(target)),
        { kind: 'object', relationship },
        {
          description: description ?? 'An object relationship',
        },
      ),
    ];
  const rows = field(
    name,
    rowsOf(target),
    { kind: 'array', relationship },
    {
      description: description ?? 'An array relationship',
      args: () => selectArgs(target),
    },
  );
  if (!target.select?.allowAggregations) return [rows];
  const aggregate = field(
    target.naming.field(`${name}_aggregate`),
    nonNull(aggregateType(target, rowType(target))),
    { kind: 'array-aggregate', relationship },
    { description: 'An aggregate relationship', args: () => selectArgs(target) },
  );
  return [rows, aggregate];
}

function relationshipConnection({
  relationship,
  target,
}: VisibleRelationship): readonly FieldDef[] {
  if (relationship.kind === 'object' || !isNode(target)) return [];
  const name = target.naming.field(`${relationship.name}_connection`);
  return [
    field(
      name,
      nonNull(connectionType(target, rowType(target))),
      { kind: 'array-connection', relationship },
      {
        description: 'An array relationship connection',
        args: () => connectionArgs(target),
      },
    ),
  ];
}
