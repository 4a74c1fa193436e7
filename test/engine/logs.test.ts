import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { eventually } from '../support/wait.ts';

/** What the engine writes: JSON lines of the original's types, each in its shape. */

const NOWHERE = 'http://127.0.0.1:9';
const METADATA = (hook: string) => ({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [
        {
          table: 'author',
          select_permissions: [{ role: 'user', permission: { columns: '*', filter: {} } }],
          insert_permissions: [
            {
              role: 'user',
              permission: {
                check: {},
                columns: '*',
                validate_input: { type: 'http', definition: { url: hook } },
              },
            },
          ],
          event_triggers: [
            {
              name: 'made',
              definition: { enable_manual: true, insert: { columns: '*' } },
              retry_conf: { num_retries: 0, interval_sec: 1, timeout_sec: 1 },
              webhook: NOWHERE,
            },
          ],
        },
      ],
    },
  ],
  actions: [
    {
      name: 'greet',
      definition: { handler: hook, output_type: 'Greeting', type: 'query' },
      permissions: [{ role: 'user' }],
    },
  ],
  custom_types: { objects: [{ name: 'Greeting', fields: [{ name: 'text', type: 'String' }] }] },
});

interface Line {
  readonly level: string;
  readonly timestamp: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type has a shape of its own, which the tests compare
  readonly detail: any;
}

let database: Database;
let engine: Engine;
const hook = http.createServer((_, reply) =>
  reply.setHeader('content-type', 'application/json').end('{"text":"hello"}'),
);
beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE author (id int PRIMARY KEY, name text)');
  await new Promise<void>((listening) => hook.listen(0, '127.0.0.1', listening));
  const { port } = hook.address() as AddressInfo;
  engine = await startEngine({
    databaseUrl: database.url,
    env: {
      HASURA_GRAPHQL_ENABLED_LOG_TYPES:
        'startup,http-log,webhook-log,websocket-log,query-log,action-handler-log,validate-input-log,livequery-poller-log',
      HASURA_GRAPHQL_ENABLE_METADATA_QUERY_LOGGING: 'true',
      HASURA_GRAPHQL_METADATA_QUERY_LOG: 'misspelt',
      HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '20',
    },
    metadata: METADATA(`http://127.0.0.1:${port}`),
  });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
  hook.close();
});

const linesOf = (of: Engine = engine): readonly Line[] =>
  of
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

/** The first line of a type that holds so much; lines are written a moment after their answer. */
const untilLine = (type: string, detail: object, of: Engine = engine): Promise<Line> =>
  eventually(() => {
    const found = linesOf(of).find((line) => line.type === type && matches(line.detail, detail));
    if (!found) throw new Error(`no such line of ${type}`);
    return found;
  });
const matches = (value: unknown, part: object): boolean => {
  try {
    expect(value).toMatchObject(part);
    return true;
  } catch {
    return false;
  }
};

const USER = { 'x-hasura-role': 'user', 'x-hasura-user-id': '1' };

