import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { EngineError, graphqlFailure, toApiError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import type { RawHeaders } from '../session/headers.ts';
import type { Session } from '../session/model.ts';
import type { SocketLog } from './websocket-log.ts';
import {
  CLOSE,
  type CloseReason,
  fitReason,
  LEGACY,
  type Protocol,
  readMessage,
  type StartPayload,
} from './websocket-protocol.ts';

/** What an operation leads to. */
export type Outcome =
  /** One answer, errors of its execution included. */
  | { readonly kind: 'answer'; readonly body: Buffer | string }
  /** It was planned, and failed while it ran. */
  | { readonly kind: 'failed'; readonly error: EngineError }
  /** Answers until `stop` is called. The first may come before `subscribe` returns. */
  | { readonly kind: 'live'; readonly subscribe: (send: (body: Buffer) => void) => () => void };

/** Which schema, and which spelling of errors, the path stands for. */
export type Endpoint = 'graphql' | 'legacy' | 'relay';

/** Where a socket was opened, and by whom. */
export interface SocketOrigin {
  readonly endpoint: Endpoint;
  readonly headers: RawHeaders;
  /** The client's address, for limits of rate. */
  readonly ip: string;
}

export interface OperationContext extends SocketOrigin {
  /** As it stands in every log line of the operation. */
  readonly requestId: string;
  /** It came by GET, which any page may have made the browser send. */
  readonly isReadOnly?: boolean;
}

export interface SocketBackend {
  signIn(headers: RawHeaders): Promise<Session>;
  /** Rejects with an EngineError where the operation is not run at all. */
  run(payload: StartPayload, session: Session, context: OperationContext): Promise<Outcome>;
  /** Whether this session sees `extensions.internal` of errors. */
  showsInternal(session: Session): boolean;
}

export interface SocketLimits {
  readonly initTimeoutMs: number;
  /** Operations running at once on one socket. */
  readonly operationsMax: number;
  /** Bytes waiting for a client that reads slowly; beyond it the socket is closed rather than memory filled. */
  readonly bufferedBytesMax: number;
}

export const DEFAULT_LIMITS: SocketLimits = {
  initTimeoutMs: 3_000,
  operationsMax: 1_000,
  bufferedBytesMax: 16 * 2 ** 20,
};

const CLOSE_GRACE_MS = 1000;
const COMPLETE_AFTER_ERROR_MS = 20;
const TIMER_MAX_MS = 2 ** 31 - 1;

type State =
  | { readonly kind: 'new' }
  | { readonly kind: 'signing-in' }
  | { readonly kind: 'ready'; readonly session: Session; readonly headers: RawHeaders }
  | { readonly kind: 'refused'; readonly why: string };

/** One socket from handshake to close. */
export class SocketConnection {
  readonly #socket: WebSocket;
  readonly #protocol: Protocol;
  readonly #from: SocketOrigin;
  readonly #backend: SocketBackend;
  readonly #limits: SocketLimits;
  readonly #log: SocketLog;
  /** Running operations; the value ends one. */
  readonly #operations = new Map<string, () => void>();
  #state: State = { kind: 'new' };
  /** Frames that came while signing in: clients send their first operations without waiting for the answer. */
  #waiting: string[] = [];
  /** First the time allowed for connection_init, then the life of the token. */
  #timer: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(
    socket: WebSocket,
    protocol: Protocol,
    from: SocketOrigin,
    backend: SocketBackend,
    limits: SocketLimits,
    log: SocketLog,
  ) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.#from = from;
    this.#backend = backend;
    this.#limits = limits;
    this.#log = log;
    log.accepted();
    socket.on('message', (data, isBinary) => this.#take(data, isBinary));
    socket.on('close', () => {
      this.#end();
      log.closed();
    });
    socket.on('error', () => socket.terminate()); // a broken frame; `close` follows
    // The older protocol sets no limit; a client of it may come first and sign in later.
    if (protocol !== LEGACY) this.#after(limits.initTimeoutMs, () => this.close(CLOSE.initTimeout));
  }

  keepAlive(): void {
    if (this.#state.kind === 'ready') this.#send(this.#protocol.keepAlive);
  }

  close({ code, reason }: CloseReason): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#end();
    this.#socket.close(code, fitReason(reason));
    // A client that does not answer the close frame is not waited for, least of all by an engine that stops.
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  #end(): void {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const stop of operations) stop();
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, Math.min(Math.max(ms, 0), TIMER_MAX_MS));
    this.#timer.unref();
  }

  #take(data: RawData | string, isBinary: boolean): void {
    if (this.#isClosing) return;
    try {
      if (isBinary) throw new Error('Error in $: binary frames carry no message');
      if (this.#state.kind === 'signing-in') this.#wait(String(data));
      else this.#obey(String(data));
    } catch (error) {
      const why = `parsing ClientMessage failed: ${error instanceof Error ? error.message : error}`;
      this.#log.connectionError(why);
      if (this.#protocol === LEGACY) this.#send(connectionError(why));
      else this.close(CLOSE.badRequest(why));
    }
  }

  #wait(text: string): void {
    if (this.#waiting.length >= this.#limits.operationsMax) this.close(CLOSE.tooManyOperations);
    else this.#waiting.push(text);
  }

  #obey(text: string): void {
    const message = readMessage(text, this.#protocol);
    switch (message.type) {
      case 'init':
        void this.#init(message.headers);
        return;
      case 'start':
        void this.#start(message.id, message.payload);
        return;
      case 'stop':
        this.#operations.get(message.id)?.();
        this.#operations.delete(message.id);
        return;
      case 'terminate':
        this.close(CLOSE.terminated);
        return;
      case 'ping': {
        const payload =
          message.payload === undefined ? '' : `,"payload":${JSON.stringify(message.payload)}`;
        this.#send(`{"type":"pong"${payload}}`);
        return;
      }
      case 'pong':
        return;
    }
  }

  async #init(given: Readonly<Record<string, string>>): Promise<void> {
    const isFirst = this.#state.kind === 'new' || this.#state.kind === 'refused';
    if (!isFirst && this.#protocol !== LEGACY) return void this.close(CLOSE.tooManyInits);
    this.#state = { kind: 'signing-in' };
    clearTimeout(this.#timer);
    // What connection_init says counts before what the handshake said.
    const named = new Set(Object.keys(given).map((name) => name.toLowerCase()));
    const inherited = this.#from.headers.filter(([name]) => !named.has(name.toLowerCase()));
    const headers: RawHeaders = [...Object.entries(given), ...inherited];
    try {
      const session = await this.#backend.signIn(headers);
      if (this.#isClosing) return;
      this.#state = { kind: 'ready', session, headers };
      this.#log.signedIn(session);
      if (session.expiresAtMs !== null) this.#expireAt(session.expiresAtMs);
      this.#send('{"type":"connection_ack"}');
      if (this.#protocol === LEGACY) this.#send(this.#protocol.keepAlive);
    } catch (error) {
      this.#refuse(asEngineError(error).message);
    }
    for (const text of this.#waiting.splice(0)) this.#take(text, false);
  }

  #refuse(why: string): void {
    if (this.#isClosing) return;
    this.#state = { kind: 'refused', why };
    this.#log.connectionError(why);
    const text = `Connection initialization failed: ${why}`;
    if (this.#protocol !== LEGACY) return void this.close(CLOSE.badRequest(text));
    this.#send(connectionError(why));
    this.close(CLOSE.legacy(text));
  }

  #expireAt(ms: number): void {
    this.#after(ms - Date.now(), () => {
      // Timers reach 24 days; a token may live longer.
      if (Date.now() < ms) this.#expireAt(ms);
      else this.close(CLOSE.expired);
    });
  }

  async #start(id: string, payload: StartPayload): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'ready') return this.#startTooEarly(id, state);
    if (this.#operations.has(id)) return this.#startTwice(id, state.session);
    if (this.#operations.size >= this.#limits.operationsMax)
      return void this.close(CLOSE.tooManyOperations);

    const requestId = randomUUID();
    const log = this.#log.operation(id, payload, requestId);
    const operation = { isStopped: false, stop: () => {} };
    this.#operations.set(id, () => {
      operation.isStopped = true;
      operation.stop();
      log?.stopped();
    });
    log?.started();
    const context = { ...this.#from, headers: state.headers, requestId };
    try {
      const outcome = await this.#backend.run(payload, state.session, context);
      if (operation.isStopped) return;
      if (outcome.kind === 'live') {
        operation.stop = outcome.subscribe((body) => this.#sendNext(id, body));
        if (operation.isStopped) operation.stop(); // closed by its own first answer
        return;
      }
      this.#operations.delete(id);
      if (outcome.kind === 'failed') {
        log?.failed(outcome.error);
        this.#sendFailure(id, outcome.error, state.session);
        return this.#completeError(id);
      }
      this.#sendNext(id, outcome.body);
      this.#sendComplete(id);
      log?.completed();
    } catch (error) {
      if (operation.isStopped) return;
      this.#operations.delete(id);
      const told = asEngineError(error);
      log?.failed(told);
      this.#sendError(id, told, state.session);
      return this.#completeError(id);
    }
  }

  #startTooEarly(id: string, state: State): void {
    if (this.#protocol !== LEGACY) return void this.close(CLOSE.unauthorized);
    const why =
      state.kind === 'refused'
        ? `cannot start as connection_init failed with : ${state.why}`
        : 'start received before the connection is initialised';
    this.#sendError(id, new EngineError('start-failed', why), null);
    this.#sendComplete(id);
  }

  #startTwice(id: string, session: Session): void {
    if (this.#protocol !== LEGACY) return void this.close(CLOSE.duplicate(id));
    const why = `an operation already exists with this id: ${id}`;
    this.#sendError(id, new EngineError('start-failed', why), session);
    this.#sendComplete(id);
  }

  #who(session: Session | null) {
    return { showInternal: session !== null && this.#backend.showsInternal(session) };
  }

  /** It was not run. */
  #sendError(id: string, error: EngineError, session: Session | null): void {
    const who = this.#who(session);
    const payload =
      this.#from.endpoint === 'legacy'
        ? JSON.stringify(toApiError(error, who))
        : this.#protocol.errorPayload(graphqlFailure(error, who).errors.map(stringifyJson));
    this.#send(`{"id":${JSON.stringify(id)},"type":"error","payload":${payload}}`);
  }

  /** It was run, and its answer is an error: the older protocol tells that as data. */
  #sendFailure(id: string, error: EngineError, session: Session): void {
    if (this.#protocol !== LEGACY) return void this.#sendError(id, error, session);
    const who = this.#who(session);
    const body =
      this.#from.endpoint === 'legacy'
        ? { errors: [toApiError(error, who)] }
        : graphqlFailure(error, who);
    this.#sendNext(id, stringifyJson(body));
  }

  #sendNext(id: string, body: Buffer | string): void {
    const head = `{"id":${JSON.stringify(id)},"type":"${this.#protocol.types.next}","payload":`;
    if (typeof body === 'string') this.#send(`${head}${body}}`);
    else this.#send(Buffer.concat([Buffer.from(head), body, TAIL]));
  }

  /**
   * The original sends `complete` behind an error, which graphql-transport-ws has ended already. A client on Node that
   * reads both at once counts the operation off twice, and closes a socket that others still use: so it gets them apart.
   */
  #completeError(id: string): void {
    if (this.#protocol === LEGACY) return void this.#sendComplete(id);
    const timer = setTimeout(() => {
      if (!this.#operations.has(id)) this.#sendComplete(id);
    }, COMPLETE_AFTER_ERROR_MS);
    timer.unref();
  }

  #sendComplete(id: string): void {
    this.#send(`{"id":${JSON.stringify(id)},"type":"complete"}`);
  }

  #send(frame: Buffer | string): void {
    if (this.#isClosing) return;
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytesMax) {
      this.close(CLOSE.slow);
      this.#socket.terminate(); // it would not read the close frame either
      return;
    }
    this.#socket.send(frame, { binary: false });
  }
}

const TAIL = Buffer.from('}');

const connectionError = (why: string): string =>
  JSON.stringify({ type: 'connection_error', payload: why });

const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError('unexpected', error instanceof Error ? error.message : String(error));
