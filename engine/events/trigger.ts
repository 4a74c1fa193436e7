/** Event triggers of metadata → what delivery needs to know of them. */

import { EngineError } from '../base/error.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { TableName } from '../catalog/model.ts';
import type { EventTrigger } from '../metadata/model.ts';
import {
  type ConfiguredHeader,
  loggedHeaders,
  mergeHeaders,
  resolveHeaders,
} from '../webhook/headers.ts';
import type { Header } from '../webhook/request.ts';
import type { RequestTransform, ResponseTransform } from '../webhook/transform/model.ts';
import {
  buildRequestTransform,
  type TransformRequest,
} from '../webhook/transform/request-transform.ts';
import {
  buildResponseTransform,
  type TransformResponse,
} from '../webhook/transform/response-transform.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';

/** Where deliveries of a trigger go, and how. Shared by event triggers, cron triggers and one-off events. */
export interface Target {
  readonly url: string;
  /** All but those of a trace, merged once for all deliveries. */
  readonly headers: readonly Header[];
  /** As they are logged: a value from the environment by its variable's name. */
  readonly loggedHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutMs: number;
  readonly transformRequest: TransformRequest | null;
  readonly transformResponse: TransformResponse | null;
}

export interface Trigger {
  readonly name: string;
  readonly table: TableName;
  readonly target: Target;
  /** Attempts after the first. */
  readonly retriesMax: number;
  readonly retryIntervalSeconds: number;
}

interface Webhook {
  /** A template with variables of the environment. */
  readonly url: string;
  readonly headers: readonly ConfiguredHeader[];
  readonly timeoutSeconds: number;
  readonly request_transform?: RequestTransform | null | undefined;
  readonly response_transform?: ResponseTransform | null | undefined;
}

const DEFAULT_HEADERS: readonly Header[] = [
  ['Content-Type', 'application/json'],
  ['User-Agent', `hasura-graphql-engine/${HASURA_VERSION}`],
];

/** Throws where a variable is not set or a template cannot be read. */
export const buildTarget = (webhook: Webhook, env: Environment): Target => ({
  url: renderUrlTemplate(webhook.url, env),
  headers: mergeHeaders(DEFAULT_HEADERS, resolveHeaders(webhook.headers, env)),
  loggedHeaders: loggedHeaders(webhook.headers),
  timeoutMs: webhook.timeoutSeconds * 1000,
  transformRequest: webhook.request_transform
    ? buildRequestTransform(webhook.request_transform)
    : null,
  transformResponse: webhook.response_transform
    ? buildResponseTransform(webhook.response_transform)
    : null,
});

export function buildTrigger(trigger: EventTrigger, table: TableName, env: Environment): Trigger {
  const { retry_conf, headers, request_transform, response_transform } = trigger;
  const url = urlOf(trigger, env);
  const target = buildTarget(
    { url, headers, timeoutSeconds: retry_conf.timeout_sec, request_transform, response_transform },
    env,
  );
  return {
    name: trigger.name,
    table,
    target,
    retriesMax: retry_conf.num_retries,
    retryIntervalSeconds: retry_conf.interval_sec,
  };
}

function urlOf({ webhook, webhook_from_env }: EventTrigger, env: Environment): string {
  if (webhook !== undefined) return webhook;
  const value = webhook_from_env === undefined ? undefined : env[webhook_from_env];
  if (value !== undefined) return value;
  throw new EngineError('not-found', `environment variable '${webhook_from_env}' not set`, [], 400);
}
