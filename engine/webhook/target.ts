/** A webhook of metadata → where and how its requests are sent. Shared by event triggers, cron triggers and one-off events. */
import { HASURA_VERSION } from '../base/version.ts';
import { type ConfiguredHeader, loggedHeaders, mergeHeaders, resolveHeaders } from './headers.ts';
import type { Header } from './request.ts';
import type { RequestTransform, ResponseTransform } from './transform/model.ts';
import { buildRequestTransform, type TransformRequest } from './transform/request-transform.ts';
import { buildResponseTransform, type TransformResponse } from './transform/response-transform.ts';
import { type Environment, renderUrlTemplate } from './url-template.ts';

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

export interface Webhook {
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
