import { afterEach, expect } from 'vitest';
import { silentLog } from '../../../engine/base/log.ts';
import { planRuns } from '../../../engine/events/cron-plan.ts';
import { buildCrons } from '../../../engine/events/scheduled-event.ts';
import { Scheduler } from '../../../engine/events/scheduler.ts';
import { Slots } from '../../../engine/events/slots.ts';
import { cronTrigger } from '../../../engine/metadata/model/webhook.ts';
import { CREATE_CATALOG } from '../../../engine/metadata/store-sql.ts';
import { openPool } from '../../../engine/pg/connection-pool.ts';
import type { Pool } from '../../../engine/pg/pool.ts';
import { openSender } from '../../../engine/webhook/send.ts';
import { test } from '../../support/database.ts';
import { type Answer, openReceiver } from './receiver.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setUp(
  url: string,
  crons: readonly Record<string, unknown>[] = [],
  answer: () => Answer = () => ({}),
) {
  const receiver = await openReceiver(answer);
  const pool = openPool(url);
  const sender = openSender({ connections: 10 });
  closing.push(
    () => pool.close(),
    () => sender.close(),
    () => receiver.close(),
  );
  await pool.simple(CREATE_CATALOG);
  const env = { HOOK: receiver.url };
  const build = (written: readonly Record<string, unknown>[]) =>
    buildCrons(
      written.map((one) =>
        cronTrigger.parse({ webhook: '{{HOOK}}/cron', include_in_metadata: true, ...one }),
      ),
      env,
    );
  let current = build(crons);
  const open = () => {
    const scheduler = new Scheduler({
      pool,
      crons: () => current,
      env,
      sender,
      slots: new Slots(10),
      log: silentLog,
    });
    closing.push(() => scheduler.close(1000));
    return scheduler;
  };
  const change = (written: readonly Record<string, unknown>[]) => {
    current = build(written);
  };
  return { pool, receiver, scheduler: open(), open, change };
}

const runs = async (pool: Pool) =>
  (
    await pool.read(`SELECT trigger_name AS name, status, count(*) AS n FROM hdb_catalog.hdb_cron_events
      GROUP BY 1, 2 ORDER BY 1, 2`)
  ).records();
const count = async (pool: Pool, text: string) => Number((await pool.read(text)).text(0, 0));
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

test('plans a hundred runs ahead, anew when the schedule changes, none when the trigger goes', async ({
  database,
}) => {
  const { pool, scheduler, change } = await setUp(database.url, [
    { name: 'a', schedule: '* * * * *' },
  ]);
  await Promise.all([scheduler.plan(), scheduler.plan()]); // as two instances would
  expect(await runs(pool)).toEqual([{ name: 'a', status: 'scheduled', n: '100' }]);

  change([
    { name: 'a', schedule: '30 * * * *' },
    { name: 'b', schedule: '0 0 * * *' },
  ]);
  await scheduler.plan();
  const minutes = await pool.read(`SELECT DISTINCT extract(minute FROM scheduled_time)::int FROM
    hdb_catalog.hdb_cron_events WHERE trigger_name = 'a'`);
  expect(minutes.rows.map((_, i) => minutes.text(i, 0))).toEqual(['30']);

  change([{ name: 'b', schedule: '0 0 * * *' }]);
  await scheduler.plan();
  expect(await runs(pool)).toEqual([{ name: 'b', status: 'scheduled', n: '100' }]);
});

test('loses no run that is due while it is planned anew, and none twice', async ({ database }) => {
  const { pool } = await setUp(database.url);
  const schedule = { name: 'a', schedule: '* * * * *', timeZone: 'UTC', toleranceSeconds: 600 };
  const at = (seconds: number) => ({
    now: () => Date.parse('2030-01-01T00:00:00Z') + seconds * 1000,
  });
  for (const seconds of [30, 59.999, 60, 61, 3600, 3601]) {
    const plan = () => planRuns(pool, [schedule], at(seconds));
    await Promise.all([plan(), plan()]);
  }
  const { rows } = await pool.read(
    `SELECT count(*), count(DISTINCT scheduled_time) FROM hdb_catalog.hdb_cron_events
     WHERE scheduled_time <= '2030-01-01T01:00:00Z'`,
  );
  expect(rows[0]?.map(String)).toEqual(['60', '60']);
});

