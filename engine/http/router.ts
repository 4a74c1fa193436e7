import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineError } from '../base/error.ts';
import type { Request, Response } from './message.ts';

/** A path and what answers it. */
export interface Route {
  /** `*` stands for any method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | '*';
  /** `/v1/graphql`, or `/api/rest/*` for everything below. */
  readonly path: string;
  /** `rest` is what stood in the place of the star. */
  handle(request: Request, rest: string): Promise<Response> | Response;
}

/** Takes a WebSocket handshake on a path over. */
export interface UpgradeRoute {
  readonly path: string;
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface Found {
  readonly route: Route;
  readonly rest: string;
}

export interface Router {
  find(method: string, path: string): Found | undefined;
}

/** Exact paths first, then the longest prefix. */
export function buildRouter(routes: readonly Route[]): Router {
  const exact = new Map<string, Route[]>();
  const prefixes: { prefix: string; route: Route }[] = [];
  for (const route of routes) {
    if (route.path.endsWith('*')) prefixes.push({ prefix: route.path.slice(0, -1), route });
    else exact.set(route.path, [...(exact.get(route.path) ?? []), route]);
  }
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  return {
    find(method, path) {
      const route = exact.get(path)?.find((candidate) => serves(candidate, method));
      if (route !== undefined) return { route, rest: '' };
      const found = prefixes.find(
        (candidate) => path.startsWith(candidate.prefix) && serves(candidate.route, method),
      );
      return found && { route: found.route, rest: path.slice(found.prefix.length) };
    },
  };
}

const serves = (route: Route, method: string): boolean =>
  route.method === '*' || route.method === method || (method === 'HEAD' && route.method === 'GET');

/** What the original says of any path that it does not serve, whatever the method. */
export const notFound = (): EngineError =>
  new EngineError('not-found', 'resource does not exist', [], 404);
