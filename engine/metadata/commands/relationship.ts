import { z } from 'zod';
import { at, EngineError } from '../../base/error.ts';
import {
  type Command,
  command,
  dropWithDependents,
  editTable,
  findSource,
  findTable,
  quotedName,
} from '../command.ts';
import {
  arrayRelationship,
  objectRelationship,
  remoteFieldCall,
  remoteRelationshipDefinition,
} from '../model/relationship.ts';
import { computedField } from '../model/table.ts';
import { json, nonEmptyText, optional, qualifiedName } from '../model/wire.ts';
import type { Metadata, RemoteRelationshipDefinition, TableMetadata } from '../model.ts';
import type { TableObject } from '../object.ts';
import { read } from '../read.ts';
import { printSchemaObject } from '../schema-object.ts';
import { cascade, source } from './table.ts';

/** Relationships, remote relationships and computed fields: what adds a field to a table. */

const target = { source, table: qualifiedName };
const named = { ...target, name: nonEmptyText };

function refuseTaken(table: TableMetadata, name: string): void {
  const fields = [
    ...table.object_relationships,
    ...table.array_relationships,
    ...table.computed_fields,
    ...table.remote_relationships,
  ];
  if (fields.some((field) => field.name === name))
    throw new EngineError(
      'already-exists',
      `field with name "${name}" already exists in table ${quotedName(table.table)}`,
    );
}

const affects = (
  kind: TableObject['kind'],
  args: { source: string; table: TableMetadata['table']; name: string },
): TableObject => ({ kind, source: args.source, table: args.table, name: args.name });

const createObject = command(
  'create_object_relationship',
  z.object({ ...objectRelationship.shape, ...target }),
  ({ source: name, table: of, ...entry }, metadata) => ({
    metadata: editTable(metadata, name, of, (table) => {
      refuseTaken(table, entry.name);
      return { ...table, object_relationships: [...table.object_relationships, entry] };
    }),
    affects: affects('object_relation', { source: name, table: of, name: entry.name }),
  }),
);
const createArray = command(
  'create_array_relationship',
  z.object({ ...arrayRelationship.shape, ...target }),
  ({ source: name, table: of, ...entry }, metadata) => ({
    metadata: editTable(metadata, name, of, (table) => {
      refuseTaken(table, entry.name);
      return { ...table, array_relationships: [...table.array_relationships, entry] };
    }),
    affects: affects('array_relation', { source: name, table: of, name: entry.name }),
  }),
);

function requireRelationship(table: TableMetadata, name: string): void {
  const all = [...table.object_relationships, ...table.array_relationships];
  if (!all.some((relationship) => relationship.name === name))
    throw new EngineError('not-exists', `relationship "${name}" does not exist`);
}

const dropRelationship = command(
  'drop_relationship',
  z.object({ ...target, relationship: nonEmptyText, cascade }),
  (args, metadata, world) => {
    const table = findTable(findSource(metadata, args.source), args.table);
    at('relationship', () => requireRelationship(table, args.relationship));
    const object = {
      kind: 'relationship',
      source: args.source,
      table: args.table,
      name: args.relationship,
    } as const;
    const rest = dropWithDependents(metadata, world, [object], args.cascade, printSchemaObject);
    return world.purge(rest, [object]);
  },
);

const setComment = command(
  'set_relationship_comment',
  z.object({ ...named, comment: optional(z.string()) }),
  (args, metadata) =>
    editTable(metadata, args.source, args.table, (table) => {
      at('name', () => requireRelationship(table, args.name));
      const say = <T extends { readonly name: string }>(entries: readonly T[]): readonly T[] =>
        entries.map((entry) =>
          entry.name === args.name ? { ...entry, comment: args.comment } : entry,
        );
      return {
        ...table,
        object_relationships: say(table.object_relationships),
        array_relationships: say(table.array_relationships),
      };
    }),
);

/** What already has the name among what metadata adds to a table. */
function kindOf(table: TableMetadata, name: string): string | null {
  const has = (entries: readonly { readonly name: string }[]): boolean =>
    entries.some((entry) => entry.name === name);
  if (has(table.object_relationships) || has(table.array_relationships)) return 'relationship';
  if (has(table.computed_fields)) return 'computed field';
  return has(table.remote_relationships) ? 'remote relationship' : null;
}

const renameRelationship = command(
  'rename_relationship',
  z.object({ ...named, new_name: nonEmptyText }),
  (args, metadata, world) => {
    const table = findTable(findSource(metadata, args.source), args.table);
    requireRelationship(table, args.name);
    const taken = world.hasColumn(args.source, args.table, args.new_name)
      ? 'column'
      : kindOf(table, args.new_name);
    if (taken !== null)
      throw new EngineError(
        'already-exists',
        `cannot rename relationship "${args.name}" to "${args.new_name}" in table ${quotedName(args.table)} as a ${taken} with the name already exists`,
      );
    return world.renameRelationship(metadata, args.source, args.table, args.name, args.new_name);
  },
);

// ── computed fields ──

const addComputedField = command(
  'add_computed_field',
  z.object({ ...computedField.shape, ...target }),
  (args, metadata) => {
    const { source: _, table: _1, ...entry } = args;
    const table = at('table', () => findTable(findSource(metadata, args.source), args.table));
    at('name', () => {
      if (table.computed_fields.some(({ name }) => name === args.name))
        throw new EngineError(
          'already-exists',
          `computed field "${args.name}" already exists in table ${quotedName(args.table)}`,
        );
      refuseTaken(table, args.name);
    });
    return {
      metadata: editTable(metadata, args.source, args.table, (given) => ({
        ...given,
        computed_fields: [...given.computed_fields, entry],
      })),
      affects: affects('computed_field', args),
    };
  },
);

