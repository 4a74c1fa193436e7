import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Command, command, dropWithDependents, editSource, findSource } from '../command.ts';
import { logicalModelPermission } from '../model/permission.ts';
import {
  logicalModel,
  nativeQuery,
  sourceConfiguration,
  sourceCustomization,
  source as sourceSchema,
} from '../model/source.ts';
import { json, nonEmptyText, optional, withDefault } from '../model/wire.ts';
import type { Metadata, Source } from '../model.ts';
import { read } from '../read.ts';
import { printSchemaObject } from '../schema-object.ts';
import { cascade, source } from './table.ts';

/** Sources, and what belongs to a source as a whole: native queries and logical models. */

const addSource = (kind: string): Command =>
  command(
    'add_source',
    z.object({
      name: nonEmptyText,
      configuration: sourceConfiguration,
      customization: withDefault(sourceCustomization, {}),
      health_check: optional(json),
      replace_configuration: withDefault(z.boolean(), false),
    }),
    ({ name, configuration, customization, health_check, replace_configuration }, metadata) => {
      const existing = metadata.sources.find((candidate) => candidate.name === name);
      if (existing && !replace_configuration)
        throw new EngineError('already-exists', `source with name "${name}" already exists`);
      const plain = read(sourceSchema, { name, kind, configuration, customization, health_check });
      const entry = existing
        ? { ...existing, configuration: plain.configuration, customization: plain.customization }
        : plain;
      return {
        metadata: existing
          ? editSource(metadata, name, () => entry)
          : { ...metadata, sources: [...metadata.sources, entry] },
        affects: { kind: 'source', source: name },
      };
    },
  );

const dropSource = command(
  'drop_source',
  z.object({ name: nonEmptyText, cascade }),
  (args, metadata, world) => {
    findSource(metadata, args.name);
    const object = { kind: 'source', source: args.name } as const;
    const rest = dropWithDependents(metadata, world, [object], args.cascade, printSchemaObject);
    return { ...rest, sources: rest.sources.filter(({ name }) => name !== args.name) };
  },
);

const updateSource = command(
  'update_source',
  z.object({
    name: nonEmptyText,
    configuration: optional(sourceConfiguration),
    customization: optional(sourceCustomization),
    health_check: optional(json),
  }),
  ({ name, configuration, customization }, metadata) => ({
    metadata: editSource(metadata, name, (given) => ({
      ...given,
      configuration: configuration ?? given.configuration,
      customization: customization ?? given.customization,
    })),
    affects: { kind: 'source', source: name },
  }),
);

const setCustomization = command(
  'set_source_customization',
  z.object({ source, customization: sourceCustomization }),
  (args, metadata) =>
    editSource(metadata, args.source, (given) => ({ ...given, customization: args.customization })),
);

const renameSource = command(
  'rename_source',
  z.object({ name: nonEmptyText, new_name: nonEmptyText }),
  ({ name, new_name }, metadata) => {
    const isThere = (wanted: string) => metadata.sources.some((given) => given.name === wanted);
    if (!isThere(name))
      throw new EngineError('not-exists', `Could not find source with name "${name}"`);
    if (isThere(new_name))
      throw new EngineError('already-exists', `Source with name "${new_name}" already exists`);
    const renamed = editSource(metadata, name, (given) => ({ ...given, name: new_name }));
    return {
      metadata: retarget(renamed, name, new_name),
      affects: { kind: 'source', source: new_name },
    };
  },
);

/** Relationships that lead to a source follow its new name. */
function retarget(metadata: Metadata, from: string, to: string): Metadata {
  type Remote = Source['tables'][number]['remote_relationships'][number];
  const follow = (entry: Remote): Remote =>
    entry.definition.kind === 'to_source' && entry.definition.source === from
      ? { ...entry, definition: { ...entry.definition, source: to } }
      : entry;
  return {
    ...metadata,
    sources: metadata.sources.map((given) => ({
      ...given,
      tables: given.tables.map((table) =>
        table.remote_relationships.length === 0
          ? table
          : { ...table, remote_relationships: table.remote_relationships.map(follow) },
      ),
    })),
    remote_schemas: metadata.remote_schemas.map((remote) => ({
      ...remote,
      remote_relationships: remote.remote_relationships.map((type) => ({
        ...type,
        relationships: type.relationships.map(follow),
      })),
    })),
    custom_types: {
      ...metadata.custom_types,
      objects: metadata.custom_types.objects.map((object) => ({
        ...object,
        relationships: object.relationships.map((relationship) =>
          relationship.source === from ? { ...relationship, source: to } : relationship,
        ),
      })),
    },
  };
}

// ── native queries and logical models ──

