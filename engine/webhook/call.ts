/** One HTTP exchange over a pool of connections, with a deadline for all of it. */
import { type Dispatcher, errors } from 'undici';
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

/** What went wrong with a call, for logs. */
export function failureText(error: unknown): string {
  if (error instanceof WebhookFailure) return `${error.message}: ${error.reason}`;
  return error instanceof Error ? error.message : String(error);
}

export interface Place {
  readonly origin: string;
  readonly path: string;
}

export interface SendOptions {
  readonly timeoutMs: number;
  /** Ends the call early, at shutdown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Undici's `request()` makes a stream, a signal and listeners for each call, some 40 µs of a delivery's 200; an answer
 * that is wanted whole needs none of them.
 */
export class Call implements Dispatcher.DispatchHandler {
  readonly answer: Promise<WebhookAnswer>;
  readonly #timer: NodeJS.Timeout;
  readonly #peers: Set<Call> | undefined;
  #settle: { resolve(answer: WebhookAnswer): void; reject(failure: WebhookFailure): void };
  #controller: Dispatcher.DispatchController | null = null;
  #failure: WebhookFailure | null = null;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  readonly #chunks: Buffer[] = [];

  constructor(
    dispatcher: Dispatcher,
    place: Place,
    { method, headers, body }: WebhookRequest,
    { timeoutMs, signal }: SendOptions,
  ) {
    this.#settle = { resolve: () => undefined, reject: () => undefined };
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#timer = setTimeout(expire, Math.max(timeoutMs, 0), this);
    this.#peers = signal && callsUnder(signal);
    this.#peers?.add(this);
    if (signal?.aborted) this.end(shuttingDown());
    const options = {
      origin: place.origin,
      path: place.path,
      method: method as Dispatcher.HttpMethod,
      headers: headers.flat(),
      body: bodyToText(body),
    };
    dispatcher.dispatch(options, this);
  }

  /** Ends the call early, also where it still waits for a connection. */
  end(failure: WebhookFailure): void {
    this.#failure = failure;
    this.#release();
    this.#settle.reject(failure);
    this.#controller?.abort(failure);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#peers?.delete(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  /** Also called for what comes before the answer (103 Early Hints): the last one counts. */
  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    this.#settle.resolve({
      status: this.#status,
      headers: listHeaders(this.#headers),
      body: textOf(this.#chunks),
    });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#release();
    this.#settle.reject(failureOf(error));
  }
}

const expire = (call: Call): void =>
  call.end(new WebhookFailure('timeout', 'Response timeout', 'timeout'));
const shuttingDown = () => new WebhookFailure('connection', 'shutting down', 'aborted');

/** One listener a signal: an EventTarget walks through all it has at every addition, and hundreds of calls share one. */
const callsBySignal = new WeakMap<AbortSignal, Set<Call>>();

function callsUnder(signal: AbortSignal): Set<Call> {
  const known = callsBySignal.get(signal);
  if (known) return known;
  const calls = new Set<Call>();
  const stop = () => {
    for (const call of calls) call.end(shuttingDown());
  };
  signal.addEventListener('abort', stop, { once: true });
  callsBySignal.set(signal, calls);
  return calls;
}

const BYTE_ORDER_MARK = 0xfeff;

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function listHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): readonly Header[] {
  const list: Header[] = [];
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') list.push([name, value]);
    else for (const one of value ?? []) list.push([name, one]);
  return list;
}

function failureOf(error: Error): WebhookFailure {
  if (error instanceof WebhookFailure) return error;
  if (error instanceof errors.ConnectTimeoutError)
    return new WebhookFailure('timeout', 'Connection timeout', error.message);
  return new WebhookFailure('connection', 'Connection failure', error.message);
}
