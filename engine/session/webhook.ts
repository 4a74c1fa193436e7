import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/error.ts';
import type { WebhookRequest } from '../webhook/request.ts';
import { failureText, type Sender } from '../webhook/send.ts';
import type { RawHeaders } from './headers.ts';
import { cacheControlDelayMs } from './jwk-set.ts';
import type { Session } from './model.ts';
import { buildSession, requestedRole, variablesOf } from './session.ts';

export interface AuthHook {
  readonly url: string;
  readonly mode: 'get' | 'post';
  readonly sendsBody: boolean;
}

export interface HookAnswer {
  readonly session: Session;
  /** Handed on to the client, so that the webhook can keep a session of its own. */
  readonly setCookies: readonly string[];
}

const TIMEOUT_MS = 60_000;

/** Headers that describe the client's connection or body and not who it is; a GET hook is not shown them. */
const NOT_FORWARDED = new Set([
  ...['accept', 'accept-datetime', 'accept-encoding', 'accept-language', 'cache-control'],
  ...['connection', 'content-length', 'content-md5', 'content-type', 'dnt', 'host', 'origin'],
  ...['referer', 'user-agent', 'transfer-encoding', 'upgrade', 'keep-alive', 'te', 'expect'],
  ...['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions'],
  ...['sec-websocket-protocol'],
]);

const USER_AGENT = 'hasura-graphql-engine/v2';

/** One call, for the webhook-log: in the original's words, because they are the operator's. */
export interface HookCall {
  readonly status_code: number | null;
  readonly url: string;
  readonly method: string;
  readonly http_error: string | null;
  /** Of an answer that was no sign-in. */
  readonly response: string | null;
  readonly message: string | null;
  readonly request_id: string | undefined;
}

export interface HookRuntime {
  readonly clock: Clock;
  readonly sender: Sender;
  onCall(call: HookCall): void;
  /** Of the request that is let in or not. */
  readonly requestId?: string | undefined;
}

/** Asks the webhook who is calling. `body` is the GraphQL request, for the hooks that want to see it. */
export async function askAuthHook(
  hook: AuthHook,
  headers: RawHeaders,
  body: unknown,
  { clock, sender, onCall, requestId }: HookRuntime,
): Promise<HookAnswer> {
  const { url, mode } = hook;
  const call = {
    url,
    method: mode.toUpperCase(),
    http_error: null,
    response: null,
    message: null,
    request_id: requestId,
  };
  const request = mode === 'get' ? getRequest(url, headers) : postRequest(hook, headers, body);
  const answer = await sender.send(request, { timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
    onCall({ ...call, status_code: null, http_error: failureText(error) });
    throw new EngineError('unexpected', 'webhook authentication request failed');
  });
  const claims = answer.status === 200 ? parseAnswer(answer.body) : null;
  const response = claims === null ? answer.body : null;
  onCall({ ...call, status_code: answer.status, response });
  if (answer.status === 401)
    throw new EngineError('access-denied', 'Authentication hook unauthorized this request');
  if (claims === null)
    throw new EngineError('unexpected', 'Invalid response from authorization hook');
  return {
    session: answerToSession(claims, clock.now()),
    setCookies: answer.headers.flatMap(([name, cookie]) => (name === 'set-cookie' ? [cookie] : [])),
  };
}

const getRequest = (url: string, headers: RawHeaders): WebhookRequest => ({
  method: 'GET',
  url,
  headers: [
    ...headers.filter(([name]) => !NOT_FORWARDED.has(name.toLowerCase())),
    ['user-agent', USER_AGENT],
  ],
  body: { kind: 'none' },
});

/** A POST hook gets all headers, in the client's spelling, as one JSON object. */
function postRequest(hook: AuthHook, headers: RawHeaders, body: unknown): WebhookRequest {
  const payload = {
    headers: Object.fromEntries(headers),
    ...(hook.sendsBody ? { request: body ?? null } : {}),
  };
  return {
    method: 'POST',
    url: hook.url,
    headers: [
      ['content-type', 'application/json'],
      ['user-agent', USER_AGENT],
    ],
    body: { kind: 'json-text', text: JSON.stringify(payload) },
  };
}

const answerSchema = z.record(z.string(), z.string());

function parseAnswer(text: string): RawHeaders | null {
  try {
    return Object.entries(answerSchema.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}

/** The answer's keys are session variables; `Cache-Control` or `Expires` among them end a socket's session. */
export function answerToSession(answer: RawHeaders, nowMs: number): Session {
  const variables = variablesOf(answer);
  const role = requestedRole(variables);
  if (role === undefined)
    throw new EngineError('invalid-params', 'x-hasura-role not found in session variables');
  return buildSession(role, variables, {
    isAdmin: false,
    expiresAtMs: expiryOf(answer, nowMs),
  });
}

function expiryOf(answer: RawHeaders, nowMs: number): number | null {
  const find = (name: string) => answer.find(([key]) => key.toLowerCase() === name)?.[1];
  const cacheControl = find('cache-control');
  const delayMs = cacheControl === undefined ? null : cacheControlDelayMs(cacheControl);
  if (delayMs !== null) return nowMs + delayMs;
  const atMs = Date.parse(find('expires') ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}
