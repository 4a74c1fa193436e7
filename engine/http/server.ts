import http from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { secondsSince } from '../base/clock.ts';
import { EngineError, toApiError } from '../base/error.ts';
import { byteLength, joinPieces } from '../base/pieces.ts';
import {
  type Answer,
  type AnswerOptions,
  addressOf,
  answer,
  BODY_BYTES_MAX,
  finish,
  requestIdOf,
  toErrorResponse,
  tooLarge,
} from './answer.ts';
import { preflightHeaders } from './cors.ts';
import { ONE_WRITE_BYTES, openFastLane } from './fast-lane.ts';
import type { Request } from './message.ts';
import { notFound, type UpgradeRoute } from './router.ts';
import { sendPieces } from './send-pieces.ts';

/** Bytes ↔ requests and responses. Decides nothing: routes do. */

/** A client that is slower than this with its headers, or with all of its request, is cut off: Node's own defaults. */
const HEADERS_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 300_000;

export interface ServerOptions extends AnswerOptions {
  readonly upgrades: readonly UpgradeRoute[];
  readonly maxHeaderBytes: number;
  /** POST to these is read by hand (fast-lane.ts); everything else, and whatever is unusual, by node:http. */
  readonly fastPaths: readonly string[];
  /** Default: five minutes. */
  readonly requestTimeoutMs?: number;
}

export interface Server {
  /** Resolves once connections are accepted; `*` stands for every address. */
  listen(port: number, host: string): Promise<void>;
  readonly port: number;
  /** Open ones, WebSockets among them. */
  readonly connections: number;
  /** Accepts nothing new, answers what is in flight, and after the time limit cuts off the rest. */
  close(timeoutMs: number): Promise<void>;
}

export function openServer(options: ServerOptions): Server {
  const upgraded = new Set<Socket>();
  const { requestTimeoutMs: requestTimeout = REQUEST_TIMEOUT_MS } = options;
  const answering = new Set<http.ServerResponse>();
  const server = http.createServer(
    {
      maxHeaderSize: options.maxHeaderBytes,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
      requestTimeout,
      noDelay: true,
    },
    (incoming, outgoing) => {
      answering.add(outgoing);
      outgoing.once('close', () => answering.delete(outgoing));
      serve(options, incoming, outgoing).catch((error: unknown) => {
        // The client is gone, or the answer broke off half-way: nothing can be said to it any more.
        options.log.write('unstructured', 'debug', { message: String(error) });
        outgoing.destroy();
      });
    },
  );
  // The fast lane gets each connection first, and gives to node:http what it does not read itself.
  const admit = server.listeners('connection').map((listener) => listener.bind(server));
  const lane = openFastLane({ ...options, requestTimeoutMs: requestTimeout }, (socket) => {
    for (const listener of admit) listener(socket);
  });
  server.removeAllListeners('connection');
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
    lane.take(socket);
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    const path = pathOf(incoming);
    const route = options.upgrades.find((candidate) => candidate.path === path);
    if (route === undefined) return refuseUpgrade(socket);
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    route.handle(incoming, socket, head);
  });
  return {
    listen: (port, host) => listen(server, port, host),
    get port() {
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    },
    get connections() {
      return connections;
    },
    close: (timeoutMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => {
          for (const socket of upgraded) socket.destroy();
          lane.destroy();
          server.closeAllConnections();
        }, timeoutMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        lane.close();
        // Node would keep these connections for their next request.
        for (const outgoing of answering) outgoing.shouldKeepAlive = false;
        server.closeIdleConnections();
      }),
  };
}

function listen(server: http.Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      server.off('error', reject);
      resolve();
    };
    if (host === '*') server.listen(port, listening);
    else server.listen(port, host, listening);
  });
}

async function serve(
  options: ServerOptions,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
): Promise<void> {
  const start = performance.now();
  if (incoming.method === 'OPTIONS') {
    const preflight = preflightHeaders(options.cors, incoming.headers);
    if (preflight !== undefined) return void outgoing.writeHead(204, preflight).end();
  }
  const leaving = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leaving.abort();
  });
  const body = await readBody(incoming);
  const readSeconds = secondsSince(start);
  if (body instanceof EngineError) {
    const request = toRequest(incoming, Buffer.alloc(0), leaving.signal);
    return send(await finish(options, request, toErrorResponse(body), readSeconds), outgoing);
  }
  const request = toRequest(incoming, body, leaving.signal);
  await send(await answer(options, request, readSeconds), outgoing);
}

async function send(
  { status, headers, body }: Answer,
  outgoing: http.ServerResponse,
): Promise<void> {
  outgoing.writeHead(status, headers as http.OutgoingHttpHeaders);
  if (body instanceof Readable) await pipeline(body, outgoing);
  else if (byteLength(body) <= ONE_WRITE_BYTES) outgoing.end(joinPieces(body));
  else {
    await sendPieces(outgoing, body);
    outgoing.end();
  }
}

const pathOf = ({ url = '/' }: http.IncomingMessage): string => url.split('?', 1)[0] ?? '/';

function toRequest(incoming: http.IncomingMessage, body: Buffer, signal: AbortSignal): Request {
  const { url = '/', method = 'GET', headers, rawHeaders, socket, httpVersion } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    url,
    headers,
    rawHeaders,
    body,
    ip: addressOf(socket),
    id: requestIdOf(headers),
    httpVersion,
    signal,
  };
}

async function readBody(incoming: http.IncomingMessage): Promise<Buffer | EngineError> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) {
      incoming.resume(); // read to its end, so that the client gets to see the answer
      return tooLarge();
    }
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes);
}

function refuseUpgrade(socket: Socket): void {
  const body = JSON.stringify(toApiError(notFound()));
  socket.end(
    `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
