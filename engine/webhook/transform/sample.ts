/** test_webhook_transform: what a transform makes of a sample request, without sending it. */
import { EngineError } from '../../base/error.ts';
import { bodyToValue, type Header, type WebhookRequest } from '../request.ts';
import type { Environment } from '../url-template.ts';
import type { RequestTransform, ResponseTransform } from './model.ts';
import { buildRequestTransform } from './request-transform.ts';
import { buildResponseTransform } from './response-transform.ts';
import { TransformError } from './template.ts';

export interface TransformSample {
  readonly webhook_url: string | { readonly from_env: string };
  readonly body: unknown;
  readonly env?: Environment | undefined;
  readonly request_headers?: readonly Header[] | undefined;
  readonly request_transform: RequestTransform;
  readonly response_transform?: ResponseTransform | null | undefined;
  readonly session_variables?: Readonly<Record<string, string>> | null | undefined;
}

/** The answer of the command. */
export function tryTransform(sample: TransformSample) {
  const env = sample.env ?? {};
  const url = urlOf(sample.webhook_url, env);
  const headers = (sample.request_headers ?? []).map(
    ([name, value]): Header => [name, interpolate(value, env)],
  );
  const request: WebhookRequest = {
    method: 'GET',
    url: requireUrl(url),
    headers,
    body: { kind: 'json', value: sample.body },
  };
  const variables = Object.entries(sample.session_variables ?? {});
  const session = Object.fromEntries(variables.map(([name, value]) => [name.toLowerCase(), value]));
  const sent = validated('request', () =>
    buildRequestTransform(sample.request_transform)(request, session),
  );
  const response = sample.response_transform;
  if (response) validated('response', () => buildResponseTransform(response));
  return {
    // The template sees the address as it was written, and what no template changed is shown as it is sent.
    webhook_url: sample.request_transform.url == null ? new URL(sent.url).href : sent.url,
    method: sent.method,
    headers: sent.headers.map(([name, value]) => [name.toLowerCase(), value]),
    body: bodyToValue(sent.body),
  };
}

/** Refuses a transform whose templates cannot be read, where metadata is changed. */
export function checkTransforms(definition: {
  readonly request_transform?: RequestTransform | null | undefined;
  readonly response_transform?: ResponseTransform | null | undefined;
}): void {
  const { request_transform: request, response_transform: response } = definition;
  if (request) validated('request', () => buildRequestTransform(request));
  if (response) validated('response', () => buildResponseTransform(response));
}

function validated<T>(which: 'request' | 'response', work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TransformError) throw invalid(which, error.errors);
    throw error;
  }
}
const invalid = (which: 'request' | 'response', errors: readonly unknown[]) =>
  new EngineError('validation-failed', `${which} transform validation failed`, [], 400, {
    internal: errors,
  });

function urlOf(url: TransformSample['webhook_url'], env: Environment): string {
  if (typeof url === 'string') return interpolate(url, env);
  const value = env[url.from_env];
  if (value === undefined) throw new EngineError('not-found', 'Missing Env Var', [], 400);
  return value;
}

function interpolate(text: string, env: Environment): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, written: string) => {
    const value = env[written.trim()];
    if (value === undefined)
      throw new EngineError('not-found', `Missing Env Var: ${written.trim()}`, [], 400);
    return value;
  });
}

function requireUrl(url: string): string {
  if (URL.canParse(url)) return url;
  const message = `InvalidUrlException ${JSON.stringify(url)} "Invalid URL"`;
  throw invalid('request', [{ error_code: 'Request Initialization Error', message }]);
}
