import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import type { Engine } from '../../support/engine.ts';

/**
 * Requests as the hasura CLI and the console send them, each with what it needs back. They were recorded from the real
 * clients; what a client does not read of an answer is left open (`expect.any`, objects that hold at least so much).
 */
export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** The admin secret as the client sends it; null: not at all. */
  readonly secret?: string | null;
  readonly status: number;
  readonly needs: unknown;
}

export interface Row {
  readonly name: string;
  /** What must be there before, on top of what every row finds. */
  readonly given?: (engine: Engine, database: Database) => Promise<unknown>;
  readonly exchanges: readonly Exchange[];
  /** What must hold afterwards. */
  readonly after?: (engine: Engine, database: Database) => Promise<unknown>;
}

type More = Partial<Pick<Exchange, 'status' | 'secret'>>;

export const get = (path: string, needs: unknown, more: More = {}): Exchange => ({
  method: 'GET',
  path,
  status: 200,
  needs,
  ...more,
});
export const post = (path: string, body: unknown, needs: unknown, more: More = {}): Exchange => ({
  method: 'POST',
  path,
  body,
  status: 200,
  needs,
  ...more,
});
export const metadata = (type: string, args: unknown, needs: unknown, more: More = {}): Exchange =>
  post('/v1/metadata', { type, args }, needs, more);
export const metadata2 = (type: string, args: unknown, needs: unknown, more: More = {}): Exchange =>
  post('/v1/metadata', { type, version: 2, args }, needs, more);

export async function play(engine: Engine, exchanges: readonly Exchange[]): Promise<void> {
  for (const exchange of exchanges) {
    const { status, type, body } = await send(engine, exchange);
    const what = `${exchange.method} ${exchange.path} ${JSON.stringify(exchange.body ?? null)}`;
    expect({ what, status, body }).toEqual({ what, status: exchange.status, body: exchange.needs });
    // The CLI re-indents what claims to be JSON, and fails where it is none.
    if (typeof body !== 'string') expect(type).toContain('application/json');
  }
}

async function send(engine: Engine, { method, path, body, secret }: Exchange) {
  const reply = await fetch(engine.url + path, {
    method,
    headers: {
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(secret === null ? {} : { 'x-hasura-admin-secret': secret ?? engine.adminSecret }),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  const text = await reply.text();
  const type = reply.headers.get('content-type') ?? '';
  return { status: reply.status, type, body: type.includes('json') ? JSON.parse(text) : text };
}

export const SUCCESS = { message: 'success' };
export const COMMAND_OK = { result_type: 'CommandOk', result: null };
export const holds = (part: object): unknown => expect.objectContaining(part);
