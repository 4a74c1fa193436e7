import { expect } from 'vitest';
import { silentLog } from '../../../engine/base/log.ts';
import { CleanUp } from '../../../engine/events/clean-up.ts';
import { type Database, test } from '../../support/database.ts';
import { startEngine } from '../../support/engine.ts';
import { defaultSource } from '../../support/metadata.ts';
import { ALL, closing, setUp, useStage } from './stage.ts';

useStage();

const CONFIG = { schedule: '0 0 1 1 *', batch_size: 2, clear_older_than: 24, timeout: 5 };
/** Five old events with two invocations each, one that is new, one that waits and one that is another trigger's. */
const FILL = `
INSERT INTO hdb_catalog.event_log (id, schema_name, table_name, trigger_name, payload, delivered, error, created_at)
  SELECT 'old' || i, 'public', 'item', 't', '{}'::jsonb, i < 5, i = 5, now() - interval '25 hours' FROM generate_series(1, 5) i
  UNION ALL VALUES ('new', 'public', 'item', 't', '{}'::jsonb, true, false, now()),
    ('waits', 'public', 'item', 't', '{}', false, false, now() - interval '25 hours'),
    ('other', 'public', 'item', 'o', '{}', true, false, now() - interval '25 hours');
INSERT INTO hdb_catalog.event_invocation_logs (event_id, trigger_name)
  SELECT 'old' || i % 5 + 1, 't' FROM generate_series(1, 10) i`;
const LEFT = `SELECT string_agg(id, ' ' ORDER BY id) FROM hdb_catalog.event_log`;

const scheduled = `INSERT INTO hdb_catalog.hdb_event_log_cleanups (trigger_name, scheduled_at, status)
  VALUES ('t', now() AT TIME ZONE 'UTC' - interval '1 hour', 'scheduled'), ('t', now() AT TIME ZONE 'UTC' - interval '2 hours', 'scheduled')`;
const cleanings = async (database: Database) =>
  (
    await database.query(`SELECT status, count(*)::int AS n, sum(deleted_event_logs)::int AS events,
      sum(deleted_event_invocation_logs)::int AS invocations
      FROM hdb_catalog.hdb_event_log_cleanups GROUP BY status ORDER BY status`)
  ).rows;
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((again) => setTimeout(again, 10));
};

test('deletes what is old, batch by batch, once for all instances, and plans the next time', async ({
  database,
}) => {
  const written = {
    definition: ALL,
    cleanup_config: { ...CONFIG, clean_invocation_logs: true },
    retry_conf: { interval_sec: 3600 },
  };
  const { pool, trigger, delivery } = await setUp(database.url, written);
  await delivery.close(0); // the waiting one shall wait
  await pool.simple(FILL);
  await pool.simple(scheduled);
  const open = () => {
    const options = { source: 'default', pool, log: silentLog };
    const cleanUp = new CleanUp({ ...options, triggers: () => new Map([['t', trigger]]) });
    closing.push(() => cleanUp.close());
    cleanUp.start();
    return cleanUp;
  };
  open();
  open();
  await until(async () => (await cleanings(database)).some(({ status }) => status === 'completed'));
  expect((await pool.read(LEFT)).text(0, 0)).toBe('new other waits');
  expect(await cleanings(database)).toEqual([
    { status: 'completed', n: 1, events: 5, invocations: 10 },
    { status: 'dead', n: 1, events: null, invocations: null },
    { status: 'scheduled', n: 5, events: null, invocations: null },
  ]);
});

test('is paused, resumed and done by hand through the API, and keeps invocations and dead letters', async ({
  database,
}) => {
  await database.query('CREATE TABLE item (id int PRIMARY KEY)');
  const trigger = {
    name: 't',
    definition: { enable_manual: false, insert: { columns: '*' } },
    webhook: 'http://127.0.0.1:1',
    retry_conf: { num_retries: 0, interval_sec: 3600 },
    cleanup_config: CONFIG,
    'x-nordkapp': { dead_letters: true },
  };
  const engine = await startEngine({
    databaseUrl: database.url,
    metadata: {
      version: 3,
      sources: [
        {
          ...defaultSource(database.url),
          tables: [{ table: 'item', event_triggers: [trigger] }],
        },
      ],
    },
  });
  closing.push(() => engine.stop());
  const api = async (type: string, args: object) => (await engine.metadata(type, args)).body;
  const isPaused = async () =>
    (await api('export_metadata', {})).sources[0].tables[0].event_triggers[0].cleanup_config.paused;
  expect(await api('pause_event_trigger_cleanups', { all_sources: true })).toEqual({
    message: 'success',
  });
  expect(await isPaused()).toBe(true);
  await until(async () => (await cleanings(database)).length === 0); // nothing is planned
  await api('resume_event_trigger_cleanups', { event_triggers: [{ event_triggers: ['t'] }] });
  expect(await isPaused()).toBe(false);
  await until(async () => (await cleanings(database))[0]?.['n'] === 5);

  await database.query(FILL);
  await database.query(
    `INSERT INTO hdb_catalog.event_dead_letter (event_id, trigger_name) VALUES ('old5', 't')`,
  );
  const by = { event_trigger_name: 't', clear_older_than: 24 };
  expect(await api('delete_event_trigger_logs', by)).toEqual({
    deleted_event_logs: 4,
    deleted_event_invocation_logs: 0,
  });
  const { rows } = await database.query(
    `SELECT count(*)::int AS n FROM hdb_catalog.event_invocation_logs WHERE event_id IS NULL`,
  );
  expect(rows).toEqual([{ n: 8 }]);
  expect(await api('delete_event_trigger_logs', { ...by, event_trigger_name: 'x' })).toMatchObject({
    code: 'not-exists',
  });
});