test('plans by the clock of another zone where the extension names one', async ({ database }) => {
  const { pool, scheduler } = await setUp(database.url, [
    { name: 'a', schedule: '0 12 * * *', 'x-nordkapp': { time_zone: 'Asia/Kolkata' } },
  ]);
  await scheduler.plan();
  const { rows } = await pool.read(
    `SELECT DISTINCT (scheduled_time AT TIME ZONE 'UTC')::time FROM hdb_catalog.hdb_cron_events`,
  );
  expect(rows.map(String)).toEqual(['06:30:00']);
});

test('makes up for runs that fell into a time without any instance, as far as they are tolerated', async ({
  database,
}) => {
  const { pool, scheduler } = await setUp(database.url, [
    { name: 'a', schedule: '* * * * *', retry_conf: { tolerance_seconds: 600 } },
  ]);
  await pool.write(`INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time, status)
    VALUES ('a', date_trunc('minute', now()) - interval '1 hour', 'delivered')`);
  const planned = new Date().toISOString(); // what becomes due after it was not missed
  await scheduler.plan();
  const missed = await count(
    pool,
    `SELECT count(*) FROM hdb_catalog.hdb_cron_events
    WHERE status = 'scheduled' AND scheduled_time <= '${planned}'`,
  );
  expect(missed).toBeGreaterThanOrEqual(9);
  expect(missed).toBeLessThanOrEqual(10);
});

test('delivers a run once, with two instances, and buries one that is too late', async ({
  database,
}) => {
  const cron = { name: 'a', schedule: '0 0 1 1 *', payload: { x: 1 }, comment: 'yearly' };
  const { pool, receiver, scheduler, open } = await setUp(database.url, [cron]);
  await pool.write(`INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time)
    VALUES ('a', '2020-01-01T00:00:00Z'), ('a', date_trunc('minute', now()))`);
  const second = open();
  for (const one of [scheduler, second, scheduler, second]) one.wake();
  await until(
    async () =>
      (await count(
        pool,
        `SELECT count(*) FROM hdb_catalog.hdb_cron_events
    WHERE status IN ('delivered', 'dead')`,
      )) === 2,
  );
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]).toMatchObject({
    path: '/cron',
    body: {
      name: 'a',
      payload: { x: 1 },
      comment: 'yearly',
      scheduled_time: expect.stringMatching(/T\d\d:\d\d:00Z$/),
    },
  });
  expect(await runs(pool)).toEqual([
    { name: 'a', status: 'dead', n: '1' },
    { name: 'a', status: 'delivered', n: '1' },
  ]);
});

test('delivers a one-off event, and again until its retries are used up', async ({ database }) => {
  const { pool, receiver, scheduler } = await setUp(database.url, [], () => ({ status: 500 }));
  await pool.write(
    `INSERT INTO hdb_catalog.hdb_scheduled_events (webhook_conf, scheduled_time, retry_conf, payload, header_conf)
    VALUES ($1, now(), $2, $3, $4)`,
    [
      '"{{HOOK}}/once"',
      '{"num_retries":1,"retry_interval_seconds":0}',
      '{"a":1}',
      '[{"name":"x-a","value":"b"}]',
    ],
  );
  scheduler.start();
  await receiver.reach(2);
  await until(
    async () =>
      (await count(
        pool,
        `SELECT count(*) FROM hdb_catalog.hdb_scheduled_events
    WHERE status = 'error' AND tries = 2`,
      )) === 1,
  );
  expect(receiver.received[0]).toMatchObject({
    path: '/once',
    headers: { 'x-a': 'b' },
    body: { payload: { a: 1 } },
  });
  expect(Object.keys(receiver.received[0]?.body)).toEqual([
    'id',
    'scheduled_time',
    'created_at',
    'payload',
  ]);
  expect(
    await count(pool, 'SELECT count(*) FROM hdb_catalog.hdb_scheduled_event_invocation_logs'),
  ).toBe(2);
});

test('logs why an event cannot be delivered at all', async ({ database }) => {
  const { pool, scheduler } = await setUp(database.url);
  await pool.write(`INSERT INTO hdb_catalog.hdb_scheduled_events (webhook_conf, scheduled_time)
    VALUES ('"{{NOWHERE}}"', now())`);
  scheduler.wake();
  await until(
    async () =>
      (await count(
        pool,
        `SELECT count(*) FROM hdb_catalog.hdb_scheduled_events
    WHERE status = 'error'`,
      )) === 1,
  );
  const logs = await pool.read(
    `SELECT response->'data'->>'message' FROM hdb_catalog.hdb_scheduled_event_invocation_logs`,
  );
  expect(logs.text(0, 0)).toBe('Value for environment variables not found: NOWHERE');
});