const dropComputedField = command(
  'drop_computed_field',
  z.object({ ...named, cascade }),
  (args, metadata, world) => {
    const table = at('table', () => findTable(findSource(metadata, args.source), args.table));
    if (!table.computed_fields.some(({ name }) => name === args.name))
      at('name', () => {
        throw new EngineError('not-exists', `computed field "${args.name}" does not exist`);
      });
    const object = {
      kind: 'computed-field',
      source: args.source,
      table: args.table,
      name: args.name,
    } as const;
    const rest = dropWithDependents(metadata, world, [object], args.cascade, printSchemaObject);
    return world.purge(rest, [object]);
  },
);

// ── remote relationships ──

/** The older command has `remote_schema`, `hasura_fields` and `remote_field` beside the name, the newer a `definition`. */
const remoteArgs = z.object({
  ...named,
  definition: optional(json),
  remote_schema: optional(nonEmptyText),
  hasura_fields: optional(z.array(z.string())),
  remote_field: optional(remoteFieldCall),
});
const definitionOf = ({
  definition,
  remote_schema,
  hasura_fields,
  remote_field,
}: z.output<typeof remoteArgs>): RemoteRelationshipDefinition =>
  read(remoteRelationshipDefinition, definition ?? { remote_schema, hasura_fields, remote_field });

const createRemote = command('create_remote_relationship', remoteArgs, (args, metadata) => ({
  metadata: editTable(metadata, args.source, args.table, (table) => {
    refuseTaken(table, args.name);
    const entry = { name: args.name, definition: definitionOf(args) };
    return { ...table, remote_relationships: [...table.remote_relationships, entry] };
  }),
  affects: affects('remote_relationship', args),
}));

function requireRemote(table: TableMetadata, name: string): void {
  if (!table.remote_relationships.some((entry) => entry.name === name))
    throw new EngineError('not-exists', `relationship with name "${name}" does not exist`);
}
const updateRemote = command('update_remote_relationship', remoteArgs, (args, metadata) => ({
  metadata: editTable(metadata, args.source, args.table, (table) => {
    requireRemote(table, args.name);
    const definition = definitionOf(args);
    return {
      ...table,
      remote_relationships: table.remote_relationships.map((entry) =>
        entry.name === args.name ? { name: args.name, definition } : entry,
      ),
    };
  }),
  affects: affects('remote_relationship', args),
}));
const deleteRemote = command('delete_remote_relationship', z.object(named), (args, metadata) =>
  editTable(metadata, args.source, args.table, (table) => {
    requireRemote(table, args.name);
    const rest = table.remote_relationships.filter(({ name }) => name !== args.name);
    return { ...table, remote_relationships: rest };
  }),
);

// ── relationships whose left side is a type of a remote schema ──

const ofType = { remote_schema: nonEmptyText, type_name: nonEmptyText, name: nonEmptyText };
type Remote = Metadata['remote_schemas'][number];
type TypeRelationships = Remote['remote_relationships'][number]['relationships'];

function editTypeRelationships(
  metadata: Metadata,
  args: { remote_schema: string; type_name: string },
  edit: (relationships: TypeRelationships) => TypeRelationships,
): Metadata {
  const found = metadata.remote_schemas.find(({ name }) => name === args.remote_schema);
  if (!found)
    throw new EngineError(
      'not-exists',
      `remote schema with name "${args.remote_schema}" does not exist`,
    );
  const own = found.remote_relationships.find(({ type_name }) => type_name === args.type_name);
  const relationships = edit(own?.relationships ?? []);
  const others = found.remote_relationships.filter((entry) => entry !== own);
  const remote_relationships =
    relationships.length === 0 ? others : [...others, { type_name: args.type_name, relationships }];
  return {
    ...metadata,
    remote_schemas: metadata.remote_schemas.map((remote) =>
      remote === found ? { ...remote, remote_relationships } : remote,
    ),
  };
}

const ofRemoteSchema = (verb: 'create' | 'update' | 'delete'): Command =>
  command(
    `${verb}_remote_schema_remote_relationship`,
    verb === 'delete'
      ? z.object({ ...ofType, definition: optional(remoteRelationshipDefinition) })
      : z.object({ ...ofType, definition: remoteRelationshipDefinition }),
    (args, metadata) => ({
      metadata: editTypeRelationships(metadata, args, (given) => {
        const exists = given.some(({ name }) => name === args.name);
        const rest = given.filter(({ name }) => name !== args.name);
        if (verb === 'create' && exists)
          throw new EngineError(
            'already-exists',
            `relationship "${args.name}" already exists for type "${args.type_name}" in remote schema "${args.remote_schema}"`,
          );
        if (verb !== 'create' && !exists)
          throw new EngineError(
            'not-exists',
            `relationship "${args.name}" does not exist for type "${args.type_name}" in remote schema "${args.remote_schema}"`,
          );
        return args.definition === undefined || verb === 'delete'
          ? rest
          : [...rest, { name: args.name, definition: args.definition }];
      }),
      affects: {
        kind: 'remote_schema_remote_relationship',
        remote: args.remote_schema,
        type: args.type_name,
        name: args.name,
      },
    }),
  );

export const relationshipCommands: readonly Command[] = [
  createObject,
  createArray,
  dropRelationship,
  setComment,
  renameRelationship,
  addComputedField,
  dropComputedField,
  createRemote,
  updateRemote,
  deleteRemote,
  ofRemoteSchema('create'),
  ofRemoteSchema('update'),
  ofRemoteSchema('delete'),
];
