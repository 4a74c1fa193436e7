/** An action's input → its webhook's answer, with the original's errors. */
import { EngineError, type ErrorDetails } from '../base/error.ts';
import { malformedJson, parseJson } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { Action } from '../metadata/model.ts';
import type { Pool } from '../pg/pool.ts';
import { forwardedHeaders, mergeHeaders, resolveHeaders } from '../webhook/headers.ts';
import { bodyToText, bodyToValue, type Header, type WebhookRequest } from '../webhook/request.ts';
import { type Sender, type WebhookAnswer, WebhookFailure } from '../webhook/send.ts';
import { traceHeadersOf } from '../webhook/trace-context.ts';
import { buildRequestTransform } from '../webhook/transform/request-transform.ts';
import { buildResponseTransform } from '../webhook/transform/response-transform.ts';
import { TransformError } from '../webhook/transform/template.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';
import { sendInTime } from './time-limit.ts';

/** What actions need of the running engine. */
export interface ActionRuntime {
  readonly sender: Sender;
  readonly env: Environment;
  readonly log: Log;
  /** HASURA_GRAPHQL_CONFIGURED_HEADER_PRECEDENCE: of two headers metadata's wins, and not the client's. */
  readonly prefersConfiguredHeaders: boolean;
  /** Told when an asynchronous action was noted. */
  onNoted?(): void;
  readonly tracer?: Tracer | undefined;
  /** Told what went over the wire, for metrics. */
  readonly onAnswer?:
    | ((action: string, requestBytes: number, responseBytes: number) => void)
    | undefined;
  /** Where `hdb_action_log` is. */
  readonly metadataPool: Pool;
}

export interface ActionRequest {
  readonly input: unknown;
  readonly sessionVariables: Readonly<Record<string, string>>;
  readonly clientHeaders: readonly Header[];
  /** The operation that the client sent; unknown when an asynchronous action runs. */
  readonly query: string | null;
  readonly requestId?: string | undefined;
  /** What `api_limits` gives the operation that waits for the answer. */
  readonly timeLimitSeconds?: number | null | undefined;
}

export interface ActionAnswer {
  readonly value: unknown;
  readonly cookies: readonly string[];
  /** What happened, for errors found later. */
  readonly details: ErrorDetails;
}

export async function callAction(
  action: Action,
  given: ActionRequest,
  runtime: ActionRuntime,
  signal?: AbortSignal,
): Promise<ActionAnswer> {
  const plain = buildRequest(action, given, runtime);
  const sent = transformRequest(action, plain, given);
  const answer = await send(action, plain, sent, given, runtime, signal);
  note(action.name, sent, answer, given.requestId, runtime);
  return read(action, plain, sent, answer, given);
}

function note(
  action: string,
  { body }: WebhookRequest,
  answer: WebhookAnswer,
  requestId: string | undefined,
  { log, onAnswer }: ActionRuntime,
): void {
  const isLogged = log.isEnabled('action-handler-log', 'info');
  if (!isLogged && !onAnswer) return;
  const requestBytes = Buffer.byteLength(bodyToText(body) ?? '');
  const responseBytes = Buffer.byteLength(answer.body);
  onAnswer?.(action, requestBytes, responseBytes);
  if (isLogged)
    log.write('action-handler-log', 'info', {
      action_name: action,
      request_id: requestId,
      request_size: requestBytes,
      response_size: responseBytes,
    });
}

function buildRequest(
  { name, definition }: Action,
  { input, sessionVariables, clientHeaders, query }: ActionRequest,
  { env, prefersConfiguredHeaders }: ActionRuntime,
): WebhookRequest {
  const configured = resolveHeaders(definition.headers, env);
  const defaults: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['User-Agent', `hasura-graphql-engine/${HASURA_VERSION}`],
  ];
  const client = passedOn(definition, clientHeaders);
  const traces = traceHeadersOf(clientHeaders);
  return {
    method: 'POST',
    url: renderUrlTemplate(definition.handler, env),
    headers: prefersConfiguredHeaders
      ? mergeHeaders(defaults, traces, client, configured)
      : mergeHeaders(configured, defaults, traces, client),
    body: {
      kind: 'json',
      value: {
        action: { name },
        input,
        session_variables: sessionVariables,
        ...(query === null ? {} : { request_query: query }),
      },
    },
  };
}

const passedOn = (
  definition: Action['definition'],
  client: readonly Header[],
): readonly Header[] =>
  definition.forward_client_headers
    ? forwardedHeaders(client, definition.ignored_client_headers)
    : [];

