import { z } from 'zod';
import { logicalModelPermission } from './permission.ts';
import { table } from './table.ts';
import {
  type DeepReadonly,
  graphqlNameText,
  json,
  jsonObject,
  listOf,
  mapOf,
  nonEmptyText,
  optional,
  qualifiedName,
  withDefault,
} from './wire.ts';

/** Parts of a connection, where the user gives no URL. */
const connectionParameters = z.object({
  host: z.string(),
  port: z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]),
  username: z.string(),
  password: optional(z.string()),
  database: z.string(),
});
export const databaseUrl = z.union([
  z.string(),
  z.object({ from_env: z.string() }),
  z.object({ dynamic_from_file: z.string() }),
  z.object({ connection_parameters: connectionParameters }),
]);
export type DatabaseUrl = DeepReadonly<z.output<typeof databaseUrl>>;

const poolSettings = z.object({
  max_connections: optional(z.int()),
  total_max_connections: optional(z.int()),
  idle_timeout: optional(z.int()),
  retries: optional(z.int()),
  pool_timeout: optional(z.number()),
  connection_lifetime: optional(z.number()),
});
const fromEnvOrText = z.union([z.string(), z.object({ from_env: z.string() })]);
const sslConfiguration = z.object({
  sslmode: z.string(),
  sslrootcert: optional(fromEnvOrText),
  sslcert: optional(fromEnvOrText),
  sslkey: optional(fromEnvOrText),
  sslpassword: optional(fromEnvOrText),
});

const connectionInfo = z.object({
  database_url: databaseUrl,
  pool_settings: optional(poolSettings),
  use_prepared_statements: withDefault(z.boolean(), false),
  isolation_level: withDefault(
    z.enum(['read-committed', 'repeatable-read', 'serializable']),
    'read-committed',
  ),
  ssl_configuration: optional(sslConfiguration),
});
export type ConnectionInfo = DeepReadonly<z.output<typeof connectionInfo>>;

export const sourceConfiguration = z.object({
  connection_info: connectionInfo,
  read_replicas: optional(z.array(connectionInfo)),
  extensions_schema: withDefault(z.string(), 'public'),
  connection_template: optional(json),
  connection_set: optional(json),
});
export type SourceConfiguration = DeepReadonly<z.output<typeof sourceConfiguration>>;

const affixes = { prefix: optional(graphqlNameText), suffix: optional(graphqlNameText) };
export const sourceCustomization = z.object({
  root_fields: optional(z.object({ namespace: optional(graphqlNameText), ...affixes })),
  type_names: optional(z.object(affixes)),
  naming_convention: optional(z.enum(['hasura-default', 'graphql-default'])),
});
export type SourceCustomization = DeepReadonly<z.output<typeof sourceCustomization>>;

export const functionConfiguration = z.object({
  session_argument: optional(z.string()),
  exposed_as: optional(z.enum(['query', 'mutation'])),
  custom_name: optional(graphqlNameText),
  custom_root_fields: withDefault(
    z.object({
      function: optional(graphqlNameText),
      function_aggregate: optional(graphqlNameText),
    }),
    {},
  ),
  response: optional(json),
});
export type FunctionConfiguration = DeepReadonly<z.output<typeof functionConfiguration>>;

export const trackedFunction = z.object({
  function: qualifiedName,
  configuration: withDefault(functionConfiguration, { custom_root_fields: {} }),
  permissions: listOf(z.object({ role: nonEmptyText })),
  comment: optional(z.string()),
});
export type FunctionMetadata = DeepReadonly<z.output<typeof trackedFunction>>;

const scalarArgument = z.object({
  type: z.string(),
  nullable: withDefault(z.boolean(), false),
  description: optional(z.string()),
});

/** The type of a logical model's field. `{ type: 'text', nullable }` is the older spelling of `{ type: { scalar, … } }`. */
export type LogicalModelType =
  | { readonly scalar: string; readonly nullable: boolean }
  | { readonly logical_model: string; readonly nullable: boolean }
  | { readonly array: LogicalModelType; readonly nullable: boolean };
