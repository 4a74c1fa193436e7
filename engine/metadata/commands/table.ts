import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import {
  type Command,
  command,
  dropWithDependents,
  editSource,
  editTable,
  findSource,
  isSameName,
  quotedName,
} from '../command.ts';
import { functionConfiguration, trackedFunction } from '../model/source.ts';
import { tableConfiguration, table as tableSchema } from '../model/table.ts';
import { nonEmptyText, optional, qualifiedName, withDefault } from '../model/wire.ts';
import type { Metadata, TableConfiguration, TableMetadata } from '../model.ts';
import { printSchemaObject } from '../schema-object.ts';

/** Commands on tables, their configuration, and functions. */

export const source = withDefault(nonEmptyText, 'default');
const cascade = withDefault(z.boolean(), false);

/**
 * `"author"` alone is a whole argument too, as in `{"type":"track_table","args":"author"}`. What is no table with options
 * is read as one without, so that is what it is told.
 */
const bareOr = <T extends z.ZodRawShape>(shape: z.ZodObject<T>) =>
  z.preprocess((given, { addIssue }) => {
    if (isRecord(given) && qualifiedName.safeParse(given['table']).success) return given;
    if (qualifiedName.safeParse(given).success) return { table: given };
    addIssue(
      isRecord(given) ? `key "name" not found` : 'expecting a string/object for QualifiedObject',
    );
    return z.NEVER;
  }, shape);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const emptyTable = (name: TableMetadata['table']): TableMetadata =>
  tableSchema.parse({ table: name });

const trackArgs = z.object({
  source,
  table: qualifiedName,
  is_enum: withDefault(z.boolean(), false),
  configuration: optional(tableConfiguration),
  apollo_federation_config: optional(z.object({ enable: z.literal('v1') })),
  logical_model: optional(z.string()),
});

function track(args: z.output<typeof trackArgs>, metadata: Metadata): Metadata {
  const name = quotedName(args.table);
  return editSource(metadata, args.source, (given) => {
    if (given.tables.some(({ table }) => isSameName(table, args.table)))
      throw new EngineError('already-tracked', `view/table already tracked: ${name}`);
    if (given.functions.some((entry) => isSameName(entry.function, args.table)))
      throw new EngineError('not-supported', `function with name ${name} already exists`);
    const plain = emptyTable(args.table);
    const entry = {
      ...plain,
      is_enum: args.is_enum,
      configuration: args.configuration ?? plain.configuration,
      apollo_federation_config: args.apollo_federation_config,
      logical_model: args.logical_model,
    };
    return { ...given, tables: [...given.tables, entry] };
  });
}
const tableObject = (args: { source: string; table: TableMetadata['table'] }) =>
  ({ kind: 'table', source: args.source, table: args.table }) as const;

/**
 * pg_track_table. Edits metadata only: whether the table exists is found out when the schema cache is
 * rebuilt, which names it as an inconsistency, and `admin/apply.ts` then refuses the change.
 */
const trackTable = command('track_table', bareOr(trackArgs), (args, metadata) => ({
  metadata: track(args, metadata),
  affects: tableObject(args),
}));

const allowWarnings = withDefault(z.boolean(), true);
const trackTables = command(
  'track_tables',
  z.object({ tables: z.array(bareOr(trackArgs)), allow_warnings: allowWarnings }),
  ({ tables }, metadata) => tables.reduce((state, args) => track(args, state), metadata),
);

const untrackArgs = z.object({ source, table: qualifiedName, cascade });
const untrackTable = command('untrack_table', untrackArgs, (args, metadata, world) => {
  const found = findSource(metadata, args.source).tables.some(({ table }) =>
    isSameName(table, args.table),
  );
  if (!found)
    throw new EngineError(
      'already-untracked',
      `view/table already untracked: ${quotedName(args.table)}`,
    );
  const object = { kind: 'table', source: args.source, table: args.table } as const;
  const rest = dropWithDependents(metadata, world, [object], args.cascade, printSchemaObject);
  return world.purge(rest, [object]);
});
const untrackTables = command(
  'untrack_tables',
  z.object({ tables: z.array(untrackArgs), allow_warnings: allowWarnings }),
  ({ tables }, metadata, world) =>
    tables.reduce((state, args) => untrackTable.run(args, state, world).metadata, metadata),
);

const setIsEnum = command(
  'set_table_is_enum',
  z.object({ source, table: qualifiedName, is_enum: z.boolean() }),
  (args, metadata) => ({
    metadata: editTable(metadata, args.source, args.table, (table) => ({
      ...table,
      is_enum: args.is_enum,
    })),
    affects: tableObject(args),
  }),
);

const setCustomFields = command(
  'set_table_custom_fields',
  z.intersection(z.object({ source, table: qualifiedName }), tableConfiguration),
  ({ source: name, table: target, custom_root_fields, column_config }, metadata) => ({
    metadata: editTable(metadata, name, target, (table) => ({
      ...table,
      configuration: {
        custom_root_fields,
        column_config,
        custom_name: table.configuration.custom_name,
        comment: undefined,
      },
    })),
    affects: { kind: 'table', source: name, table: target },
  }),
);

const setCustomization = command(
  'set_table_customization',
  z.object({ source, table: qualifiedName, configuration: tableConfiguration }),
  (args, metadata) => ({
    metadata: editTable(metadata, args.source, args.table, (table) => ({
      ...table,
      configuration: args.configuration as TableConfiguration,
    })),
    affects: tableObject(args),
  }),
);

