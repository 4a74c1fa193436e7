import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { startEngine } from '../../support/engine.ts';
import { killAtRandom, repeats } from './kills.ts';
import { openMoodyReceiver } from './moody-receiver.ts';

/**
 * Two instances deliver cron runs and one-off events that become due one after the other. DRILL_SECONDS=60 for a longer
 * look.
 */
const SECONDS = Number(process.env['DRILL_SECONDS'] ?? 5);
const PER_SECOND = 20;

/** As fast as a delivery is repeated, and never given up. */
const RETRY = {
  num_retries: 1000,
  retry_interval_seconds: 1,
  timeout_seconds: 5,
  tolerance_seconds: 21_600,
};
const CRON = {
  name: 'tick',
  webhook: '{{HOOK}}',
  schedule: '* * * * *',
  include_in_metadata: true,
  retry_conf: RETRY,
  headers: [{ name: 'x-instance', value_from_env: 'INSTANCE' }],
};

async function setUp(database: Database) {
  const receiver = await openMoodyReceiver(({ id }) => id);
  const start = (instance: string, given: object = {}) =>
    startEngine({
      databaseUrl: database.url,
      env: { HOOK: receiver.url, INSTANCE: instance },
      ...given,
    });
  const a = await start('a', { metadata: { version: 3, sources: [], cron_triggers: [CRON] } });
  return {
    receiver,
    engines: new Map([
      ['a', a],
      ['b', await start('b')],
    ]),
  };
}

/**
 * Runs of a cron trigger that were due a second ago, as if it ran so often, and one-off events that will be. A run that lies
 * ahead, by however little, is one that the trigger's schedule does not have, and goes when runs are planned anew.
 */
async function plan(database: Database): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let i = 0; i < SECONDS * PER_SECOND; i++) {
    const { rows } = await database.query<{ id: string }>(
      `WITH once AS (
         INSERT INTO hdb_catalog.hdb_scheduled_events (webhook_conf, scheduled_time, retry_conf, header_conf)
         VALUES ('"{{HOOK}}"', now() + random() * interval '2 seconds', $1,
           '[{"name": "x-instance", "value_from_env": "INSTANCE"}]') RETURNING id
       ), run AS (
         INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time)
         VALUES ('tick', clock_timestamp() - interval '1 second') RETURNING id
       )
       SELECT id FROM once UNION ALL SELECT id FROM run`,
      [JSON.stringify(RETRY)],
    );
    for (const { id } of rows) ids.add(id);
    await sleep(1000 / PER_SECOND);
  }
  return ids;
}

const both = (columns: string, where: string): string =>
  ['hdb_cron_events', 'hdb_scheduled_events']
    .map((table) => `SELECT ${columns} FROM hdb_catalog.${table} WHERE ${where}`)
    .join(' UNION ALL ');
const idsOf = async (database: Database, where: string): Promise<readonly string[]> =>
  (await database.query<{ id: string }>(both('id', where))).rows.map(({ id }) => id);
const settled = async (database: Database, planned: ReadonlySet<string>): Promise<void> => {
  const isOver = async () => {
    const over = new Set(await idsOf(database, `status IN ('delivered', 'error', 'dead')`));
    return [...planned].every((id) => over.has(id));
  };
  while (!(await isOver())) await sleep(100);
};

async function outcome(database: Database, planned: ReadonlySet<string>) {
  const delivered = new Set(await idsOf(database, `status = 'delivered'`));
  const { rows } = await database.query<{ ahead: string; times: string }>(
    `SELECT count(*) AS ahead, count(DISTINCT scheduled_time) AS times FROM hdb_catalog.hdb_cron_events
     WHERE scheduled_time > now()`,
  );
  return { lost: [...planned].filter((id) => !delivered.has(id)), ahead: rows[0] };
}

test('a run or event is delivered by one of two instances, successfully once', {
  timeout: (SECONDS + 120) * 1000,
}, async ({ database }) => {
  const { receiver, engines } = await setUp(database);
  const planned = await plan(database);
  await settled(database, planned);
  await Promise.all([...engines.values()].map((engine) => engine.stop()));
  receiver.close();
  const { again } = repeats(receiver.deliveries, []);
  const byInstance = ['a', 'b'].map(
    (name) => receiver.deliveries.filter(({ instance }) => instance === name).length,
  );
  console.log(
    JSON.stringify({
      planned: planned.size,
      deliveries: receiver.deliveries.length,
      byInstance,
      again: again.length,
    }),
  );
  expect((await outcome(database, planned)).lost).toEqual([]);
  expect(again).toEqual([]);
  expect(Math.min(...byInstance)).toBeGreaterThan(0);
});

test('none is lost when instances are killed, and none doubled but in flight at a kill', {
  timeout: (SECONDS + 180) * 1000,
}, async ({ database }) => {
  const { receiver, engines } = await setUp(database);
  const planning = plan(database);
  const kills = await killAtRandom(engines, planning, () => idsOf(database, `status = 'locked'`));
  const planned = await planning;
  await settled(database, planned);
  await Promise.all([...engines.values()].map((engine) => engine.stop()));
  receiver.close();
  const { again, unexplained } = repeats(receiver.deliveries, kills);
  const { lost, ahead } = await outcome(database, planned);
  console.log(
    JSON.stringify({
      planned: planned.size,
      kills: kills.length,
      inFlightAtKills: kills.reduce((sum, { inFlight }) => sum + inFlight.size, 0),
      deliveries: receiver.deliveries.length,
      again: again.length,
      unexplained: unexplained.length,
      ahead,
    }),
  );
  expect(lost).toEqual([]);
  expect(unexplained).toEqual([]);
  expect(ahead?.times).toBe(ahead?.ahead);
  expect(Number(ahead?.ahead)).toBeGreaterThanOrEqual(98);
});
