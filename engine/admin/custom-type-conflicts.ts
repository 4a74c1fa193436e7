/** Custom types that actions make use of, named as a table's types are. */
import type { EngineError } from '../base/error.ts';
import type { Metadata } from '../metadata/model.ts';
import type { TrackedSource, TrackedTable } from '../schema/tracked.ts';

type Conflict = (name: string, table: TrackedTable, action: string) => EngineError;

/**
 * Clients know types by their names, so that one of an action and one of a table can only be one. As in the original,
 * objects are one if their fields have the same names.
 */
export function refuseCustomTypeConflicts(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
  conflict: Conflict,
): void {
  if (metadata.actions.length === 0) return;
  const owners = ownersOf(sources);
  const fields = fieldNames(metadata);
  for (const { name: action, definition } of metadata.actions) {
    const isAsync = definition.type === 'mutation' && definition.kind === 'asynchronous';
    if (isAsync) refuse(action, null, action);
    const roots = [definition.output_type, ...definition.arguments.map(({ type }) => type)];
    for (const name of reachedFrom(roots, metadata)) refuse(name, fields.get(name) ?? null, action);
  }

  function refuse(name: string, own: ReadonlySet<string> | null, action: string): void {
    const owner = owners.get(name);
    if (owner === undefined) return;
    const isSame = own !== null && owner.isRow && sameNames(own, fieldsOf(owner.tracked));
    if (!isSame) throw conflict(name, owner.tracked, action);
  }
}

/** What a table's types are for, beside its rows; there whatever the table is like. */
const PURPOSES: readonly string[] = [
  'bool_exp',
  'order_by',
  'select_column',
  'aggregate',
  'aggregate_fields',
];
const WRITTEN: readonly string[] = ['insert_input', 'mutation_response'];

interface Owner {
  readonly tracked: TrackedTable;
  readonly isRow: boolean;
}

function ownersOf(sources: ReadonlyMap<string, TrackedSource>): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const { tables, naming } of sources.values())
    for (const tracked of tables.values()) {
      if (!tracked.isExposed) continue;
      owners.set(naming.type(tracked.base), { tracked, isRow: true });
      const purposes = tracked.table.isInsertable ? [...PURPOSES, ...WRITTEN] : PURPOSES;
      for (const purpose of purposes)
        owners.set(naming.type(tracked.base, purpose), { tracked, isRow: false });
    }
  return owners;
}

const fieldNames = ({
  custom_types: { objects },
}: Metadata): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    objects.map(({ name, fields, relationships }) => [
      name,
      new Set([...fields, ...relationships].map((field) => field.name)),
    ]),
  );

const fieldsOf = ({ columns, relationships, computedFields }: TrackedTable): ReadonlySet<string> =>
  new Set([
    ...[...columns.values()].map(({ field }) => field),
    ...[...relationships.values()].flatMap(({ name, kind }) =>
      kind === 'array' ? [name, `${name}_aggregate`] : [name],
    ),
    ...computedFields.keys(),
  ]);

const sameNames = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name));

/** The custom types among these, and those that they name in turn. An action that names others is listed as inconsistent. */
function reachedFrom(
  roots: readonly string[],
  { custom_types: { objects, input_objects, enums, scalars } }: Metadata,
): ReadonlySet<string> {
  const named = new Map<string, readonly string[]>([
    ...[...enums, ...scalars].map(({ name }) => [name, []] as const),
    ...[...objects, ...input_objects].map(
      ({ name, fields }) => [name, fields.map(({ type }) => type)] as const,
    ),
  ]);
  const reached = new Set<string>();
  const walk = (types: readonly string[]): void => {
    for (const type of types) {
      const [name = ''] = /\w+/.exec(type) ?? [];
      const inner = named.get(name);
      if (inner === undefined || reached.has(name)) continue;
      reached.add(name);
      walk(inner);
    }
  };
  walk(roots);
  return reached;
}
