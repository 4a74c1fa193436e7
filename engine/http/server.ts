import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { secondsSince } from '../base/clock.ts';
import { EngineError, toApiError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import { chooseEncoding, compress } from './compress.ts';
import { type CorsPolicy, corsHeaders, preflightHeaders } from './cors.ts';
import { writeHttpLog } from './http-log.ts';
import { json, type Request, type Response } from './message.ts';
import { notFound, type Router, type UpgradeRoute } from './router.ts';

/** Bytes ↔ requests and responses. Decides nothing: routes do. */

/** Metadata of a thousand tables is 4 MB; a batch insert may be more. Whatever is larger is refused unread. */
const BODY_BYTES_MAX = 100 * 1024 * 1024;
/** A client that is slower than this with its headers is cut off, as Node's own default has it. */
const HEADERS_TIMEOUT_MS = 60_000;

export interface ServerOptions {
  readonly router: Router;
  readonly upgrades: readonly UpgradeRoute[];
  readonly cors: CorsPolicy;
  readonly log: Log;
  readonly maxHeaderBytes: number;
}

export interface Server {
  /** Resolves once connections are accepted; `*` stands for every address. */
  listen(port: number, host: string): Promise<void>;
  readonly port: number;
  /** Accepts nothing new, answers what is in flight, and after the time limit cuts off the rest. */
  close(timeoutMs: number): Promise<void>;
}

export function openServer(options: ServerOptions): Server {
  const upgraded = new Set<Socket>();
  const server = http.createServer(
    { maxHeaderSize: options.maxHeaderBytes, headersTimeout: HEADERS_TIMEOUT_MS, noDelay: true },
    (incoming, outgoing) => {
      answer(options, incoming, outgoing).catch((error: unknown) => {
        // The client is gone, or the answer broke off half-way: nothing can be said to it any more.
        options.log.write('unstructured', 'debug', { message: String(error) });
        outgoing.destroy();
      });
    },
  );
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
    close: (timeoutMs) => close(server, upgraded, timeoutMs),
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

function close(server: http.Server, upgraded: Set<Socket>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of upgraded) socket.destroy();
      server.closeAllConnections();
    }, timeoutMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(
  options: ServerOptions,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
): Promise<void> {
  const start = performance.now();
  const id = requestId(incoming);
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
  const request = toRequest(incoming, body, id, leaving.signal);
  const response = body instanceof EngineError ? toError(body) : await respond(options, request);
  const sent = await send(options, request, response, outgoing);
  writeHttpLog(options.log, { request, response, readSeconds, ...sent });
}

async function respond({ router, log }: ServerOptions, request: Request): Promise<Response> {
  try {
    const found = router.find(request.method, request.path);
    if (found === undefined) throw notFound();
    return await found.route.handle(request, found.rest);
  } catch (error) {
    if (error instanceof EngineError) return toError(error);
    log.write('unstructured', 'error', {
      request_id: request.id,
      message: error instanceof Error ? error.stack : String(error),
    });
    return toError(new EngineError('unexpected', 'internal error'));
  }
}

const toError = (error: EngineError): Response => ({
  ...json(toApiError(error), error.status),
  operation: { error: toApiError(error), mode: 'error' },
});

const pathOf = ({ url = '/' }: http.IncomingMessage): string => url.split('?', 1)[0] ?? '/';

function requestId({ headers }: http.IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && given !== '' ? given : randomUUID();
}

function toRequest(
  incoming: http.IncomingMessage,
  body: Buffer | EngineError,
  id: string,
  signal: AbortSignal,
): Request {
  const { url = '/', method = 'GET', headers, rawHeaders, socket, httpVersion } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    url,
    headers,
    rawHeaders,
    body: body instanceof EngineError ? Buffer.alloc(0) : body,
    ip: socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    id,
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
      return new EngineError(
        'bad-request',
        `the request's body is larger than ${BODY_BYTES_MAX} bytes`,
        [],
        413,
      );
    }
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes);
}

interface Sent {
  readonly bytes: number;
  readonly uncompressedBytes: number;
  readonly encoding: string | null;
}

async function send(
  { cors }: ServerOptions,
  request: Request,
  response: Response,
  outgoing: http.ServerResponse,
): Promise<Sent> {
  const headers: http.OutgoingHttpHeaders = { 'x-request-id': request.id };
  Object.assign(headers, response.headers, corsHeaders(cors, request.headers));
  if (response.body instanceof Readable) {
    outgoing.writeHead(response.status, headers);
    await pipeline(response.body, outgoing);
    return { bytes: 0, uncompressedBytes: 0, encoding: null };
  }
  const { body } = response;
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const encoding =
    headers['content-encoding'] === undefined
      ? chooseEncoding(request.headers['accept-encoding']?.toString(), plain.length)
      : null;
  const bytes = encoding === null ? plain : await compress(plain, encoding);
  if (encoding !== null) headers['content-encoding'] = encoding;
  headers['content-length'] = bytes.length;
  outgoing.writeHead(response.status, headers);
  outgoing.end(bytes);
  return { bytes: bytes.length, uncompressedBytes: plain.length, encoding };
}

function refuseUpgrade(socket: Socket): void {
  const body = JSON.stringify(toApiError(notFound()));
  socket.end(
    `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