const setApolloFederation = command(
  'set_apollo_federation_config',
  z.object({
    source,
    table: qualifiedName,
    apollo_federation_config: optional(z.object({ enable: z.literal('v1') })),
  }),
  (args, metadata) =>
    editTable(metadata, args.source, args.table, (table) => ({
      ...table,
      apollo_federation_config: args.apollo_federation_config,
    })),
);

// ── functions ──

const functionArgs = z.object({
  source,
  function: qualifiedName,
  configuration: optional(functionConfiguration),
  comment: optional(z.string()),
});
const bareFunction = <T extends z.ZodRawShape>(shape: z.ZodObject<T>) =>
  z.preprocess((given) => {
    const isBare =
      typeof given === 'string' || (isRecord(given) && 'name' in given && !('function' in given));
    return isBare ? { function: given } : given;
  }, shape);

const trackFunction = command('track_function', bareFunction(functionArgs), (args, metadata) => {
  const name = quotedName(args.function);
  const entry = trackedFunction.parse({
    function: args.function,
    configuration: args.configuration,
    comment: args.comment,
  });
  return {
    metadata: editSource(metadata, args.source, (given) => {
      if (given.functions.some((other) => isSameName(other.function, args.function)))
        throw new EngineError('already-tracked', `function already tracked: ${name}`);
      if (given.tables.some(({ table }) => isSameName(table, args.function)))
        throw new EngineError('not-supported', `table with name ${name} already exists`);
      return { ...given, functions: [...given.functions, entry] };
    }),
    affects: { kind: 'function', source: args.source, function: args.function },
  };
});

function editFunction(
  metadata: Metadata,
  sourceName: string,
  name: TableMetadata['table'],
  edit: (entry: Metadata['sources'][number]['functions'][number]) => typeof entry | null,
): Metadata {
  return editSource(metadata, sourceName, (given) => {
    if (!given.functions.some((entry) => isSameName(entry.function, name)))
      throw new EngineError(
        'not-exists',
        `function ${quotedName(name)} does not exist in source: ${sourceName}`,
      );
    const functions = given.functions.flatMap((entry) => {
      if (!isSameName(entry.function, name)) return [entry];
      const edited = edit(entry);
      return edited === null ? [] : [edited];
    });
    return { ...given, functions };
  });
}

const untrackFunction = command(
  'untrack_function',
  bareFunction(z.object({ source, function: qualifiedName })),
  (args, metadata) => editFunction(metadata, args.source, args.function, () => null),
);
const setFunctionCustomization = command(
  'set_function_customization',
  z.object({ source, function: qualifiedName, configuration: functionConfiguration }),
  (args, metadata) => ({
    metadata: editFunction(metadata, args.source, args.function, (entry) => ({
      ...entry,
      configuration: args.configuration,
    })),
    affects: { kind: 'function', source: args.source, function: args.function },
  }),
);

const functionPermissionArgs = z.object({ source, function: qualifiedName, role: nonEmptyText });
const createFunctionPermission = command(
  'create_function_permission',
  functionPermissionArgs,
  (args, metadata, world) => ({
    metadata: editFunction(metadata, args.source, args.function, (entry) => {
      if (entry.permissions.some(({ role }) => role === args.role))
        throw new EngineError(
          'already-exists',
          `permission of role "${args.role}" already exists for function ${quotedName(args.function)} in source: "${args.source}"`,
        );
      const returned = world.returnedTable(args.source, args.function);
      const source = findSource(metadata, args.source);
      const table = source.tables.find((each) => returned && isSameName(each.table, returned));
      if (table && !maySelect(args.role, table, metadata))
        throw new EngineError(
          'not-supported',
          `function permission can only be added when the function's return table ${quotedName(table.table)} has select permission configured for role: "${args.role}"`,
        );
      return { ...entry, permissions: [...entry.permissions, { role: args.role }] };
    }),
    affects: {
      kind: 'function_permission',
      source: args.source,
      function: args.function,
      role: args.role,
    },
  }),
);
/** By a permission of its own, or by one of the roles that it is made of; those are never made of each other. */
const maySelect = (role: string, table: TableMetadata, metadata: Metadata): boolean =>
  table.select_permissions.some((permission) => permission.role === role) ||
  metadata.inherited_roles.some(
    ({ role_name, role_set }) =>
      role_name === role && role_set.some((parent) => maySelect(parent, table, metadata)),
  );
const dropFunctionPermission = command(
  'drop_function_permission',
  functionPermissionArgs,
  (args, metadata) =>
    editFunction(metadata, args.source, args.function, (entry) => {
      if (!entry.permissions.some(({ role }) => role === args.role))
        throw new EngineError(
          'not-exists',
          `permission of role "${args.role}" does not exist for function ${quotedName(args.function)} in source: "${args.source}"`,
        );
      return { ...entry, permissions: entry.permissions.filter(({ role }) => role !== args.role) };
    }),
);

export const tableCommands: readonly Command[] = [
  trackTable,
  trackTables,
  untrackTable,
  untrackTables,
  setIsEnum,
  setCustomFields,
  setCustomization,
  setApolloFederation,
  trackFunction,
  untrackFunction,
  setFunctionCustomization,
  createFunctionPermission,
  dropFunctionPermission,
];
export { cascade };
