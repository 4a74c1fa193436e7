import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buildSchema, type GraphQLSchema, graphql } from 'graphql';

/** GraphQL servers for tests: graphql-js over node:http. */

export interface GraphqlBody {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}
export interface RemoteRequest extends GraphqlBody {
  readonly headers: IncomingHttpHeaders;
}
export interface RemoteReply {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** A value is sent as JSON, a text as it is. */
  readonly body: unknown;
}
/** Answers whatever is posted to one path. */
export type RemoteApi = (request: RemoteRequest) => Promise<RemoteReply> | RemoteReply;

export interface RemoteServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0: any that is free. */
export async function serveRemotes(
  apis: ReadonlyMap<string, RemoteApi>,
  port = 0,
): Promise<RemoteServer> {
  const server = createServer(async (request, response) => {
    const api = apis.get(request.url ?? '/');
    const {
      status = 200,
      headers = {},
      body,
    } = api ? await answer(api, request) : { status: 404, body: 'not found' };
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/plain' : 'application/json',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

async function answer(api: RemoteApi, request: IncomingMessage): Promise<RemoteReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as GraphqlBody;
  return api({ ...body, headers: request.headers });
}

/** Resolvers of root fields: as graphql-js calls them, with the request as context. */
export type Roots = Readonly<Record<string, unknown>>;

/** A schema and what its root fields answer. Objects of an interface or a union say their `__typename`. */
export function api(sdl: string | GraphQLSchema, roots: Roots = {}): RemoteApi {
  const schema = typeof sdl === 'string' ? buildSchema(sdl) : sdl;
  return async (request) => ({
    body: await graphql({
      schema,
      source: request.query,
      rootValue: roots,
      contextValue: request,
      variableValues: request.variables,
      operationName: request.operationName,
    }),
  });
}

/** The same, remembering what it was asked. */
export function recorded(inner: RemoteApi): {
  readonly api: RemoteApi;
  readonly seen: RemoteRequest[];
} {
  const seen: RemoteRequest[] = [];
  return {
    seen,
    api: (request) => {
      if (request.operationName !== 'IntrospectionQuery') seen.push(request);
      return inner(request);
    },
  };
}
