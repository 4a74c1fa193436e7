import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Command, command, dropWithDependents } from '../command.ts';
import { remoteSchema, remoteSchemaDefinition } from '../model/remote-schema.ts';
import { nonEmptyText, optional } from '../model/wire.ts';
import type { Metadata, RemoteSchemaCustomization, RemoteSchemaMetadata } from '../model.ts';
import { printSchemaObject } from '../schema-object.ts';
import { cascade } from './table.ts';

/** Remote schemas and what a role may see of them. */

export function findRemote(metadata: Metadata, name: string): RemoteSchemaMetadata {
  const found = metadata.remote_schemas.find((remote) => remote.name === name);
  if (!found)
    throw new EngineError('not-exists', `remote schema with name "${name}" does not exist`);
  return found;
}

function editRemote(
  metadata: Metadata,
  name: string,
  edit: (remote: RemoteSchemaMetadata) => RemoteSchemaMetadata,
): Metadata {
  const found = findRemote(metadata, name);
  return {
    ...metadata,
    remote_schemas: metadata.remote_schemas.map((remote) =>
      remote === found ? edit(remote) : remote,
    ),
  };
}

const body = z.object({
  name: nonEmptyText,
  definition: remoteSchemaDefinition,
  comment: optional(z.string()),
});

type Definition = RemoteSchemaMetadata['definition'];

/** Names that begin with two underscores are introspection's. */
function refuseReserved(customization: RemoteSchemaCustomization | undefined): void {
  for (const { mapping, prefix } of customization?.field_names ?? [])
    for (const name of [...Object.keys(mapping), ...(prefix === undefined ? [] : [prefix])])
      if (name.startsWith('__'))
        throw new EngineError(
          'invalid-params',
          `attempt to customize reserved field name ${JSON.stringify(name)}`,
        );
}

const add = command('add_remote_schema', body, (args, metadata) => {
  refuseReserved(args.definition.customization);
  if (metadata.remote_schemas.some(({ name }) => name === args.name))
    throw new EngineError(
      'already-exists',
      `remote schema with name "${args.name}" already exists`,
    );
  const entry = {
    ...remoteSchema.parse({ ...args, permissions: [] }),
    definition: args.definition,
  };
  return {
    metadata: { ...metadata, remote_schemas: [...metadata.remote_schemas, entry] },
    affects: { kind: 'remote_schema', name: args.name },
    tellsCause: true,
  };
});

/** Whether another server is asked. The original tells its mistakes as they are then, and wrapped otherwise. */
const isMoved = (before: Definition, now: Definition): boolean =>
  before.url !== now.url || before.url_from_env !== now.url_from_env;

const update = command('update_remote_schema', body, (args, metadata) => {
  refuseReserved(args.definition.customization);
  const before = findRemote(metadata, args.name);
  return {
    metadata: editRemote(metadata, args.name, (remote) => ({
      ...remote,
      definition: args.definition,
      comment: args.comment,
    })),
    affects: { kind: 'remote_schema', name: args.name },
    tellsCause: isMoved(before.definition, args.definition),
  };
});

const remove = command(
  'remove_remote_schema',
  z.object({ name: nonEmptyText, cascade }),
  (args, metadata, world) => {
    findRemote(metadata, args.name);
    const object = { kind: 'remote-schema', name: args.name } as const;
    const rest = dropWithDependents(metadata, world, [object], args.cascade, printSchemaObject);
    return world.purge(rest, [object]);
  },
);

const addPermissions = command(
  'add_remote_schema_permissions',
  z.object({
    remote_schema: nonEmptyText,
    role: nonEmptyText,
    definition: z.object({ schema: z.string() }),
    comment: optional(z.string()),
  }),
  ({ remote_schema, ...entry }, metadata, { hasRemotePermissions }) => {
    const { role } = entry;
    if (!hasRemotePermissions)
      throw new EngineError(
        'constraint-violation',
        'remote schema permissions can only be added when remote schema permissions are enabled in the graphql-engine',
      );
    const edited = editRemote(metadata, remote_schema, (remote) => {
      if (remote.permissions.some((permission) => permission.role === role))
        throw new EngineError(
          'already-exists',
          `permissions for role: "${role}" for remote schema: "${remote_schema}" already exists`,
        );
      if (role === 'admin')
        throw new EngineError('constraint-violation', 'cannot define permission for admin role');
      return { ...remote, permissions: [...remote.permissions, entry] };
    });
    return {
      metadata: edited,
      affects: { kind: 'remote_schema_permission', remote: remote_schema, role },
      tellsCause: true,
    };
  },
);

const dropPermissions = command(
  'drop_remote_schema_permissions',
  z.object({ remote_schema: nonEmptyText, role: nonEmptyText }),
  (args, metadata) =>
    editRemote(metadata, args.remote_schema, (remote) => {
      const rest = remote.permissions.filter(({ role }) => role !== args.role);
      if (rest.length === remote.permissions.length)
        throw new EngineError(
          'not-exists',
          `permissions for role: "${args.role}" for remote schema: "${args.remote_schema}" doesn't exist`,
        );
      return { ...remote, permissions: rest };
    }),
);

export const remoteSchemaCommands: readonly Command[] = [
  add,
  update,
  remove,
  addPermissions,
  dropPermissions,
];
