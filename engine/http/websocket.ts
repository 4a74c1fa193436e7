import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { EngineError, toApiError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import { pairHeaders, type RawHeaders } from '../session/headers.ts';
import { type CorsPolicy, isAllowedOrigin } from './cors.ts';
import type { UpgradeRoute } from './router.ts';
import { openTraffic, type Traffic } from './traffic.ts';
import {
  DEFAULT_LIMITS,
  type Endpoint,
  type SocketBackend,
  SocketConnection,
  type SocketLimits,
  type SocketOrigin,
} from './websocket-connection.ts';
import { openSocketLog } from './websocket-log.ts';
import {
  CLOSE,
  type CloseReason,
  LEGACY,
  type Protocol,
  TRANSPORT_WS,
} from './websocket-protocol.ts';

export interface WebsocketOptions {
  readonly backend: SocketBackend;
  readonly log: Log;
  readonly cors: CorsPolicy & { readonly readsCookie: boolean };
  readonly keepAliveMs: number;
  readonly isCompressed: boolean;
  readonly limits?: Partial<SocketLimits>;
}

export interface Websockets {
  readonly routes: readonly UpgradeRoute[];
  readonly count: () => number;
  /** Since the start, in bytes. */
  readonly traffic: () => Traffic;
  /** Closes every socket and serves on: clients come back to the new schema. */
  closeAll(why: CloseReason): void;
  close(): void;
}

const PATHS: Readonly<Record<string, Endpoint>> = {
  '/v1/graphql': 'graphql',
  '/v1alpha1/graphql': 'legacy',
  '/v1beta1/relay': 'relay',
};
/** A message may be as large as a request to /v1/graphql; `ws` closes the socket with 1009 beyond it. */
const MESSAGE_BYTES_MAX = 100 * 2 ** 20;

export function openWebsockets(options: WebsocketOptions): Websockets {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const connections = new Set<SocketConnection>();
  const wires = openTraffic();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: options.isCompressed ? { threshold: 1400 } : false,
    handleProtocols: (offered) => chooseProtocol(offered) ?? false,
  });
  // One timer for all: a timer a socket would cost more than the frames.
  const keepAlive = setInterval(() => {
    for (const connection of connections) connection.keepAlive();
  }, options.keepAliveMs);
  keepAlive.unref();

  const admit = (socket: WebSocket, from: SocketOrigin): void => {
    const protocol = protocolOf(socket);
    const connection = new SocketConnection(
      socket,
      protocol,
      from,
      options.backend,
      limits,
      openSocketLog(options.log),
    );
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  };
  const routes = Object.entries(PATHS).map(([path, endpoint]) => ({
    path,
    handle(request: IncomingMessage, socket: Duplex, head: Buffer) {
      try {
        const headers = visibleHeaders(request, options.cors);
        wires.add(request.socket);
        const ip = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
        server.handleUpgrade(request, socket, head, (ws) => admit(ws, { endpoint, headers, ip }));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        openSocketLog(options.log).rejected(error);
        refuse(socket, error);
      }
    },
  }));
  const closeAll = (why: CloseReason): void => {
    for (const connection of [...connections]) connection.close(why);
  };
  return {
    routes,
    count: () => connections.size,
    traffic: wires.total,
    closeAll,
    close() {
      clearInterval(keepAlive);
      closeAll(CLOSE.shutdown);
      server.close();
    },
  };
}

/** The client's first choice among ours. */
function chooseProtocol(offered: ReadonlySet<string>): Protocol['name'] | undefined {
  for (const name of offered) if (name === TRANSPORT_WS.name || name === LEGACY.name) return name;
  return undefined;
}

/** A client that names no sub-protocol, or only unknown ones, speaks the older one. */
const protocolOf = (socket: WebSocket): Protocol =>
  socket.protocol === TRANSPORT_WS.name ? TRANSPORT_WS : LEGACY;

/** Headers of the connection itself; they say nothing of who is calling. */
const OF_HANDSHAKE = new Set([
  ...['connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-version'],
  ...['sec-websocket-extensions', 'sec-websocket-protocol'],
]);

/**
 * The handshake's headers as far as they may prove something. A browser sends cookies to any page's socket, and no
 * CORS stops it from reading the answers: so the origin is checked here, and where CORS is disabled (which says
 * nothing about sockets) the cookie is not looked at unless the administrator says so.
 */
function visibleHeaders(request: IncomingMessage, cors: WebsocketOptions['cors']): RawHeaders {
  const { origin } = request.headers;
  const headers = pairHeaders(request.rawHeaders).filter(
    ([name]) => !OF_HANDSHAKE.has(name.toLowerCase()),
  );
  if (origin === undefined) return headers;
  if (cors.isDisabled)
    return cors.readsCookie ? headers : headers.filter(([name]) => name.toLowerCase() !== 'cookie');
  if (isAllowedOrigin(cors.domains, origin)) return headers;
  throw new EngineError(
    'access-denied',
    'received origin header does not match configured CORS domains',
    [],
    400,
  );
}

function refuse(socket: Duplex, error: EngineError): void {
  const body = JSON.stringify(toApiError(error));
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nconnection: close\r\n` +
      `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
