import pg from 'pg';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { defaultSource } from '../../support/metadata.ts';
import { type Answer, openReceiver, type Receiver } from './receiver.ts';

/** Event triggers of the executable: what Postgres is told of them, and what the metadata API does to their events. */

let receiver: Receiver;
let answer: () => Answer;
let engine: Engine | undefined;
beforeEach(async () => {
  answer = () => ({});
  receiver = await openReceiver(() => answer());
});
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  await receiver.close();
});

const ALL = { insert: { columns: '*' }, update: { columns: '*' }, delete: { columns: '*' } };

async function start(database: Database, more: object = {}): Promise<Engine> {
  await database.query('CREATE TABLE item (id int PRIMARY KEY, name text)');
  const trigger = {
    name: 't',
    definition: { enable_manual: true, ...ALL },
    webhook: '{{HOOK}}',
    retry_conf: { num_retries: 0, interval_sec: 1, timeout_sec: 5 },
    ...more,
  };
  engine = await startEngine({
    databaseUrl: database.url,
    env: { HOOK: receiver.url, HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '50' },
    metadata: {
      version: 3,
      sources: [
        {
          ...defaultSource(database.url),
          tables: [
            {
              table: 'item',
              event_triggers: [trigger],
              insert_permissions: [{ role: 'user', permission: { check: {}, columns: '*' } }],
            },
          ],
        },
      ],
    },
  });
  return engine;
}
const api = async (type: string, args: object) => {
  const { status, body } = (await engine?.metadata(type, args)) ?? {};
  expect([status, body?.error], type).toEqual([200, undefined]);
  return body;
};
const sql = (text: string) => api('run_sql', { sql: text });
/** What the newest event says of the row as it is now. */
const newest = async (count: number) => (await receiver.reach(count)).at(-1)?.body.event.data.new;

