import { z } from 'zod';
import { action, customTypes } from './model/action.ts';
import { remoteSchema } from './model/remote-schema.ts';
import {
  allowlistEntry,
  apiLimits,
  backendConfigs,
  inheritedRole,
  introspectionOptions,
  metricsConfig,
  network,
  opentelemetry,
  queryCollection,
  restEndpoint,
} from './model/server.ts';
import { source } from './model/source.ts';
import { cronTrigger } from './model/webhook.ts';
import { type DeepReadonly, listOf, withDefault } from './model/wire.ts';

/**
 * Metadata version 3: what the user said. In Hasura's wire spelling throughout (docs/adr/0010-metadata-wire-spelling.md),
 * normalised: names of tables always `{ schema, name }`, lists and maps always there, defaults filled in. parse.ts reads
 * every spelling that Hasura accepts, print.ts writes the one that Hasura exports.
 */
export const metadata = z.object({
  version: z.literal(3),
  sources: listOf(source),
  remote_schemas: listOf(remoteSchema),
  query_collections: listOf(queryCollection),
  allowlist: listOf(allowlistEntry),
  actions: listOf(action),
  custom_types: withDefault(customTypes, {
    enums: [],
    input_objects: [],
    objects: [],
    scalars: [],
  }),
  cron_triggers: listOf(cronTrigger),
  rest_endpoints: listOf(restEndpoint),
  api_limits: withDefault(apiLimits, { disabled: false }),
  metrics_config: withDefault(metricsConfig, {
    analyze_query_variables: false,
    analyze_response_body: false,
  }),
  inherited_roles: listOf(inheritedRole),
  graphql_schema_introspection: withDefault(introspectionOptions, { disabled_for_roles: [] }),
  network: withDefault(network, { tls_allowlist: [] }),
  backend_configs: withDefault(backendConfigs, {}),
  opentelemetry: withDefault(opentelemetry, {
    status: 'disabled',
    data_types: [],
    exporter_otlp: {
      protocol: 'http/protobuf',
      headers: [],
      resource_attributes: [],
      traces_propagators: [],
    },
    batch_span_processor: { max_export_batch_size: 512 },
  }),
});
export type Metadata = DeepReadonly<z.output<typeof metadata>>;

export const EMPTY_METADATA: Metadata = metadata.parse({ version: 3 });

export type { Action, CustomObject, CustomTypes } from './model/action.ts';
export type {
  DeletePermission,
  InsertPermission,
  LogicalModelPermission,
  SelectPermission,
  UpdatePermission,
  ValidateInput,
} from './model/permission.ts';
export type {
  ArrayRelationship,
  ObjectRelationship,
  RemoteRelationship,
  RemoteRelationshipDefinition,
} from './model/relationship.ts';
export type { RemoteSchemaCustomization, RemoteSchemaMetadata } from './model/remote-schema.ts';
export type {
  AllowlistEntry,
  ApiLimits,
  InheritedRole,
  ListedQuery,
  Opentelemetry,
  QueryCollection,
  RestEndpoint,
} from './model/server.ts';
export type {
  ConnectionInfo,
  DatabaseUrl,
  FunctionConfiguration,
  FunctionMetadata,
  LogicalModel,
  LogicalModelType,
  NativeQuery,
  Source,
  SourceConfiguration,
  SourceCustomization,
} from './model/source.ts';
export type {
  ComputedField,
  CustomRootFields,
  TableConfiguration,
  TableMetadata,
} from './model/table.ts';
export type {
  CronTrigger,
  EventTrigger,
  RequestTransform,
  ResponseTransform,
  TriggerOperation,
} from './model/webhook.ts';
export type { Header } from './model/wire.ts';