function transformRequest(
  { definition: { request_transform: transform } }: Action,
  request: WebhookRequest,
  { sessionVariables }: ActionRequest,
): WebhookRequest {
  if (!transform) return request;
  return orFailed('Request Transformation Failed', () =>
    buildRequestTransform(transform)(request, sessionVariables),
  );
}

function orFailed<T>(message: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TransformError)) throw error;
    throw new EngineError('unexpected', message, [], 500, { internal: error.errors });
  }
}

async function send(
  action: Action,
  plain: WebhookRequest,
  sent: WebhookRequest,
  given: ActionRequest,
  { sender }: ActionRuntime,
  signal: AbortSignal | undefined,
): Promise<WebhookAnswer> {
  try {
    const limits = { timeoutMs: action.definition.timeout * 1000, signal };
    return await sendInTime(sender, sent, limits, given.timeLimitSeconds);
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    const told = { type: 'http_exception', message: error.message, request: describeTarget(sent) };
    const request = describeRequest(action, given, plain, sent);
    const internal = { error: told, request, response: null };
    throw new EngineError('unexpected', 'http exception when calling webhook', [], 500, {
      internal,
    });
  }
}

function read(
  action: Action,
  plain: WebhookRequest,
  sent: WebhookRequest,
  { status, headers, body }: WebhookAnswer,
  given: ActionRequest,
): ActionAnswer {
  const transform = action.definition.response_transform;
  const told = (answer: unknown, error: unknown): ErrorDetails => ({
    internal: {
      error,
      request: describeRequest(action, given, plain, sent),
      response: {
        status,
        headers: headers.map(([name, value]) => ({ name, value })),
        body: answer,
      },
    },
  });
  const original = readJson(body);
  const value =
    transform && original !== undefined
      ? orFailed('Response Transformation Failed', () =>
          buildResponseTransform(transform)({
            request: plain,
            sessionVariables: given.sessionVariables,
            status,
            body: original,
          }),
        )
      : original;
  if (value === undefined)
    throw new EngineError(
      'unexpected',
      'not a valid json response from webhook',
      [],
      500,
      told(body, `invalid JSON: Error in $: ${malformedJson(body)}`),
    );
  if (status >= 400 && status < 500)
    throw refusal(value, status, told(value, 'unexpected response'));
  if (status < 200 || status > 299)
    throw new EngineError(
      'unexpected',
      'internal error',
      [],
      500,
      told(value, `expecting 2xx or 4xx status code, but found ${status}`),
    );
  const cookies = headers.flatMap(([name, cookie]) => (name === 'set-cookie' ? [cookie] : []));
  return { value, cookies, details: told(value, 'unexpected response') };
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** `{ message, code?, extensions? }` of a webhook; its extensions replace ours whole. */
function refusal(value: unknown, status: number, details: ErrorDetails): EngineError {
  const { message, code, extensions } = isObject(value) ? value : {};
  if (typeof message !== 'string')
    return new EngineError(
      'parse-failed',
      isObject(value)
        ? 'key "message" not found'
        : 'parsing ActionWebhookErrorResponse failed, expected Object',
      [],
      400,
      details,
    );
  const webhookCode = typeof code === 'string' ? code : 'unexpected';
  const shown = isObject(extensions) ? extensions : { path: '$', code: webhookCode };
  return new EngineError('unexpected', message, [], status, { extensions: shown, webhookCode });
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Headers as metadata says them, so that values of the environment are not told, and those of the client. */
const describeRequest = (
  { definition }: Action,
  { clientHeaders }: ActionRequest,
  plain: WebhookRequest,
  sent: WebhookRequest,
) => ({
  url: plain.url,
  body: bodyToValue(plain.body),
  headers: [
    ...definition.headers,
    ...passedOn(definition, clientHeaders).map(([name, value]) => ({ name, value })),
  ],
  transformed_request: sent === plain ? null : describeTarget(sent),
});
function describeTarget({ method, url, headers, body }: WebhookRequest) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return {
    secure: parsed?.protocol === 'https:',
    host: parsed?.hostname ?? url,
    port: Number(parsed?.port) || (parsed?.protocol === 'https:' ? 443 : 80),
    path: parsed?.pathname ?? '',
    queryString: parsed?.search ?? '',
    method,
    requestHeaders: Object.fromEntries(headers),
    body: bodyToValue(body),
  };
}