const trackNativeQuery = command(
  'track_native_query',
  nativeQuery.extend({ source }),
  ({ source: name, ...entry }, metadata) => ({
    metadata: editSource(metadata, name, (given) => {
      if (given.native_queries.some((other) => other.root_field_name === entry.root_field_name))
        throw new EngineError(
          'already-tracked',
          `Native query '${entry.root_field_name}' is already tracked.`,
        );
      return { ...given, native_queries: [...given.native_queries, entry] };
    }),
    affects: { kind: 'native_query', source: name, name: entry.root_field_name },
    tellsCause: true,
  }),
);
const untrackNativeQuery = command(
  'untrack_native_query',
  z.object({ source, root_field_name: nonEmptyText }),
  (args, metadata) =>
    editSource(metadata, args.source, (given) => {
      const rest = given.native_queries.filter(
        ({ root_field_name }) => root_field_name !== args.root_field_name,
      );
      if (rest.length === given.native_queries.length)
        throw new EngineError(
          'not-found',
          `Native query "${args.root_field_name}" not found in source "${args.source}".`,
          [],
          400,
        );
      return { ...given, native_queries: rest };
    }),
);

const trackLogicalModel = command(
  'track_logical_model',
  z.preprocess(
    (given) => (typeof given === 'object' && given !== null ? given : {}),
    z.looseObject({ source }),
  ),
  ({ source: name, ...rest }, metadata) => {
    const entry = read(logicalModel, rest);
    return {
      metadata: editSource(metadata, name, (given) => {
        if (given.logical_models.some((other) => other.name === entry.name))
          throw new EngineError(
            'already-tracked',
            `Logical model '${entry.name}' is already tracked.`,
          );
        return { ...given, logical_models: [...given.logical_models, entry] };
      }),
      affects: { kind: 'logical_model', source: name, name: entry.name },
    };
  },
);

function editLogicalModel(
  metadata: Metadata,
  sourceName: string,
  name: string,
  edit: (model: Source['logical_models'][number]) => Source['logical_models'][number] | null,
): Metadata {
  return editSource(metadata, sourceName, (given) => {
    if (!given.logical_models.some((model) => model.name === name))
      throw new EngineError(
        'not-found',
        `Logical model "${name}" not found in source "${sourceName}".`,
        [],
        400,
      );
    const logical_models = given.logical_models.flatMap((model) => {
      if (model.name !== name) return [model];
      const edited = edit(model);
      return edited === null ? [] : [edited];
    });
    return { ...given, logical_models };
  });
}

const untrackLogicalModel = command(
  'untrack_logical_model',
  z.object({ source, name: nonEmptyText }),
  (args, metadata) => {
    const given = findSource(metadata, args.source);
    const user = given.native_queries.find(({ returns }) => returns === args.name);
    if (user)
      throw new EngineError(
        'constraint-violation',
        `Custom type "${args.name}" still being used by native query "${user.root_field_name}".`,
      );
    return editLogicalModel(metadata, args.source, args.name, () => null);
  },
);
const createModelPermission = command(
  'create_logical_model_select_permission',
  z.object({
    source,
    name: nonEmptyText,
    role: nonEmptyText,
    permission: logicalModelPermission.shape.permission,
    comment: optional(z.string()),
  }),
  ({ source: sourceName, name, role, permission, comment }, metadata) =>
    editLogicalModel(metadata, sourceName, name, (model) => {
      if (model.select_permissions.some((entry) => entry.role === role))
        throw new EngineError(
          'already-exists',
          `select permission already defined on logical model "${name}" with role "${role}"`,
        );
      const entry = { role, permission, comment };
      return { ...model, select_permissions: [...model.select_permissions, entry] };
    }),
);
const dropModelPermission = command(
  'drop_logical_model_select_permission',
  z.object({ source, name: nonEmptyText, role: nonEmptyText }),
  (args, metadata) =>
    editLogicalModel(metadata, args.source, args.name, (model) => {
      const rest = model.select_permissions.filter(({ role }) => role !== args.role);
      if (rest.length === model.select_permissions.length)
        throw new EngineError(
          'permission-denied',
          `select permission on "${args.name}" for role "${args.role}" does not exist`,
        );
      return { ...model, select_permissions: rest };
    }),
);

/** pg_add_source, citus_add_source, … differ in the kind alone. */
export const addSourceOf = addSource;
export const sourceCommands: readonly Command[] = [
  dropSource,
  updateSource,
  setCustomization,
  renameSource,
  trackNativeQuery,
  untrackNativeQuery,
  trackLogicalModel,
  untrackLogicalModel,
  createModelPermission,
  dropModelPermission,
];
