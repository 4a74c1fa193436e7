/** One attempt to deliver: the body that a webhook is sent → what is logged of it and what comes of the event. */
import { stringifyJson } from '../base/json.ts';
import { mergeHeaders } from '../webhook/headers.ts';
import type { Header, WebhookRequest } from '../webhook/request.ts';
import { type Sender, type WebhookAnswer, WebhookFailure } from '../webhook/send.ts';
import { TransformError } from '../webhook/transform/template.ts';
import type { Target } from './trigger.ts';

export interface Delivery {
  readonly target: Target;
  /** JSON text. */
  readonly body: string;
  readonly sessionVariables: Readonly<Record<string, string>>;
  readonly traceHeaders: readonly Header[];
}

/** What happened, as `*_invocation_logs` keeps it. `request` and `response` are JSON texts. */
export interface Invocation {
  readonly status: number | null;
  readonly request: string;
  readonly response: string;
  readonly isSuccess: boolean;
  readonly retryAfterSeconds: number | null;
  /** For the engine's own log, where it failed. */
  readonly error: string | null;
}

/** The version of payload and log that the original says it writes. */
const INVOCATION_VERSION = '2';
/** Logged of an answer, so that a webhook's large answers do not fill the database. */
const LOGGED_BODY_MAX = 1024 * 1024;

export async function attempt(
  sender: Sender,
  delivery: Delivery,
  signal?: AbortSignal,
): Promise<Invocation> {
  const { target, body } = delivery;
  const request = logRequest(target, body);
  try {
    const answer = await sender.send(requestOf(delivery), { timeoutMs: target.timeoutMs, signal });
    return logAnswer(request, answer);
  } catch (error) {
    return logFailure(request, failureText(error));
  }
}

function requestOf({ target, body, sessionVariables, traceHeaders }: Delivery): WebhookRequest {
  const plain: WebhookRequest = {
    method: 'POST',
    url: target.url,
    headers:
      traceHeaders.length === 0 ? target.headers : mergeHeaders(traceHeaders, target.headers),
    body: { kind: 'json-text', text: body },
  };
  return target.transformRequest ? target.transformRequest(plain, sessionVariables) : plain;
}

const logRequest = ({ loggedHeaders }: Target, body: string): string =>
  `{"payload":${body},"headers":${JSON.stringify(loggedHeaders)},"version":"${INVOCATION_VERSION}"}`;

function logAnswer(request: string, { status, headers, body }: WebhookAnswer): Invocation {
  const isSuccess = status >= 200 && status < 300;
  const data = {
    status,
    headers: headers.map(([name, value]) => ({ name, value })),
    body: storable(body.slice(0, LOGGED_BODY_MAX)),
  };
  return {
    status,
    request,
    response: JSON.stringify({ type: 'webhook_response', data, version: INVOCATION_VERSION }),
    isSuccess,
    retryAfterSeconds: isSuccess ? null : retryAfter(headers),
    error: isSuccess ? null : `HTTP status ${status}`,
  };
}

function logFailure(request: string, message: string): Invocation {
  const data = { message: storable(message) };
  return {
    status: null,
    request,
    response: JSON.stringify({ type: 'client_error', data, version: INVOCATION_VERSION }),
    isSuccess: false,
    retryAfterSeconds: null,
    error: message,
  };
}

/** json of Postgres refuses NUL as soon as somebody looks into it. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

function failureText(error: unknown): string {
  if (error instanceof WebhookFailure)
    return stringifyJson({ type: 'http_exception', message: error.message, reason: error.reason });
  if (error instanceof TransformError) return stringifyJson(error.errors);
  return error instanceof Error ? error.message : String(error);
}

/** Seconds, or a date (RFC 9110 §10.2.3); the original knows seconds only. */
function retryAfter(headers: readonly Header[]): number | null {
  const value = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim();
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) > 0 ? Number(value) : null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(1, Math.ceil((at - Date.now()) / 1000));
}
