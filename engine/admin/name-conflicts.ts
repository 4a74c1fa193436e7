import { EngineError } from '../base/error.ts';
import type { Metadata } from '../metadata/model.ts';
import { printName } from '../metadata/object.ts';
import { functionRootNames, type RootKind, rootNames } from '../schema/root-name.ts';
import { elementOf, scalarName } from '../schema/scalar.ts';
import type { TrackedSource, TrackedTable } from '../schema/tracked.ts';
import { refuseCustomTypeConflicts } from './custom-type-conflicts.ts';

/**
 * Two root fields or two types of one name: no object of metadata is wrong by itself, so that Hasura lists nothing and
 * refuses the change.
 */
export function refuseNameConflicts(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
): void {
  refuseRootConflicts(metadata, sources); // first, for that is found while the schema is made
  refuseTypeConflicts(sources);
  refuseCustomTypeConflicts(metadata, sources, (name, table, action) =>
    typeConflict(name, originOf(table), `action ${action}`),
  );
}

type Sources = ReadonlyMap<string, TrackedSource>;

const originOf = ({ source, table }: TrackedTable): string =>
  `table ${printName(table.name)} in source ${source.name}`;

/** Tables of one name in two sources, and tables named as the type of somebody's column is. */
function refuseTypeConflicts(sources: Sources): void {
  const tables = [...sources.values()].flatMap(({ tables: of }) => [...of.values()]);
  const owners = new Map<string, TrackedTable>();
  for (const tracked of tables) {
    if (!tracked.isExposed) continue;
    const name = tracked.source.naming.type(tracked.base);
    const other = owners.get(name);
    if (other) throw typeConflict(name, originOf(other), originOf(tracked));
    owners.set(name, tracked);
  }
  for (const tracked of tables)
    for (const { column, enumTable } of tracked.columns.values()) {
      const name = scalarName(elementOf(column.type));
      const owner = enumTable === null ? owners.get(name) : undefined;
      if (owner)
        throw typeConflict(name, originOf(owner), `column ${column.name} of ${originOf(tracked)}`);
    }
}

const typeConflict = (name: string, one: string, other: string): EngineError =>
  new EngineError(
    'unexpected',
    `Found conflicting definitions for GraphQL type "${name}". The definition of ${one} differs from that of ${other}.`,
    ['args'],
    500,
  );

/** The original looks at mutations first, and names the fields of a table from the last to the first. */
function refuseRootConflicts(metadata: Metadata, sources: Sources): void {
  for (const root of ['mutation_root', 'subscription_root', 'query_root'] as const) {
    const origins = new Map<string, string[]>();
    const add = (name: string, origin: string): void => {
      const known = origins.get(name);
      if (known) known.push(origin);
      else origins.set(name, [origin]);
    };
    for (const { name, definition } of metadata.actions)
      if (rootsOfAction(definition).includes(root)) add(name, `action ${name}`);
    for (const source of sources.values()) addSource(source, root, add);
    const conflicts = [...origins].filter(([, from]) => from.length > 1).reverse();
    if (conflicts.length > 0) throw conflictOf(root, conflicts);
  }
}

/** What an asynchronous action came to is asked for by a field of its name. */
function rootsOfAction({ type, kind }: Metadata['actions'][number]['definition']): readonly Root[] {
  if (type === 'query') return ['query_root'];
  return kind === 'asynchronous'
    ? ['mutation_root', 'query_root', 'subscription_root']
    : ['mutation_root'];
}

type Root = 'mutation_root' | 'subscription_root' | 'query_root';

function addSource(
  source: TrackedSource,
  root: Root,
  add: (name: string, origin: string) => void,
): void {
  // Fields below a namespace meet those of the same source alone.
  const space = source.metadata.customization.root_fields?.namespace;
  const within = space === undefined ? '' : `${space}.`;
  for (const tracked of source.tables.values()) {
    if (!tracked.isExposed) continue;
    const names = rootNames({ naming: source.naming, tracked });
    const origin = originOf(tracked);
    for (const kind of kindsOf(tracked, root)) add(within + names[kind].name, origin);
  }
  for (const fn of source.functions) {
    if (fn.isMutation !== (root === 'mutation_root')) continue;
    const { rows, aggregate } = functionRootNames(fn, source.naming);
    const origin = `function ${printName(fn.name)} in source ${source.name}`;
    for (const name of [rows, aggregate]) add(within + name, origin);
  }
  if (root !== 'mutation_root')
    for (const { name } of source.nativeQueries)
      add(
        within + source.naming.rootField(source.naming.field(name)),
        `native_query ${name} in source ${source.name}`,
      );
}

function kindsOf({ table }: TrackedTable, root: Root): readonly RootKind[] {
  const hasKey = table.primaryKey !== null;
  if (root !== 'mutation_root')
    return [
      'select',
      'select_aggregate',
      ...(hasKey ? (['select_by_pk'] as const) : []),
      ...(root === 'subscription_root' ? (['select_stream'] as const) : []),
    ];
  const inserts: readonly RootKind[] = ['insert', 'insert_one'];
  const updates: readonly RootKind[] = hasKey
    ? ['update', 'update_by_pk', 'update_many']
    : ['update', 'update_many'];
  const deletes: readonly RootKind[] = hasKey ? ['delete', 'delete_by_pk'] : ['delete'];
  return [
    ...(table.isInsertable ? inserts : []),
    ...(table.isUpdatable ? updates : []),
    ...(table.isDeletable ? deletes : []),
  ];
}

function conflictOf(root: Root, conflicts: readonly [string, readonly string[]][]): EngineError {
  const described = conflicts.map(
    ([name, from]) => `'${name}' defined in [${[...from].sort().join(', ')}]`,
  );
  const fields =
    described.length === 1 ? `field ${described[0]}` : `fields: [\n  ${described.join(',\n  ')}\n]`;
  return new EngineError(
    'unexpected',
    `Encountered conflicting definitions in the selection set for '${root}' for ${fields}. Fields must not be defined more than once across all sources.`,
    ['args'],
    500,
  );
}