const nullable = withDefault(z.boolean(), false);
const logicalModelType: z.ZodType<LogicalModelType> = z.lazy(() =>
  z.union([
    z.string().transform((scalar) => ({ scalar, nullable: false })),
    z.object({ scalar: z.string(), nullable }),
    z.object({ logical_model: z.string(), nullable }),
    z.object({ array: logicalModelType, nullable }),
  ]),
);
const logicalModelField = z
  .object({
    name: z.string(),
    type: logicalModelType,
    nullable: optional(z.boolean()),
    description: optional(z.string()),
  })
  .transform(({ name, type, nullable: outer, description }) => ({
    name,
    type: outer === undefined ? type : { ...type, nullable: outer },
    description,
  }));
export const logicalModel = z.object({
  name: graphqlNameText,
  fields: z.array(logicalModelField),
  description: optional(z.string()),
  select_permissions: listOf(logicalModelPermission),
});
export type LogicalModel = DeepReadonly<z.output<typeof logicalModel>>;

/** To another native query of the source, whose rows agree in the columns. */
const toNativeQuery = z.object({
  remote_native_query: graphqlNameText,
  column_mapping: z.record(z.string(), z.string()),
  insertion_order: z.enum(['before_parent', 'after_parent']).nullish(),
});
const queryRelationship = z.object({
  name: nonEmptyText,
  using: toNativeQuery,
  comment: optional(z.string()),
});

export const nativeQuery = z.object({
  root_field_name: graphqlNameText,
  type: optional(z.literal('query')),
  code: z.string(),
  arguments: mapOf(scalarArgument),
  returns: z.string(),
  description: optional(z.string()),
  object_relationships: listOf(queryRelationship),
  array_relationships: listOf(queryRelationship),
});
export type NativeQuery = DeepReadonly<z.output<typeof nativeQuery>>;

export const queryTags = z.object({
  disabled: withDefault(z.boolean(), false),
  format: withDefault(z.enum(['standard', 'sqlcommenter']), 'standard'),
  omit_request_id: withDefault(z.boolean(), true),
});
const healthCheck = z.object({
  test: z.object({ sql: withDefault(z.string(), 'SELECT 1') }),
  interval: withDefault(z.number(), 10),
  retries: withDefault(z.int(), 3),
  retry_interval: withDefault(z.number(), 10),
  timeout: withDefault(z.number(), 10),
});

export const POSTGRES_KINDS = ['postgres', 'citus', 'cockroach'] as const;

export const isPostgresKind = (kind: unknown): boolean =>
  kind == null || kind === 'pg' || POSTGRES_KINDS.some((known) => known === kind);

/** A source of SQL Server, BigQuery or a data connector: nothing of it is read but its name, and all of it is kept. */
function foreignKept(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('kind' in given)) return given;
  if (isPostgresKind(given.kind)) return given;
  return {
    name: 'name' in given ? given.name : undefined,
    kind: given.kind,
    configuration: { connection_info: { database_url: '' } },
    foreign: given,
  };
}

const postgresSource = z.object({
  name: nonEmptyText,
  kind: withDefault(z.string(), 'postgres').transform((kind) =>
    kind === 'pg' ? 'postgres' : kind,
  ),
  /** Set where the source is of another backend: its metadata as it was given. */
  foreign: optional(jsonObject),
  tables: listOf(table),
  functions: listOf(trackedFunction),
  native_queries: listOf(nativeQuery),
  /** SQL Server's; accepted and kept so that metadata of another backend survives the round trip. */
  stored_procedures: listOf(json),
  logical_models: listOf(logicalModel),
  configuration: sourceConfiguration,
  query_tags: optional(queryTags),
  customization: withDefault(sourceCustomization, {}),
  health_check: optional(healthCheck),
});
export const source = z.preprocess(foreignKept, postgresSource);
export type Source = DeepReadonly<z.output<typeof source>>;
