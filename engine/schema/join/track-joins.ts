/** Remote relationships of metadata → those that can be honoured; the others are complained of. */
import { EngineError } from '../../base/error.ts';
import { keyOf } from '../../catalog/model.ts';
import { baseOf, type TypeRef } from '../../catalog/remote-model.ts';
import type { Metadata, RemoteRelationship } from '../../metadata/model.ts';
import { printRemoteDefinition } from '../../metadata/print.ts';
import { type Complaints, orComplain } from '../inconsistency.ts';
import { isGraphqlName, qualified } from '../naming.ts';
import { refuseConflict } from '../relationship.ts';
import type { TrackedRemote } from '../remote/tracked.ts';
import { typeRefOf } from '../scalar.ts';
import type { TrackedSource, TrackedTable } from '../tracked.ts';
import { hasArguments } from '../view.ts';
import { resolveCall } from './remote-call.ts';
import type { Joins, JoinTarget, LeftField, TrackedJoin } from './tracked.ts';

interface World {
  readonly sources: ReadonlyMap<string, TrackedSource>;
  readonly remotes: ReadonlyMap<string, TrackedRemote>;
}

export function trackJoins(metadata: Metadata, world: World, complaints: Complaints): Joins {
  const ofTable = new Map<TrackedTable, readonly TrackedJoin[]>();
  for (const source of world.sources.values())
    for (const table of source.tables.values()) {
      const joins = joinsOfTable(table, world, complaints);
      if (joins.length > 0) ofTable.set(table, joins);
    }
  const ofType = new Map(
    metadata.remote_schemas.flatMap(({ name, remote_relationships: types }) => {
      const remote = world.remotes.get(name);
      if (remote === undefined || types.length === 0) return [];
      return [[name, joinsOfTypes(remote, types, world, complaints)] as const];
    }),
  );
  return { ofTable, ofType };
}

const quoted = (name: string): string => JSON.stringify(name);

function joinsOfTable(
  tracked: TrackedTable,
  world: World,
  complaints: Complaints,
): readonly TrackedJoin[] {
  const { source, table, metadata, label } = tracked;
  if (metadata.remote_relationships.length === 0) return [];
  const left: Left = { fields: fieldsOfTable(tracked), described: `table ${quoted(label)}`, label };
  return metadata.remote_relationships.flatMap((relationship) => {
    const { name, definition } = relationship;
    const place = { source: source.name, table: table.name, name };
    const made = orComplain(
      complaints,
      { kind: 'remote_relationship', ...place },
      { ...place, definition: printRemoteDefinition(definition) },
      `in table ${quoted(label)}: in remote relationship ${quoted(name)}: `,
      () => {
        refuseConflict(tracked, name);
        return resolve(relationship, left, world);
      },
    );
    return made === null ? [] : [made];
  });
}

/** Columns, and computed fields of a scalar that need no arguments. */
function fieldsOfTable({ columns, computedFields }: TrackedTable): ReadonlyMap<string, LeftField> {
  const computed = [...computedFields.values()].filter(
    (field) => field.returnsTable === null && !hasArguments(field),
  );
  return new Map<string, LeftField>([
    ...[...columns.values()].map((column): [string, LeftField] => [
      column.column.name,
      { key: { kind: 'column', column }, type: typeRefOf(column.column.type) },
    ]),
    ...computed.map((field): [string, LeftField] => [
      field.name,
      { key: { kind: 'computed', field }, type: typeRefOf(field.function.returns) },
    ]),
  ]);
}

type TypeRelationships = Metadata['remote_schemas'][number]['remote_relationships'];

const joinsOfTypes = (
  remote: TrackedRemote,
  types: TypeRelationships,
  world: World,
  complaints: Complaints,
): ReadonlyMap<string, readonly TrackedJoin[]> =>
  new Map(
    types.map(({ type_name: type, relationships }) => [
      type,
      relationships.flatMap((relationship) => {
        const { name, definition } = relationship;
        const made = orComplain(
          complaints,
          { kind: 'remote_schema_remote_relationship', remote: remote.name, type, name },
          {
            remote_schema: remote.name,
            type_name: type,
            name,
            definition: printRemoteDefinition(definition),
          },
          `in remote relationship ${quoted(name)}: `,
          () => resolve(relationship, leftOfType(remote, type, name), world),
        );
        return made === null ? [] : [made];
      }),
    ]),
  );

