import { z } from 'zod';
import { cronExtension, EXTENSION_KEY, eventExtension } from './extension.ts';
import { type DeepReadonly, header, json, listOf, optional, withDefault } from './wire.ts';

/** What every webhook shares: its templates, its retries, and the rewriting of requests and responses. */

const queryParams = z.union([z.string(), z.record(z.string(), z.union([z.string(), z.null()]))]);
const transformHeaders = z.object({
  add_headers: withDefault(z.record(z.string(), z.string()), {}),
  remove_headers: listOf(z.string()),
});

/** Version 1 writes a body as its template, version 2 says what to do with it; both read as version 2. */
const body = z.union([
  z.string().transform((template) => ({ action: 'transform' as const, template })),
  z.object({ action: z.literal('remove') }),
  z.object({ action: z.literal('transform'), template: z.string() }),
  z.object({
    action: z.literal('x_www_form_urlencoded'),
    form_template: z.record(z.string(), z.string()),
  }),
]);
const version = withDefault(
  z
    .union([z.literal(1), z.literal(2), z.literal('1'), z.literal('2')])
    .transform((written): 1 | 2 => (String(written) === '2' ? 2 : 1)),
  1,
);
const templateEngine = withDefault(z.literal('Kriti'), 'Kriti');

export const requestTransform = z.object({
  version,
  method: optional(z.string()),
  url: optional(z.string()),
  body: optional(body),
  content_type: optional(z.string()),
  query_params: optional(queryParams),
  request_headers: optional(transformHeaders),
  template_engine: templateEngine,
});
export type RequestTransform = DeepReadonly<z.output<typeof requestTransform>>;

export const responseTransform = z.object({
  version,
  body: optional(body),
  template_engine: templateEngine,
});
export type ResponseTransform = DeepReadonly<z.output<typeof responseTransform>>;

const columns = z.union([z.literal('*'), z.array(z.string())]);
const operation = z.object({ columns, payload: optional(columns) });
export type TriggerOperation = DeepReadonly<z.output<typeof operation>>;

const eventRetry = z.object({
  num_retries: withDefault(z.int(), 0),
  interval_sec: withDefault(z.int(), 10),
  timeout_sec: withDefault(z.int(), 60),
});

/** What a cleaning of the event log does, by schedule or by hand. */
export const cleaning = {
  /** Events that one statement deletes. */
  batch_size: withDefault(z.int().min(1), 10_000),
  /** Hours. */
  clear_older_than: z.int().min(0),
  /** Seconds, of one batch. */
  timeout: withDefault(z.int().min(1), 60),
  clean_invocation_logs: withDefault(z.boolean(), false),
};
const cleanup = z.object({
  schedule: z.string(),
  ...cleaning,
  paused: withDefault(z.boolean(), false),
});
export type CleanupConfig = DeepReadonly<z.output<typeof cleanup>>;

export const eventTrigger = z.object({
  name: z
    .string()
    .min(1, 'empty string not allowed')
    .max(42, 'event trigger name can be at most 42 characters'),
  definition: z.object({
    enable_manual: withDefault(z.boolean(), false),
    insert: optional(operation),
    update: optional(operation),
    delete: optional(operation),
  }),
  retry_conf: withDefault(eventRetry, { num_retries: 0, interval_sec: 10, timeout_sec: 60 }),
  webhook: optional(z.string()),
  webhook_from_env: optional(z.string()),
  headers: listOf(header),
  request_transform: optional(requestTransform),
  response_transform: optional(responseTransform),
  cleanup_config: optional(cleanup),
  /** Postgres fires triggers on replicated rows only when asked to; Hasura's default is not to. */
  trigger_on_replication: withDefault(z.boolean(), false),
  [EXTENSION_KEY]: optional(eventExtension),
});
export type EventTrigger = DeepReadonly<z.output<typeof eventTrigger>>;

export const scheduledRetry = z.object({
  num_retries: withDefault(z.int().min(0, 'num_retries cannot be a negative value'), 0),
  retry_interval_seconds: withDefault(z.number(), 10),
  timeout_seconds: withDefault(z.number(), 60),
  tolerance_seconds: withDefault(z.number(), 21_600),
});
export const SCHEDULED_RETRY_DEFAULT = {
  num_retries: 0,
  retry_interval_seconds: 10,
  timeout_seconds: 60,
  tolerance_seconds: 21_600,
} as const;

export const cronTrigger = z.object({
  name: z.string().min(1, 'empty string not allowed'),
  webhook: z.string(),
  schedule: z.string(),
  payload: json.optional(),
  retry_conf: withDefault(scheduledRetry, SCHEDULED_RETRY_DEFAULT),
  headers: listOf(header),
  include_in_metadata: z.boolean(),
  comment: optional(z.string()),
  request_transform: optional(requestTransform),
  response_transform: optional(responseTransform),
  [EXTENSION_KEY]: optional(cronExtension),
});
export type CronTrigger = DeepReadonly<z.output<typeof cronTrigger>>;
