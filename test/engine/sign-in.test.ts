import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import { expect } from 'vitest';
import WebSocket from 'ws';
import { type Database, test } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { defaultSource } from '../support/metadata.ts';

/** Sign-in through the executable; `engine/session/` tests what a token must be. */

const KEY = 'an hmac key of 32 bytes or more!';
const NOBODY = { 'x-hasura-admin-secret': '' };
const WHO = '{ item { id owner } }';

async function withEngine(
  database: Database,
  env: Record<string, string>,
  work: (engine: Engine) => Promise<void>,
) {
  await database.query('CREATE TABLE item (id int PRIMARY KEY, owner text)');
  await database.query(`INSERT INTO item VALUES (1, '7'), (2, '8'), (3, NULL)`);
  const own = { columns: '*', filter: { owner: { _eq: 'X-Hasura-User-Id' } } };
  const open = { columns: ['id'], filter: { owner: { _is_null: true } } };
  const engine = await startEngine({
    databaseUrl: database.url,
    env,
    metadata: {
      version: 3,
      sources: [
        {
          ...defaultSource(database.url),
          tables: [
            {
              table: 'item',
              select_permissions: [
                { role: 'user', permission: own },
                { role: 'anonymous', permission: open },
              ],
            },
          ],
        },
      ],
    },
  });
  await work(engine).finally(() => engine.stop());
}

const claims = { 'x-hasura-default-role': 'user', 'x-hasura-allowed-roles': ['user'] };
const tokenFor = (user: string, seconds: number) =>
  new SignJWT({ 'https://hasura.io/jwt/claims': { ...claims, 'x-hasura-user-id': user } })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(new Date(Date.now() + seconds * 1000))
    .sign(Buffer.from(KEY));
const JWT = {
  HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: 'HS256', key: KEY }),
  HASURA_GRAPHQL_UNAUTHORIZED_ROLE: 'anonymous',
};

test('a token tells who asks; nobody is the unauthorized role', ({ database }) =>
  withEngine(database, JWT, async (engine) => {
    const ask = async (query: string, headers: object) =>
      (await engine.graphql(query, {}, { ...NOBODY, ...headers })).body;
    const authorization = `Bearer ${await tokenFor('7', 60)}`;
    expect(await ask(WHO, { authorization })).toEqual({ data: { item: [{ id: 1, owner: '7' }] } });
    expect(await ask('{ item { id } }', {})).toEqual({ data: { item: [{ id: 3 }] } });
    expect((await ask(WHO, {})).errors[0].extensions.code).toBe('validation-failed');
    const old = `Bearer ${await tokenFor('7', -60)}`;
    expect((await ask(WHO, { authorization: old })).errors[0].message).toBe(
      'Could not verify JWT: JWTExpired',
    );
  }));

/** Subscribes until the socket is closed: what it was sent, and with which code it was closed. */
function listen(engine: Engine, headers: Record<string, string>) {
  const seen: unknown[] = [];
  return new Promise<{ seen: unknown[]; code: number }>((tell) => {
    const client = createClient({
      url: `${engine.url.replace('http', 'ws')}/v1/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { headers },
      on: { closed: (event) => tell({ seen, code: (event as { code: number }).code }) },
    });
    const sink = {
      next: ({ data }: { data?: unknown }) => seen.push(data),
      error: () => undefined,
      complete: () => undefined,
    };
    client.subscribe({ query: `subscription ${WHO}` }, sink);
  });
}

test('a socket is closed when its token expires', ({ database }) =>
  withEngine(database, JWT, async (engine) => {
    const start = performance.now();
    const authorization = `Bearer ${await tokenFor('7', 3)}`;
    const { seen, code } = await listen(engine, { authorization });
    expect(seen).toEqual([{ item: [{ id: 1, owner: '7' }] }]);
    expect(code).toBe(4403);
    expect(performance.now() - start).toBeGreaterThan(1000); // exp has no parts of seconds
  }));

test('a socket is closed when the webhook’s word expires, and its cookies go to the client', async ({
  database,
}) => {
  const hook = createServer((request, reply) => {
    const user = /user=(\d+)/.exec(request.headers.cookie ?? '')?.[1] ?? '0';
    const session = {
      'x-hasura-role': 'user',
      'x-hasura-user-id': user,
      'cache-control': 'max-age=1',
    };
    reply.setHeader('set-cookie', 'seen=1').end(JSON.stringify(session));
  });
  await new Promise<void>((listening) => hook.listen(0, '127.0.0.1', listening));
  const { port } = hook.address() as AddressInfo;
  const env = { HASURA_GRAPHQL_AUTH_HOOK: `http://127.0.0.1:${port}/` };
  await withEngine(database, env, async (engine) => {
    const { body, headers } = await engine.graphql(WHO, {}, { ...NOBODY, cookie: 'user=8' });
    expect(body).toEqual({ data: { item: [{ id: 2, owner: '8' }] } });
    expect(headers.get('set-cookie')).toBe('seen=1');
    const select = { type: 'select', args: { table: 'item', columns: ['id'] } };
    const rows = await engine.post('/v1/query', select, { ...NOBODY, cookie: 'user=8' });
    expect([rows.body, rows.headers.get('set-cookie')]).toEqual([[{ id: 2 }], 'seen=1']);
    expect(await listen(engine, { cookie: 'user=7' })).toEqual({
      seen: [{ item: [{ id: 1, owner: '7' }] }],
      code: 4403,
    });
  });
  hook.closeAllConnections();
  hook.close();
});