function leftOfType({ name: remote, whole }: TrackedRemote, type: string, name: string): Left {
  const found = whole.catalog.types.get(type);
  if (found?.kind !== 'object')
    throw new EngineError(
      'not-exists',
      `type ${quoted(type)} is no object type of remote schema ${quoted(remote)}`,
    );
  if (found.fields.has(name))
    throw new EngineError(
      'already-exists',
      `field with name ${quoted(name)} already exists in type ${quoted(type)}`,
    );
  const leaves = [...found.fields.values()].filter(
    ({ type: of, args }) =>
      [...args.values()].every((arg) => arg.type.isNullable || arg.defaultValue !== null) &&
      !isComposite(whole.catalog.types.get(baseOf(of))?.kind),
  );
  const fields = new Map<string, LeftField>(
    leaves.map((field) => [
      field.name,
      { key: { kind: 'field', name: field.name }, type: field.type },
    ]),
  );
  return { fields, described: `type ${quoted(type)}`, label: remote };
}

const isComposite = (kind: string | undefined): boolean =>
  kind === 'object' || kind === 'interface' || kind === 'union';

/** What a relationship starts from. */
interface Left {
  readonly fields: ReadonlyMap<string, LeftField>;
  /** `table "author"` */
  readonly described: string;
  /** As names of types tell of it. */
  readonly label: string;
}

function resolve({ name, definition }: RemoteRelationship, left: Left, world: World): TrackedJoin {
  if (!isGraphqlName(name))
    throw new EngineError('invalid-params', `${quoted(name)} is not a valid GraphQL identifier`);
  if (definition.kind === 'to_source') {
    const target = sourceTarget(definition, world);
    return { name, fields: pick(Object.keys(definition.field_mapping), left), target };
  }
  const fields = pick(definition.lhs_fields, left);
  const remote = world.remotes.get(definition.remote_schema);
  if (remote === undefined)
    throw new EngineError(
      'remote-schema-error',
      `remote schema with name ${quoted(definition.remote_schema)} not found`,
    );
  const suffix = `_remote_rel_${left.label.replaceAll(/\W/g, '_')}${name}`;
  const call = definition.remote_field;
  resolveCall(call, remote.whole.catalog, typesOf(fields), suffix);
  return { name, fields, target: { kind: 'remote-schema', remote: remote.name, call, suffix } };
}

export const typesOf = (fields: ReadonlyMap<string, LeftField>): ReadonlyMap<string, TypeRef> =>
  new Map([...fields].map(([name, { type }]) => [name, type]));

const pick = (
  names: readonly string[],
  { fields, described }: Left,
): ReadonlyMap<string, LeftField> =>
  new Map(
    names.map((name) => {
      const found = fields.get(name);
      if (!found)
        throw new EngineError('not-exists', `field ${quoted(name)} does not exist in ${described}`);
      return [name, found];
    }),
  );

type ToSource = Extract<RemoteRelationship['definition'], { kind: 'to_source' }>;

function sourceTarget(
  { source: sourceName, table, field_mapping, relationship_type: shape }: ToSource,
  { sources }: World,
): JoinTarget {
  const source = sources.get(sourceName);
  if (!source) throw new EngineError('not-found', `source not found: ${quoted(sourceName)}`);
  const target = source.tables.get(keyOf(table));
  if (!target)
    throw new EngineError(
      'not-exists',
      `table ${quoted(qualified(table))} does not exist in source: ${sourceName}`,
    );
  const on = new Map(Object.entries(field_mapping));
  for (const name of on.values()) {
    const column = target.columns.get(name);
    if (!column) throw new EngineError('not-exists', `${quoted(name)} does not exist`);
    if (column.enumTable !== null)
      throw new EngineError('not-supported', 'relationships to enum fields are not supported yet');
  }
  return { kind: 'source', source, table, shape, on };
}
