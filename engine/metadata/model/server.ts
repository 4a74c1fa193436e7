import { parse } from 'graphql';
import { z } from 'zod';
import {
  type DeepReadonly,
  header,
  json,
  listOf,
  mapOf,
  nonEmptyText,
  optional,
  withDefault,
} from './wire.ts';

/** What concerns the whole server: query collections, allow list, REST endpoints, roles, limits, observability. */

/** A document that can be read; whether it fits a schema is asked when it is run. */
export const documentText = z.string().refine(isDocument, 'parsing the graphql query failed');
function isDocument(text: string): boolean {
  try {
    parse(text, { noLocation: true });
    return true;
  } catch {
    return false;
  }
}

const listedQuery = z.object({ name: nonEmptyText, query: documentText });
export type ListedQuery = DeepReadonly<z.output<typeof listedQuery>>;
export const queryCollection = z.object({
  name: nonEmptyText,
  definition: z.object({ queries: z.array(listedQuery) }),
  comment: optional(z.string()),
});
export type QueryCollection = DeepReadonly<z.output<typeof queryCollection>>;

export const allowlistScope = z.discriminatedUnion('global', [
  z
    .object({ global: z.literal(true), roles: json.optional() })
    .refine(({ roles }) => roles === undefined, 'roles are not allowed when global is true')
    .transform(({ global }) => ({ global })),
  z.object({ global: z.literal(false), roles: z.array(nonEmptyText).min(1) }),
]);
export const allowlistEntry = z.object({
  collection: nonEmptyText,
  scope: withDefault(allowlistScope, { global: true as const }),
});
export type AllowlistEntry = DeepReadonly<z.output<typeof allowlistEntry>>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
export const restEndpoint = z.object({
  name: nonEmptyText,
  url: nonEmptyText,
  methods: z.array(z.enum(METHODS)).min(1),
  definition: z.object({
    query: z.object({ collection_name: nonEmptyText, query_name: nonEmptyText }),
  }),
  comment: optional(z.string()),
});
export type RestEndpoint = DeepReadonly<z.output<typeof restEndpoint>>;

export const inheritedRole = z.object({
  role_name: nonEmptyText,
  role_set: z.array(nonEmptyText),
});
export type InheritedRole = DeepReadonly<z.output<typeof inheritedRole>>;

const limit = <T extends z.ZodType>(value: T) =>
  z.object({ global: value, per_role: mapOf(value) });
const rateLimit = z.object({
  max_reqs_per_min: z.int(),
  unique_params: optional(z.union([z.literal('IP'), z.array(z.string())])),
});
export const apiLimits = z.object({
  disabled: withDefault(z.boolean(), false),
  rate_limit: optional(limit(rateLimit)),
  depth_limit: optional(limit(z.int())),
  node_limit: optional(limit(z.int())),
  time_limit: optional(limit(z.number())),
  batch_limit: optional(limit(z.int())),
});
export type ApiLimits = DeepReadonly<z.output<typeof apiLimits>>;

export const metricsConfig = z.object({
  analyze_query_variables: withDefault(z.boolean(), false),
  analyze_response_body: withDefault(z.boolean(), false),
});

export const tlsAllowed = z.object({
  host: z.string(),
  suffix: optional(z.string()),
  permissions: optional(z.array(z.string())),
});
export const network = z.object({ tls_allowlist: listOf(tlsAllowed) });

export const introspectionOptions = z.object({ disabled_for_roles: listOf(nonEmptyText) });

const attribute = z.object({ name: z.string(), value: z.string() });
export const otlpExporter = z.object({
  otlp_traces_endpoint: optional(z.string()),
  otlp_metrics_endpoint: optional(z.string()),
  otlp_logs_endpoint: optional(z.string()),
  protocol: withDefault(z.enum(['http/protobuf', 'grpc']), 'http/protobuf'),
  headers: listOf(header),
  resource_attributes: listOf(attribute),
  traces_propagators: listOf(z.enum(['b3', 'tracecontext'])),
});
const batchProcessor = z.object({ max_export_batch_size: withDefault(z.int().min(1), 512) });
const EXPORTER_DEFAULT = {
  protocol: 'http/protobuf' as const,
  headers: [],
  resource_attributes: [],
  traces_propagators: [],
};
export const opentelemetry = z.object({
  status: withDefault(z.enum(['enabled', 'disabled']), 'disabled'),
  data_types: listOf(z.enum(['traces', 'metrics', 'logs'])),
  exporter_otlp: withDefault(otlpExporter, EXPORTER_DEFAULT),
  batch_span_processor: withDefault(batchProcessor, { max_export_batch_size: 512 }),
});
export type Opentelemetry = DeepReadonly<z.output<typeof opentelemetry>>;

/** Of other backends (`dataconnector`): accepted, kept, given back. */
export const backendConfigs = z.record(z.string(), json);
