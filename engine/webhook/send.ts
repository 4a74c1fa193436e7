/** A request → what the webhook answered, or why it did not. */
import { Agent, type Dispatcher, errors, interceptors } from 'undici';
import { bodyToText, type Header, type WebhookRequest } from './request.ts';

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** No answer came. */
export class WebhookFailure extends Error {
  readonly kind: 'timeout' | 'connection' | 'invalid-url';
  /** What the runtime said, for logs. */
  readonly reason: string;
  constructor(kind: 'timeout' | 'connection' | 'invalid-url', message: string, reason: string) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }
}

export interface SendOptions {
  readonly timeoutMs: number;
  /** Ends the call early, at shutdown. */
  readonly signal?: AbortSignal | undefined;
  /** The server's certificate is not checked: `network.tls_allowlist` of metadata names its host. */
  readonly trustsAnyCertificate?: boolean | undefined;
}

export interface Sender {
  /** Throws a WebhookFailure. Any status is an answer. */
  send(request: WebhookRequest, options: SendOptions): Promise<WebhookAnswer>;
  close(): Promise<void>;
}

/** An answer larger than this is refused, so that one webhook cannot fill the engine's memory. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;
/** As the original's HTTP client. */
const REDIRECTIONS_MAX = 10;

/** Opens a pool of kept-alive connections, `connections` to each host. */
export function openSender({ connections }: { readonly connections: number }): Sender {
  const open = (isTrusting: boolean) => {
    const agent = new Agent({
      connections,
      headersTimeout: 0, // the call's own deadline covers all of it
      bodyTimeout: 0,
      maxResponseSize: ANSWER_BYTES_MAX,
      connect: { rejectUnauthorized: !isTrusting },
    });
    return agent.compose(interceptors.redirect({ maxRedirections: REDIRECTIONS_MAX }));
  };
  const checking = open(false);
  let trusting: Dispatcher | undefined;
  return {
    send(request, options) {
      if (options.trustsAnyCertificate) trusting ??= open(true);
      return call(options.trustsAnyCertificate && trusting ? trusting : checking, request, options);
    },
    async close() {
      await Promise.all([checking.destroy(), trusting?.destroy()]);
    },
  };
}

async function call(
  dispatcher: Dispatcher,
  { method, url, headers, body }: WebhookRequest,
  { timeoutMs, signal }: SendOptions,
): Promise<WebhookAnswer> {
  const { origin, path } = split(url);
  const deadline = new AbortController();
  const expire = () => deadline.abort(new WebhookFailure('timeout', 'Response timeout', 'timeout'));
  const timer = setTimeout(expire, timeoutMs);
  const stop = () => deadline.abort(new WebhookFailure('connection', 'shutting down', 'aborted'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await dispatcher.request({
      origin,
      path,
      method: method as Dispatcher.HttpMethod,
      headers: headers.flat(),
      body: bodyToText(body),
      signal: deadline.signal,
    });
    return {
      status: answer.statusCode,
      headers: listHeaders(answer.headers),
      body: await answer.body.text(),
    };
  } catch (error) {
    throw failureOf(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function split(url: string): { readonly origin: string; readonly path: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new WebhookFailure('invalid-url', 'Invalid URL', `not an HTTP URL: ${url}`);
  return { origin: parsed.origin, path: parsed.pathname + parsed.search };
}

const listHeaders = (headers: Dispatcher.ResponseData['headers']): readonly Header[] =>
  Object.entries(headers).flatMap(([name, value]): Header[] => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((one): Header => [name, one]) : [[name, value]];
  });

function failureOf(error: unknown): WebhookFailure {
  if (error instanceof WebhookFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof errors.ConnectTimeoutError)
    return new WebhookFailure('timeout', 'Connection timeout', reason);
  return new WebhookFailure('connection', 'Connection failure', reason);
}
