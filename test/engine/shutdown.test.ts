import { createClient } from 'graphql-ws';
import { afterEach, expect } from 'vitest';
import WebSocket from 'ws';
import { type Database, test } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { defaultSource } from '../support/metadata.ts';
import { openReceiver, type Received } from './events/receiver.ts';

/** SIGTERM: what is on its way is finished as far as the time given for it goes, and every lock is given back. */

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const action = (name: string, more: object) => ({
  name,
  definition: { handler: `{{HOOK}}/${name}`, output_type: 'Int!', ...more },
});
const metadataFor = (url: string) => ({
  version: 3,
  sources: [
    {
      ...defaultSource(url),
      tables: [
        {
          table: 'item',
          event_triggers: [
            {
              name: 'made',
              definition: { insert: { columns: '*' } },
              webhook: '{{HOOK}}/event',
              retry_conf: { num_retries: 3, interval_sec: 1, timeout_sec: 60 },
            },
          ],
        },
        { table: 'slow_item' },
      ],
    },
  ],
  actions: [
    action('act', { type: 'query' }),
    action('act_later', { type: 'mutation', kind: 'asynchronous' }),
  ],
});

/** An engine that is given `graceSeconds`, and webhooks that answer after `delayMs`. */
async function setUp(database: Database, graceSeconds: number, delayMs: number) {
  await database.query(`CREATE TABLE item (id int PRIMARY KEY);
    CREATE VIEW slow_item AS SELECT 1 AS id FROM pg_sleep(0.7)`);
  const receiver = await openReceiver(({ path }: Received) => ({
    body: path.startsWith('/act') ? '7' : '',
    delayMs,
  }));
  const engine = await startEngine({
    databaseUrl: database.url,
    env: {
      HOOK: receiver.url,
      HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '50',
      HASURA_GRAPHQL_ASYNC_ACTIONS_FETCH_INTERVAL: '50',
      HASURA_GRAPHQL_GRACEFUL_SHUTDOWN_TIMEOUT: String(graceSeconds),
    },
    metadata: metadataFor(database.url),
  });
  closing.push(() => receiver.close());
  return { receiver, engine };
}

/** An event, a one-off event and an action that was noted: all on their way to their webhook. */
async function startAll(engine: Engine, database: Database): Promise<void> {
  await database.query('INSERT INTO item VALUES (1)');
  const at = new Date().toISOString();
  await engine.metadata('create_scheduled_event', {
    webhook: '{{HOOK}}/once',
    schedule_at: at,
    payload: {},
  });
  await engine.graphql('mutation { act_later }');
}

const states = async (database: Database) => {
  const { rows } = await database.query<Record<string, unknown>>(`SELECT
    (SELECT delivered FROM hdb_catalog.event_log) AS delivered,
    (SELECT locked FROM hdb_catalog.event_log) AS locked,
    (SELECT tries FROM hdb_catalog.event_log) AS tries,
    (SELECT status FROM hdb_catalog.hdb_scheduled_events) AS once,
    (SELECT status FROM hdb_catalog.hdb_action_log) AS later`);
  return rows[0];
};

test('what is in flight is answered, and nothing new is taken', async ({ database }) => {
  const { engine, receiver } = await setUp(database, 4, 700);
  await startAll(engine, database);
  const asked = [
    engine.graphql('{ act }'),
    engine.graphql('{ slow_item { id } }'),
    engine.post('/v2/query', { type: 'run_sql', args: { sql: 'SELECT 1 FROM pg_sleep(0.7)' } }),
  ];
  await receiver.reach(4);
  const start = performance.now();
  const stopping = engine.stop();
  const replies = await Promise.all(asked);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(replies.slice(0, 2).map(({ body }) => body)).toEqual([
    { data: { act: 7 } },
    { data: { slow_item: [{ id: 1 }] } },
  ]);
  await expect(engine.graphql('{ act }')).rejects.toThrow('fetch failed');
  await stopping;
  expect(performance.now() - start).toBeLessThan(3500); // it does not wait for its whole time
  expect(receiver.received.map(({ path }) => path).sort()).toEqual([
    '/act',
    '/act_later',
    '/event',
    '/once',
  ]);
  expect(await states(database)).toEqual({
    delivered: true,
    locked: null,
    tries: 1,
    once: 'delivered',
    later: 'completed',
  });
});

test('a webhook that a request waits for is waited for, though there are no events', async ({
  database,
}) => {
  const { engine, receiver } = await setUp(database, 4, 700);
  const asked = [
    engine.graphql('{ act }'),
    engine.post('/v1/graphql', { query: '{ act }' }, { 'content-encoding': 'identity' }),
  ];
  await receiver.reach(2);
  const start = performance.now();
  const stopping = engine.stop();
  for (const { body } of await Promise.all(asked)) expect(body).toEqual({ data: { act: 7 } });
  await stopping;
  expect(performance.now() - start).toBeLessThan(3500);
});

test('what takes longer than the time given is cut off, and its locks are given back', async ({
  database,
}) => {
  const { engine, receiver } = await setUp(database, 1, 20_000);
  await startAll(engine, database);
  const asked = engine.graphql('{ act }').catch((error) => error);
  await receiver.reach(4);
  const start = performance.now();
  await engine.stop();
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(900);
  expect(took).toBeLessThan(4000);
  await asked;
  expect(await states(database)).toEqual({
    delivered: false,
    locked: null,
    tries: 0,
    once: 'scheduled',
    later: 'created',
  });
});

test('sockets are closed with a word', async ({ database }) => {
  const { engine } = await setUp(database, 4, 0);
  const closed = new Promise<{ code: number }>((tell) => {
    const client = createClient({
      url: `${engine.url.replace('http', 'ws')}/v1/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { headers: { 'x-hasura-admin-secret': engine.adminSecret } },
      on: { closed: (event) => tell(event as { code: number }) },
    });
    const sink = {
      next: () => void engine.stop(),
      error: () => undefined,
      complete: () => undefined,
    };
    client.subscribe({ query: 'subscription { item { id } }' }, sink);
  });
  expect((await closed).code).toBe(1001); // going away
});
