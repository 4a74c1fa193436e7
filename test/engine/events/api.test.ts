import { afterEach, beforeEach, describe, expect } from 'vitest';
import { test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { defaultSource } from '../../support/metadata.ts';
import { type Answer, openReceiver, type Receiver } from './receiver.ts';

/** Event triggers as the metadata API sees them, through the executable. */

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

async function start(url: string, triggers: readonly object[], more: object = {}) {
  engine = await startEngine({
    databaseUrl: url,
    env: { HOOK: receiver.url, HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '50' },
    metadata: {
      version: 3,
      sources: [
        {
          ...defaultSource(url),
          tables: [{ table: 'item', event_triggers: triggers }],
        },
      ],
      ...more,
    },
  });
  return engine;
}
const api = async (type: string, args: object) => {
  const { status, body } = (await engine?.metadata(type, args)) ?? {};
  expect(body, type).not.toHaveProperty('error');
  expect(status).toBe(200);
  return body;
};
const ITEM = 'CREATE TABLE item (id int PRIMARY KEY, name text)';
const trigger = (more: object = {}) => ({
  name: 't',
  definition: { enable_manual: true, insert: { columns: '*' } },
  webhook: '{{HOOK}}',
  retry_conf: { num_retries: 0, interval_sec: 1, timeout_sec: 5 },
  ...more,
});

describe('dead letters', () => {
  test('are kept, listed, delivered again on demand, or dropped', async ({ database }) => {
    await database.query(ITEM);
    const extension = { dead_letters: true, ordered_by: ['name'] };
    await start(database.url, [trigger({ 'x-nordkapp': extension })]);
    answer = () => ({ status: 500, body: 'no' });
    await database.query(`INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')`);
    const letters = async (): Promise<{ event_id: string }[]> =>
      api('pg_get_dead_letters', { name: 't' });
    while ((await letters()).length < 4);
    const [one, two, three] = await letters();
    expect(one).toMatchObject({ status: 500, response: { data: { body: 'no' } }, tries: 1 });

    answer = () => ({});
    const event_ids = [one?.event_id, 'unknown'];
    expect(await api('pg_replay_dead_letters', { name: 't', event_ids })).toEqual({ replayed: 1 });
    await receiver.reach(5);
    expect(receiver.received.at(-1)?.body).toMatchObject({
      id: one?.event_id,
      delivery_info: { current_retry: 0 },
    });
    expect(await api('pg_drop_dead_letters', { name: 't', event_ids: [two?.event_id] })).toEqual({
      dropped: 1,
    });
    await api('pg_redeliver_event', { event_id: three?.event_id });
    await receiver.reach(6);
    expect(await api('pg_replay_dead_letters', { name: 't' })).toEqual({ replayed: 1 });
    await receiver.reach(7);
    expect(await letters()).toEqual([]);
  });

  test('are refused of a trigger that keeps none', async ({ database }) => {
    await database.query(ITEM);
    const { metadata } = await start(database.url, [trigger()]);
    expect(await metadata('pg_get_dead_letters', { name: 't' })).toMatchObject({
      status: 400,
      body: { code: 'not-supported' },
    });
  });
});

test('a one-off event needs no payload', async ({ database }) => {
  await database.query(ITEM);
  await start(database.url, []);
  await api('create_scheduled_event', {
    webhook: '{{HOOK}}',
    schedule_at: new Date().toISOString(),
  });
  const [first] = await receiver.reach(1);
  expect(first?.body).toMatchObject({ payload: null });
});

test('a manual event of a trigger that is delivered in order takes its place', async ({
  database,
}) => {
  await database.query(ITEM);
  await start(database.url, [trigger({ 'x-nordkapp': { ordered_by: ['id'] } })]);
  const { event_id } = await api('pg_invoke_event_trigger', { name: 't', payload: { id: 7 } });
  const [first] = await receiver.reach(1);
  expect(first?.body).toMatchObject({ id: event_id, event: { op: 'MANUAL' } });
});

test('the extension is exported as it was given, followed by renames, and asked before a column falls', async ({
  database,
}) => {
  await database.query(ITEM);
  const extension = {
    when: { _not: { new: { name: { _eq: 'x' } } } },
    ordered_by: ['name'],
    backoff: { factor: 3, max_interval_sec: 60, jitter: 0 },
  };
  const { metadata } = await start(database.url, [trigger({ 'x-nordkapp': extension })]);
  const exported = async () =>
    (await metadata('export_metadata')).body.sources[0].tables[0].event_triggers[0]['x-nordkapp'];
  expect(await exported()).toEqual(extension);
  const refused = await metadata('bulk', [
    { type: 'run_sql', args: { sql: 'ALTER TABLE item DROP COLUMN name' } },
  ]);
  expect(refused.body.error).toContain('event-trigger');
  await api('run_sql', { sql: 'ALTER TABLE item RENAME COLUMN name TO title' });
  expect(await exported()).toMatchObject({
    when: { _not: { new: { title: { _eq: 'x' } } } },
    ordered_by: ['title'],
  });
  await database.query(`INSERT INTO item VALUES (1, 'x'), (2, 'y')`);
  const [first] = await receiver.reach(1);
  expect(first?.body.event.data.new).toEqual({ id: 2, title: 'y' });
});

test('a trigger that cannot be honoured is listed with its reason, and refused where it is made', async ({
  database,
}) => {
  await database.query(ITEM);
  const broken = [
    trigger({ name: 'no_url', webhook: undefined, webhook_from_env: 'NOT_SET' }),
    trigger({ name: 'no_part', webhook: '{{NOT_SET}}/x' }),
    trigger({ name: 'no_header', headers: [{ name: 'a', value_from_env: 'NOT_SET' }] }),
    trigger({ name: 'no_template', request_transform: { version: 2, url: '{{$base_url' } }),
    trigger({ name: 'no_column', definition: { update: { columns: ['gone'] } } }),
    trigger({ name: 'no_key', 'x-nordkapp': { ordered_by: ['gone'] } }),
    trigger({ name: 'no_field', 'x-nordkapp': { when: { new: { gone: { _eq: 1 } } } } }),
    trigger({ name: 'fine' }),
  ];
  // Views have no triggers of rows; a manual event needs none.
  await database.query('CREATE VIEW seen AS SELECT * FROM item');
  const ofView = [trigger({ name: 'no_rows' }), { ...trigger(), name: 'by_hand' }].map((one) => ({
    ...one,
    definition: one.name === 'by_hand' ? { enable_manual: true } : one.definition,
  }));
  const cron = {
    name: 'cron',
    webhook: '{{NOT_SET}}',
    schedule: '* * * * *',
    include_in_metadata: true,
  };
  engine = await startEngine({ databaseUrl: database.url, env: { HOOK: receiver.url } });
  const source = {
    ...defaultSource(database.url),
    tables: [
      { table: 'item', event_triggers: broken },
      { table: 'seen', event_triggers: ofView },
    ],
  };
  await api('replace_metadata', {
    allow_inconsistent_metadata: true,
    metadata: { version: 3, sources: [source], cron_triggers: [cron] },
  });
  const { inconsistent_objects } = await api('get_inconsistent_metadata', {});
  const reasons = Object.fromEntries(
    inconsistent_objects.map(({ name, reason }: Record<string, string>) => [name, reason]),
  );
  const of = (name: string) => `event_trigger ${name} in table item in source default`;
  const said = (name: string, reason: string) =>
    `Inconsistent object: in table "item": in event trigger "${name}": ${reason}`;
  expect(reasons).toEqual({
    [of('no_url')]: said('no_url', "environment variable 'NOT_SET' not set"),
    [of('no_part')]: said('no_part', 'Value for environment variables not found: NOT_SET'),
    [of('no_header')]: said('no_header', "environment variable 'NOT_SET' not set"),
    [of('no_template')]: said('no_template', 'request transform validation failed'),
    [of('no_column')]: said('no_column', 'table "item" has no field named "gone"'),
    [of('no_key')]: said('no_key', 'table "item" has no field named "gone"'),
    [of('no_field')]: said('no_field', '"gone" does not exist'),
    'event_trigger no_rows in table seen in source default':
      'Inconsistent object: in table "seen": in event trigger "no_rows": "seen" is a view: views cannot have row-level triggers',
    'cron_trigger cron':
      'Inconsistent object: in cron trigger cron: Value for environment variables not found: NOT_SET',
  });
  await database.query(`INSERT INTO item VALUES (1, 'a')`); // what is fine works
  expect((await receiver.reach(1))[0]?.body.trigger.name).toBe('fine');
  const created = await engine.metadata('pg_create_event_trigger', {
    name: 'more',
    table: 'item',
    webhook_from_env: 'NOT_SET',
    insert: { columns: '*' },
  });
  expect(created).toMatchObject({ status: 400, body: { code: 'invalid-configuration' } });
  expect(created.body.error).toContain("environment variable 'NOT_SET' not set");
});

test('a trigger that Postgres refuses keeps no other from its deliveries', async ({ database }) => {
  await database.query(`${ITEM}; CREATE TABLE closed (id int);
    CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE '% on public.closed')
      THEN RAISE EXCEPTION 'nobody listens here'; END IF; END $$;
    CREATE EVENT TRIGGER guarded ON ddl_command_end WHEN TAG IN ('CREATE TRIGGER') EXECUTE FUNCTION guard()`);
  engine = await startEngine({ databaseUrl: database.url, env: { HOOK: receiver.url } });
  const tables = [
    { table: 'closed', event_triggers: [trigger({ name: 'refused' })] },
    { table: 'item', event_triggers: [trigger()] },
  ];
  const configuration = { connection_info: { database_url: database.url } };
  await api('replace_metadata', {
    version: 3,
    sources: [{ name: 'default', kind: 'postgres', configuration, tables }],
  });
  await database.query(`INSERT INTO closed VALUES (1); INSERT INTO item VALUES (1, 'a')`);
  expect((await receiver.reach(1))[0]?.body.trigger.name).toBe('t');
  expect(engine.log()).toMatch(/"trigger":"refused","message":"nobody listens here"/);
});
