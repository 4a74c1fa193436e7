/** A request transform of metadata → a function from the request that would be sent to the one that is. */

import type { Scope } from '../kriti/evaluate.ts';
import { encodeUri } from '../kriti/functions.ts';
import { bodyToValue, type Header, type WebhookBody, type WebhookRequest } from '../request.ts';
import type { BodyTransform, RequestTransform } from './model.ts';
import {
  Attempts,
  buildScope,
  readTemplate,
  readTextTemplate,
  type TextTemplate,
} from './template.ts';

export type TransformRequest = (
  request: WebhookRequest,
  sessionVariables: Readonly<Record<string, string>>,
) => WebhookRequest;

/** Throws a TransformError that lists every template that cannot be read. */
export function buildRequestTransform(transform: RequestTransform): TransformRequest {
  const attempts = new Attempts();
  const read = (text: string | null | undefined): TextTemplate | undefined =>
    text == null ? undefined : attempts.try(() => readTextTemplate(text));
  const url = read(transform.url);
  const query = attempts.try(() => readQuery(transform.query_params));
  const headers = attempts.try(() => readHeaders(transform));
  const body = attempts.try(() => readBody(transform.body));
  attempts.finish();

  return (request, sessionVariables) => {
    const scope = requestScope(request, sessionVariables);
    const running = new Attempts();
    const base = url ? running.try(() => url.run(scope)) : request.url;
    const parameters = running.try(() => query?.(scope));
    const added = running.try(() => headers?.(request.headers, scope));
    const changed = running.try(() => body?.(request.body, scope));
    running.finish();
    return {
      method: transform.method?.toUpperCase() ?? request.method,
      url: parameters ? withQuery(base ?? '', parameters) : (base ?? ''),
      headers: added ?? request.headers,
      body: changed ?? request.body,
    };
  };
}

/** The names of a request, which a response transform sees below `$request`. */
export const requestValues = (
  { url, body }: WebhookRequest,
  sessionVariables: Readonly<Record<string, string>>,
) => ({
  base_url: url,
  body: bodyToValue(body),
  session_variables: sessionVariables,
  query_params: queryOf(url),
});

function requestScope(
  request: WebhookRequest,
  sessionVariables: Readonly<Record<string, string>>,
): Scope {
  const values = Object.entries(requestValues(request, sessionVariables));
  return buildScope(
    Object.fromEntries(values.map(([name, value]) => [`$${name}`, value])),
    sessionVariables,
  );
}

function queryOf(url: string): Readonly<Record<string, string>> {
  const at = url.indexOf('?');
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(at + 1)));
}

type Parameters = string | readonly Header[];

/** A parameter whose key or value is the text `null` is left out. */
function readQuery(
  params: RequestTransform['query_params'],
): ((scope: Scope) => Parameters) | undefined {
  if (params == null) return undefined;
  if (typeof params === 'string') {
    const whole = readTextTemplate(params);
    return (scope) => whole.run(scope);
  }
  const pairs = Object.entries(params).map(
    ([key, value]) =>
      [readTextTemplate(key), value === null ? null : readTextTemplate(value)] as const,
  );
  return (scope) =>
    pairs
      .map(([key, value]): Header => [key.run(scope), value?.run(scope) ?? ''])
      .filter(([key, value]) => key !== 'null' && value !== 'null');
}

/** Given parameters replace those of the URL that have the same name. */
function withQuery(url: string, parameters: Parameters): string {
  const at = url.indexOf('?');
  const base = at < 0 ? url : url.slice(0, at);
  if (typeof parameters === 'string')
    return parameters === '' ? base : `${base}?${parameters.replace(/^\?/, '')}`;
  const replaced = new Set(parameters.map(([key]) => key));
  const kept = at < 0 ? [] : [...new URLSearchParams(url.slice(at + 1))];
  const all = [...kept.filter(([key]) => !replaced.has(key)), ...parameters];
  const text = all.map(([key, value]) =>
    value === '' ? encodeUri(key) : `${encodeUri(key)}=${encodeUri(value)}`,
  );
  return text.length === 0 ? base : `${base}?${text.join('&')}`;
}

function readHeaders({
  request_headers,
  content_type,
}: RequestTransform): (headers: readonly Header[], scope: Scope) => readonly Header[] {
  const added = Object.entries({
    ...(content_type == null ? {} : { 'content-type': content_type }),
    ...request_headers?.add_headers,
  })
    .map(([name, value]) => [name, readTextTemplate(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const gone = new Set(
    [...(request_headers?.remove_headers ?? []), ...added.map(([name]) => name)].map((name) =>
      name.toLowerCase(),
    ),
  );
  return (headers, scope) => [
    ...headers.filter(([name]) => !gone.has(name.toLowerCase())),
    ...added.map(([name, value]): Header => [name, value.run(scope)]),
  ];
}

type ChangeBody = (body: WebhookBody, scope: Scope) => WebhookBody;

export function readBody(
  transform: string | BodyTransform | null | undefined,
): ChangeBody | undefined {
  if (transform == null) return undefined;
  if (typeof transform === 'string') return readBody({ action: 'transform', template: transform });
  switch (transform.action) {
    case 'remove':
      return () => ({ kind: 'none' });
    case 'transform': {
      const template = readTemplate(transform.template ?? '');
      return (_, scope) => ({ kind: 'json', value: template.run(scope) });
    }
    case 'x_www_form_urlencoded':
      return readForm(transform.form_template ?? {});
  }
}

function readForm(templates: Readonly<Record<string, string>>): ChangeBody {
  const fields = Object.entries(templates).map(
    ([key, value]) => [key, readTextTemplate(value)] as const,
  );
  return (_, scope) => {
    const pairs = fields.map(([key, value]) => [key, value.run(scope)] as const);
    const text = pairs
      .filter(([, value]) => value !== 'null')
      .map(([key, value]) => `${encodeUri(key)}=${encodeUri(value)}`)
      .join('&');
    return { kind: 'form', text };
  };
}