test('every line is JSON with level, time, type and detail', async () => {
  await engine.graphql('{ author { id } }');
  for (const line of linesOf()) {
    expect(Object.keys(line).sort()).toEqual(['detail', 'level', 'timestamp', 'type']);
    expect(['debug', 'info', 'warn', 'error']).toContain(line.level);
    expect(line.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  }
});

test('startup', async () => {
  expect(await untilLine('startup', { kind: 'server_configuration' })).toMatchObject({
    level: 'info',
    detail: { info: { admin_secret_set: true, enable_console: false, port: expect.any(Number) } },
  });
  await untilLine('startup', { kind: 'postgres_connection' });
  expect(await untilLine('startup', { kind: 'configuration' })).toMatchObject({
    level: 'warn',
    detail: { info: expect.stringContaining('HASURA_GRAPHQL_METADATA_QUERY_LOG is not an option') },
  });
  await untilLine('startup', { kind: 'server', info: { message: 'starting API server' } });
  expect(engine.log()).not.toContain(engine.adminSecret);
});

describe('http-log', () => {
  test('of a query', async () => {
    await engine.graphql('{ author { id } }', {}, { ...USER, 'x-request-id': 'asked' });
    expect(await untilLine('http-log', { request_id: 'asked' })).toMatchObject({
      level: 'info',
      detail: {
        operation: {
          error: null,
          query: null,
          request_id: 'asked',
          request_mode: 'single',
          user_vars: USER,
          parameterized_query_hash: expect.stringMatching(/^[0-9a-f]{40}$/),
          query_execution_time: expect.any(Number),
          request_read_time: expect.any(Number),
          response_size: expect.any(Number),
          uncompressed_response_size: expect.any(Number),
        },
        http_info: {
          status: 200,
          http_version: 'HTTP/1.1',
          url: '/v1/graphql',
          ip: '127.0.0.1',
          method: 'POST',
          content_encoding: null,
        },
      },
    });
  });

  test('of a query that fails: with what was asked', async () => {
    await engine.graphql('{ nothing }', {}, { ...USER, 'x-request-id': 'failed' });
    expect(await untilLine('http-log', { request_id: 'failed' })).toMatchObject({
      level: 'error',
      detail: {
        operation: {
          error: {
            code: 'validation-failed',
            error: "field 'nothing' not found in type: 'query_root'",
            path: '$.selectionSet.nothing',
          },
          query: { query: '{ nothing }' },
          request_mode: 'error',
          user_vars: USER,
        },
        http_info: { status: 200 },
      },
    });
  });

  test('of a batch', async () => {
    const batch = [{ query: '{ author { id } }' }, { query: '{ author { name } }' }];
    await engine.post('/v1/graphql', batch, { 'x-request-id': 'batch' });
    expect((await untilLine('http-log', { request_id: 'batch' })).detail.operation).toMatchObject({
      request_mode: 'batched',
    });
  });

  test('of a metadata request: written whole when it is asked for, without passwords', async () => {
    const args = {
      name: 'other',
      configuration: { connection_info: { database_url: 'postgres://u:s3cret@127.0.0.1:9/x' } },
    };
    await engine.post('/v1/metadata', { type: 'pg_add_source', args }, { 'x-request-id': 'added' });
    expect(await untilLine('http-log', { request_id: 'added' })).toMatchObject({
      level: 'error',
      detail: {
        operation: {
          error: { code: 'invalid-configuration' },
          query: { type: 'pg_add_source' },
          user_vars: { 'x-hasura-role': 'admin' },
        },
      },
    });
    const listed = { type: 'get_inconsistent_metadata', args: {} };
    await engine.post('/v1/metadata', listed, { 'x-request-id': 'listed' });
    expect((await untilLine('http-log', { request_id: 'listed' })).detail.operation).toMatchObject({
      error: null,
      query: listed,
      request_mode: 'non-graphql',
    });
    expect(engine.log()).not.toContain('s3cret');
  });

  test('of a wrong secret: nothing of the request', async () => {
    const wrong = { 'x-hasura-admin-secret': 'wrong', 'x-request-id': 'wrong' };
    await engine.post('/v1/metadata', { type: 'export_metadata', args: {} }, wrong);
    expect(await untilLine('http-log', { request_id: 'wrong' })).toMatchObject({
      level: 'error',
      detail: {
        operation: { error: { code: 'access-denied' }, query: null, user_vars: null },
        http_info: { status: 401 },
      },
    });
  });
});

test('query-log', async () => {
  await engine.graphql(
    'query q($n: Int) { author(limit: $n) { id } }',
    { n: 1 },
    { 'x-request-id': 'sql' },
  );
  expect((await untilLine('query-log', { request_id: 'sql' })).detail).toEqual({
    kind: 'database',
    request_id: 'sql',
    query: { query: 'query q($n: Int) { author(limit: $n) { id } }', variables: { n: 1 } },
    generated_sql: {
      author: { query: expect.stringContaining('"author"'), prepared_arguments: [] },
    },
  });
});

test('action-handler-log and validate-input-log', async () => {
  await engine.graphql('{ greet { text } }', {}, USER);
  expect((await untilLine('action-handler-log', {})).detail).toMatchObject({
    action_name: 'greet',
    request_size: expect.any(Number),
    response_size: 16,
  });
  const asked = { ...USER, 'x-request-id': 'validated' };
  await engine.graphql('mutation { insert_author_one(object: { id: 1 }) { id } }', {}, asked);
  expect((await untilLine('validate-input-log', {})).detail).toMatchObject({
    request_id: 'validated',
    status: 200,
    request_size: expect.any(Number),
    response_size: 16,
  });
});

test('event-trigger', async () => {
  await engine.metadata('pg_invoke_event_trigger', { name: 'made', payload: {} });
  expect(await untilLine('event-trigger', { trigger_name: 'made' })).toMatchObject({
    level: 'warn',
    detail: { event_id: expect.any(String), source: 'default' },
  });
});

test('websocket-log and livequery-poller-log', async () => {
  const client = createClient({
    url: `${engine.url.replace('http', 'ws')}/v1/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { headers: { ...USER, 'x-hasura-admin-secret': engine.adminSecret } },
  });
  for await (const _ of client.iterate({ query: 'subscription s { author { id } }' })) break;
  await client.dispose();
  const info = { websocket_id: expect.any(String), token_expiry: null, msg: null };
  expect(await untilLine('websocket-log', { event: { type: 'accepted' } })).toMatchObject({
    level: 'info',
    detail: { connection_info: info },
  });
  expect(
    (
      await untilLine('websocket-log', {
        event: { detail: { operation_type: { type: 'started' } } },
      })
    ).detail,
  ).toMatchObject({
    event: {
      type: 'operation',
      detail: {
        operation_id: expect.any(String),
        request_id: expect.any(String),
        query: { query: 'subscription s { author { id } }' },
      },
    },
    connection_info: info,
    user_vars: USER,
  });
  await untilLine('websocket-log', { event: { type: 'closed' } });
  expect((await untilLine('livequery-poller-log', {})).detail).toMatchObject({
    poller_id: expect.any(String),
    kind: 'live-query',
    source: 'default',
    generated_sql: expect.stringContaining('author'),
    subscriber_count: 1,
    execution_batches: [
      {
        batch_id: 1,
        batch_size: 1,
        db_execution_time: expect.any(Number),
        push_time: expect.any(Number),
        batch_response_size_bytes: expect.any(Number),
      },
    ],
    total_time: expect.any(Number),
  });
});

test('metadata: what is inconsistent is told when it becomes so', async () => {
  await engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: {
      allow_inconsistent_metadata: true,
      metadata: {
        ...METADATA(NOWHERE),
        sources: [{ ...METADATA(NOWHERE).sources[0], tables: [{ table: 'nowhere' }] }],
      },
    },
  });
  expect(await untilLine('metadata', { message: 'Inconsistent Metadata!' })).toMatchObject({
    level: 'warn',
    detail: { info: { objects: [{ name: 'table nowhere in source default' }] } },
  });
});

test('failed deliveries are errors when asked for', async () => {
  const own = await createDatabase(); // in the other, the other engine might deliver
  await own.query('CREATE TABLE author (id int PRIMARY KEY, name text)');
  const strict = await startEngine({
    databaseUrl: own.url,
    env: {
      HASURA_GRAPHQL_ENABLE_TRIGGERS_ERROR_LOG_LEVEL: 'true',
      HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '20',
    },
    metadata: METADATA(NOWHERE),
  });
  await strict.metadata('pg_invoke_event_trigger', { name: 'made', payload: {} });
  expect((await untilLine('event-trigger', {}, strict)).level).toBe('error');
  await strict.stop();
  await own.drop();
});

test('types and levels are chosen', async () => {
  const quiet = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_ENABLED_LOG_TYPES: 'http-log', HASURA_GRAPHQL_LOG_LEVEL: 'error' },
  });
  await quiet.graphql('{ __typename }', {}, { 'x-request-id': 'fine' });
  await quiet.graphql('{ nothing }', {}, { 'x-request-id': 'failed' });
  await untilLine('http-log', { request_id: 'failed' }, quiet);
  expect(linesOf(quiet).map(({ type, level }) => [type, level])).toEqual([['http-log', 'error']]);
  await quiet.stop();
});

test('webhook-log', async () => {
  const { port } = hook.address() as AddressInfo;
  const hooked = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_AUTH_HOOK: `http://127.0.0.1:${port}/who` },
  });
  const asked = { 'x-hasura-admin-secret': '', 'x-request-id': 'asked' };
  await hooked.graphql('{ __typename }', {}, asked);
  expect((await untilLine('webhook-log', {}, hooked)).detail).toEqual({
    request_id: 'asked',
    status_code: 200,
    url: `http://127.0.0.1:${port}/who`,
    method: 'GET',
    http_error: null,
    response: null,
    message: null,
  });
  await hooked.stop();
});

test('jwk-refresh-log', async () => {
  const { port } = hook.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`; // answers, though not with keys
  const signed = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ jwk_url: url }) },
  });
  try {
    const asked = {
      message: expect.stringMatching(/^refreshing JWK from endpoint: /),
      error: null,
    };
    expect(await untilLine('jwk-refresh-log', asked, signed)).toMatchObject({ level: 'info' });
    expect(await untilLine('jwk-refresh-log', { url }, signed)).toMatchObject({ level: 'error' });
  } finally {
    await signed.stop();
  }
});