describe('after a schema change', () => {
  test('columns that were added, changed and dropped', async ({ database }) => {
    await start(database);
    await sql('ALTER TABLE item ADD COLUMN more jsonb');
    await database.query(`INSERT INTO item VALUES (1, 'a', '[1]')`);
    expect(await newest(1)).toEqual({ id: 1, name: 'a', more: [1] });
    await sql('ALTER TABLE item ALTER COLUMN id TYPE bigint, DROP COLUMN name');
    await database.query(`UPDATE item SET id = 9007199254740993`);
    const [, second] = await receiver.reach(2);
    expect(second?.body.event.data.old).toEqual({ id: 1, more: [1] });
    await sql('ALTER TABLE item RENAME COLUMN more TO extra');
    await database.query(`INSERT INTO item VALUES (3, '{}')`);
    expect(await newest(3)).toEqual({ id: 3, extra: {} });
  });

  test('a table under another name, and in another schema', async ({ database }) => {
    await start(database);
    await sql('ALTER TABLE item RENAME TO thing');
    await database.query(`INSERT INTO thing VALUES (1, 'a')`);
    expect((await receiver.reach(1))[0]?.body.table).toEqual({ schema: 'public', name: 'thing' });
    await sql('CREATE SCHEMA shop; ALTER TABLE thing SET SCHEMA shop');
    await database.query(`INSERT INTO shop.thing VALUES (2, 'b')`);
    expect((await receiver.reach(2))[1]?.body.table).toEqual({ schema: 'shop', name: 'thing' });
  });

  test('a function that somebody dropped, or wrote anew', async ({ database }) => {
    const { metadata } = await start(database);
    await database.query('DROP FUNCTION hdb_catalog."notify_hasura_t_INSERT"() CASCADE');
    await database.query(`CREATE OR REPLACE FUNCTION hdb_catalog."notify_hasura_t_UPDATE"() RETURNS trigger
      LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
    await database.query(`INSERT INTO item VALUES (1, 'a')`); // nobody hears of it
    await metadata('reload_metadata', {});
    await database.query(`INSERT INTO item VALUES (2, 'b')`);
    await database.query(`UPDATE item SET name = 'c' WHERE id = 2`);
    const both = await receiver.reach(2);
    expect(both.map(({ body }) => [body.event.op, body.event.data.new.id]).sort()).toEqual([
      ['INSERT', 2],
      ['UPDATE', 2],
    ]);
  });

  test('a table that was dropped and made again', async ({ database }) => {
    await start(database);
    await database.query('DROP TABLE item');
    await database.query('CREATE TABLE item (id int PRIMARY KEY, other text)');
    await api('reload_metadata', { reload_sources: true });
    await database.query(`INSERT INTO item VALUES (1, 'a')`);
    expect(await newest(1)).toEqual({ id: 1, other: 'a' });
  });
});

describe('rows that are replicated', () => {
  const replicate = async (database: Database, text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    await client.query(text);
    await client.end();
  };
  test('are events of a trigger that says so, and of no other', async ({ database }) => {
    await start(database);
    await replicate(database, `INSERT INTO item VALUES (1, 'a')`);
    const change = (trigger_on_replication: boolean) =>
      api('pg_create_event_trigger', {
        name: 't',
        table: 'item',
        webhook: '{{HOOK}}',
        ...ALL,
        trigger_on_replication,
        replace: true,
      });
    await change(true);
    await replicate(database, `INSERT INTO item VALUES (2, 'b')`);
    expect(await newest(1)).toMatchObject({ id: 2 });
    await change(false);
    await replicate(database, `INSERT INTO item VALUES (3, 'c')`);
    await database.query(`INSERT INTO item VALUES (4, 'd')`);
    expect(await newest(2)).toMatchObject({ id: 4 });
    const { rows } = await database.query(`SELECT FROM hdb_catalog.event_log`);
    expect(rows).toHaveLength(2);
  });
});

test('an event tells the session of who wrote the row', async ({ database }) => {
  const { graphql } = await start(database);
  const session = { 'x-hasura-role': 'user', 'x-hasura-user-id': '7' };
  await graphql('mutation { insert_item(objects: [{ id: 1 }]) { affected_rows } }', {}, session);
  const [first] = await receiver.reach(1);
  expect(first?.body.event.session_variables).toEqual(session);
});

test('an event is invoked by hand, looked at, and delivered again', async ({ database }) => {
  const { metadata } = await start(database);
  answer = () => ({ status: 500, body: 'no', headers: { 'x-of': 'hook' } });
  const invoke = { name: 't', payload: { any: 'thing' } };
  const { event_id } = await api('pg_invoke_event_trigger', invoke);
  const [first] = await receiver.reach(1);
  expect(first?.body).toMatchObject({
    id: event_id,
    table: { schema: 'public', name: 'item' },
    trigger: { name: 't' },
    delivery_info: { current_retry: 0, max_retries: 0 },
    event: {
      op: 'MANUAL',
      data: { old: null, new: { any: 'thing' } },
      session_variables: { 'x-hasura-role': 'admin' },
    },
  });
  const logged = async (count: number) => {
    for (;;) {
      const logs = await api('pg_get_event_invocation_logs', { name: 't' });
      if (logs.length >= count) return logs;
    }
  };
  expect(await logged(1)).toMatchObject([
    {
      event_id,
      status: 500,
      request: { payload: { id: event_id } },
      response: {
        type: 'webhook_response',
        data: {
          status: 500,
          body: 'no',
          headers: expect.arrayContaining([{ name: 'x-of', value: 'hook' }]),
        },
      },
    },
  ]);
  const state = async () => (await api('pg_get_event_by_id', { event_id })).event;
  expect(await state()).toMatchObject({ id: event_id, error: true, delivered: false, tries: 1 });
  expect(await api('pg_get_event_logs', { name: 't', status: 'pending' })).toEqual([]);

  answer = () => ({});
  await api('pg_redeliver_event', { event_id });
  await receiver.reach(2);
  expect((await logged(2)).map(({ status }: { status: number }) => status).sort()).toEqual([
    200, 500,
  ]);
  expect(await state()).toMatchObject({ error: false, delivered: true });
  expect(await api('pg_get_event_logs', { name: 't', status: 'processed' })).toHaveLength(1);
  expect(await metadata('pg_redeliver_event', { event_id: 'unknown' })).toMatchObject({
    status: 400,
    body: { code: 'not-exists' },
  });
});
