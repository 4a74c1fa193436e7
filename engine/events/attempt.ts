/** One attempt to deliver: the body that a webhook is sent → what is logged of it and what comes of the event. */
import { parseJson, stringifyJson } from '../base/json.ts';
import { mergeHeaders } from '../webhook/headers.ts';
import { bodyToValue, type Header, type WebhookRequest } from '../webhook/request.ts';
import { type Sender, type WebhookAnswer, WebhookFailure } from '../webhook/send.ts';
import type { Target } from '../webhook/target.ts';
import { TransformError } from '../webhook/transform/template.ts';

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
  /** It would fail the next time too. */
  readonly isHopeless: boolean;
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
  const plain = plainRequest(delivery);
  const sent = transformed(plain, delivery);
  if (sent instanceof TransformError)
    return { ...logFailure(logRequest(target, body), failureText(sent)), isHopeless: true };
  const request = logRequest(target, sent === plain ? body : stringifyJson(bodyToValue(sent.body)));
  try {
    const answer = await sender.send(sent, { timeoutMs: target.timeoutMs, signal });
    return logAnswer(request, isSuccess(answer) ? readAnswer(answer, plain, delivery) : answer);
  } catch (error) {
    return logFailure(request, failureText(error));
  }
}

const isSuccess = ({ status }: WebhookAnswer): boolean => status >= 200 && status < 300;

function plainRequest({ target, body, traceHeaders }: Delivery): WebhookRequest {
  const { url, headers } = target;
  return {
    method: 'POST',
    url,
    headers: traceHeaders.length === 0 ? headers : mergeHeaders(traceHeaders, headers),
    body: { kind: 'json-text', text: body },
  };
}

function transformed(
  plain: WebhookRequest,
  { target, sessionVariables }: Delivery,
): WebhookRequest | TransformError {
  if (!target.transformRequest) return plain;
  try {
    return target.transformRequest(plain, sessionVariables);
  } catch (error) {
    if (error instanceof TransformError) return error;
    throw error;
  }
}

/** A success as its transform reads it. One that it cannot read is a failure of the webhook's, and counts as 500. */
function readAnswer(
  answer: WebhookAnswer,
  request: WebhookRequest,
  { target, sessionVariables }: Delivery,
): WebhookAnswer {
  if (!target.transformResponse) return answer;
  try {
    const body = target.transformResponse({
      request,
      sessionVariables,
      status: answer.status,
      body: parseJson(answer.body),
    });
    return { ...answer, body: stringifyJson(body) };
  } catch (error) {
    return { status: 500, headers: [], body: failureText(error) };
  }
}

const logRequest = ({ loggedHeaders }: Target, payload: string): string =>
  `{"payload":${payload},"headers":${JSON.stringify(loggedHeaders)},"version":"${INVOCATION_VERSION}"}`;

function logAnswer(request: string, answer: WebhookAnswer): Invocation {
  const { status, headers, body } = answer;
  const data = {
    status,
    headers: headers.map(([name, value]) => ({ name, value })),
    body: storable(body.slice(0, LOGGED_BODY_MAX)),
  };
  const isDelivered = isSuccess(answer);
  return {
    status,
    request,
    response: JSON.stringify({ type: 'webhook_response', data, version: INVOCATION_VERSION }),
    isSuccess: isDelivered,
    isHopeless: false,
    retryAfterSeconds: isDelivered ? null : retryAfter(headers),
    error: isDelivered ? null : `HTTP status ${status}`,
  };
}

/** No answer came. */
export function logFailure(request: string, message: string): Invocation {
  const data = { message: storable(message) };
  return {
    status: null,
    request,
    response: JSON.stringify({ type: 'client_error', data, version: INVOCATION_VERSION }),
    isSuccess: false,
    isHopeless: false,
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
