/**
 * GraphQL over server-sent events, "distinct connections" of graphql-sse: each operation has a connection of its own,
 * its answers are `next` events, and `complete` says that no more will come. See docs/protocol.md.
 */
import { Readable } from 'node:stream';
import { EngineError, graphqlFailure } from '../base/error.ts';
import { parseJson, stringifyJson } from '../base/json.ts';
import type { Authenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import { parseRequest } from './graphql.ts';
import { headerPairs, type Request, type Response } from './message.ts';
import { notFound, type Route } from './router.ts';
import {
  DEFAULT_LIMITS,
  type Endpoint,
  type OperationContext,
  type SocketBackend,
} from './websocket-connection.ts';

export interface EventStreamOptions {
  readonly authenticator: Authenticator;
  readonly backend: SocketBackend;
  readonly keepAliveMs: number;
  readonly bufferedBytesMax?: number;
}

export interface EventStreams {
  /** The same routes, which now also answer clients that accept `text/event-stream`. */
  over(routes: readonly Route[]): readonly Route[];
  /** Ends every stream; clients come back, to the new schema. */
  closeAll(): void;
  close(): void;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v1/graphql': 'graphql',
  '/v1beta1/relay': 'relay',
};
const TIMER_MAX_MS = 2 ** 31 - 1;

export function openEventStreams(options: EventStreamOptions): EventStreams {
  const streams = new Set<EventStream>();
  const keepAlive = setInterval(() => {
    for (const stream of streams) stream.keepAlive();
  }, options.keepAliveMs);
  keepAlive.unref();

  const answer = async (request: Request, endpoint: Endpoint): Promise<Response> => {
    const headers = headerPairs(request);
    const body = bodyOf(request);
    const { session, setCookies } = await options.authenticator.authenticate(
      headers,
      body,
      request.id,
    );
    const stream = new EventStream(options.bufferedBytesMax ?? DEFAULT_LIMITS.bufferedBytesMax);
    streams.add(stream);
    stream.body.once('close', () => streams.delete(stream));
    if (session.expiresAtMs !== null) stream.expireAt(session.expiresAtMs);
    const isReadOnly = request.method === 'GET';
    const context = { endpoint, headers, ip: request.ip, isReadOnly, requestId: request.id };
    void follow(stream, body, session, context, options.backend);
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        // nginx would otherwise hold events back until a buffer is full.
        'x-accel-buffering': 'no',
        ...(setCookies.length > 0 ? { 'set-cookie': setCookies } : {}),
      },
      body: stream.body,
    };
  };
  const closeAll = (): void => {
    for (const stream of [...streams]) stream.end();
  };
  return {
    over: (routes) => [
      ...routes.map((route) => {
        const endpoint = ENDPOINTS[route.path];
        if (endpoint === undefined || route.method !== 'POST') return route;
        const handle: Route['handle'] = (request, rest) =>
          wantsEvents(request) ? answer(request, endpoint) : route.handle(request, rest);
        return { ...route, handle };
      }),
      // A browser's EventSource can only GET.
      ...Object.entries(ENDPOINTS).map(
        ([path, endpoint]): Route => ({
          method: 'GET',
          path,
          handle(request) {
            if (wantsEvents(request)) return answer(request, endpoint);
            throw notFound();
          },
        }),
      ),
    ],
    closeAll,
    close() {
      clearInterval(keepAlive);
      closeAll();
    },
  };
}

const wantsEvents = ({ headers }: Request): boolean =>
  (headers.accept ?? '').toLowerCase().includes('text/event-stream');

function bodyOf(request: Request): unknown {
  if (request.method === 'GET') {
    const { query } = request;
    const variables = query.get('variables');
    return {
      query: query.get('query') ?? undefined,
      operationName: query.get('operationName'),
      variables: variables === null ? null : parsed(variables),
    };
  }
  return parsed(request.body.toString('utf8'));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new EngineError('invalid-json', 'invalid JSON in the body of the request');
  }
}

async function follow(
  stream: EventStream,
  body: unknown,
  session: Session,
  context: OperationContext,
  backend: SocketBackend,
): Promise<void> {
  const fail = (error: EngineError): void => {
    const who = { showInternal: backend.showsInternal(session) };
    stream.next(stringifyJson(graphqlFailure(error, who)));
    stream.complete();
  };
  try {
    const payload = parseRequest(body);
    const outcome = await backend.run(payload, session, context);
    if (outcome.kind === 'live') return stream.hold(outcome.subscribe((next) => stream.next(next)));
    if (outcome.kind === 'failed') return fail(outcome.error);
    stream.next(outcome.body);
    stream.complete();
  } catch (error) {
    fail(error instanceof EngineError ? error : new EngineError('unexpected', 'internal error'));
  }
}

/** One connection's events. */
class EventStream {
  readonly body: Readable;
  readonly #bufferedBytesMax: number;
  #stop: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(bufferedBytesMax: number) {
    this.#bufferedBytesMax = bufferedBytesMax;
    this.body = new Readable({ read: () => {} });
    this.body.push(':\n\n'); // so that the client learns at once that it is connected
    this.body.once('close', () => {
      clearTimeout(this.#timer);
      this.#stop();
    });
  }

  /** Remembers how to end the operation; at once, if the client has left already. */
  hold(stop: () => void): void {
    if (this.body.destroyed) stop();
    else this.#stop = stop;
  }

  next(body: Buffer | string): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    this.#push(Buffer.concat([NEXT, ...linesOf(bytes).flatMap((line) => [DATA, line, END]), END]));
  }

  complete(): void {
    this.#push('event: complete\ndata:\n\n');
    this.end();
  }

  keepAlive(): void {
    this.#push(':\n\n');
  }

  /** The client is not told that no more will come: it is to come back with a token that is good. */
  expireAt(ms: number): void {
    this.#timer = setTimeout(
      () => {
        if (Date.now() < ms) this.expireAt(ms);
        else this.end();
      },
      Math.min(Math.max(ms - Date.now(), 0), TIMER_MAX_MS),
    );
    this.#timer.unref();
  }

  end(): void {
    this.#stop();
    this.#stop = () => {};
    if (!this.body.readableEnded && !this.body.destroyed && !this.#isEnded) this.body.push(null);
    this.#isEnded = true;
  }
  #isEnded = false;

  #push(event: Buffer | string): void {
    if (this.#isEnded || this.body.destroyed) return;
    if (this.body.readableLength > this.#bufferedBytesMax) this.body.destroy();
    else this.body.push(event);
  }
}

const [NEXT, DATA, END] = ['event: next\n', 'data: ', '\n'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** JSON of Postgres's may hold line breaks (of json columns); in an event each line needs its own `data:`. */
function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  let feed = bytes.indexOf(LINE_FEED);
  let carriage = bytes.indexOf(CARRIAGE_RETURN);
  while (feed >= 0 || carriage >= 0) {
    const isFeed = carriage < 0 || (feed >= 0 && feed < carriage);
    const end = isFeed ? feed : carriage;
    lines.push(bytes.subarray(from, end));
    from = end + (!isFeed && bytes[end + 1] === LINE_FEED ? 2 : 1);
    if (feed >= 0 && feed < from) feed = bytes.indexOf(LINE_FEED, from);
    if (carriage >= 0 && carriage < from) carriage = bytes.indexOf(CARRIAGE_RETURN, from);
  }
  return [...lines, bytes.subarray(from)];
}
