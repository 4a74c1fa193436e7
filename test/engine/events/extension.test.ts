import pg from 'pg';
import { describe, expect } from 'vitest';
import { retryDelay } from '../../../engine/events/outcome.ts';
import { test } from '../../support/database.ts';
import { ALL, settled, setUp, stage, startDelivery, useStage } from './stage.ts';

/** What event triggers know beyond Hasura: docs/adr/0013. */
useStage();

const extended = (extension: object, more: object = {}) => ({
  definition: ALL,
  retry_conf: { num_retries: 0, interval_sec: 0, timeout_sec: 5 },
  ...more,
  'x-nordkapp': extension,
});

describe('a condition', () => {
  test('decides in Postgres which changes are events', async ({ database }) => {
    const when = {
      _or: [
        { new: { name: { _eq: 'wanted' } }, _not: { old: { name: { _eq: 'wanted' } } } },
        { new: { score: { _gt: 100 } } },
      ],
    };
    const { pool } = await setUp(database.url, extended({ when }));
    await pool.write(`INSERT INTO item (id, name) VALUES (1, 'plain'), (2, 'wanted')`);
    await pool.write(`UPDATE item SET name = 'wanted'`); // the second is wanted already
    await pool.write(`UPDATE item SET score = 200 WHERE id = 1`);
    await pool.write(`UPDATE item SET name = NULL, score = NULL`);
    await pool.write('DELETE FROM item');
    const { rows } = await pool.read(
      `SELECT payload->>'op' || ' ' || (payload->'data'->'new'->>'id') FROM hdb_catalog.event_log ORDER BY created_at`,
    );
    expect(rows.map(String)).toEqual(['INSERT 2', 'UPDATE 1', 'UPDATE 1']);
  });

  test('compares a row with what it was, and looks at who changes it', async ({ database }) => {
    const when = {
      new: { score: { _clt: ['$', 'score'] }, name: { _neq: 'X-Hasura-User-Name' } },
    };
    const { pool } = await setUp(database.url, extended({ when }));
    await pool.write(`INSERT INTO item (id, name, score) VALUES (1, 'ann', 10)`);
    const as = (user: string, text: string) =>
      pool.transaction(async (tx) => {
        const session = JSON.stringify({ 'x-hasura-user-name': user });
        await tx.query(`SELECT set_config('hasura.user', $1, true)`, [session]);
        await tx.query(text);
      });
    await as('bob', 'UPDATE item SET score = 11'); // no fall
    await as('ann', 'UPDATE item SET score = 9'); // by herself
    await as('bob', 'UPDATE item SET score = 8');
    await settled(pool);
    expect(stage.receiver.received.map(({ body }) => body.event.data.new.score)).toEqual([8]);
  });

  test('keeps quotes of metadata inside of its literals', async ({ database }) => {
    const name = `'; DROP TABLE item; -- $1 \\ "`;
    const { pool } = await setUp(
      database.url,
      extended({ when: { new: { name: { _eq: name } } } }),
    );
    await pool.write('INSERT INTO item (id, name) VALUES (1, $1)', [name]);
    await pool.write(`INSERT INTO item (id, name) VALUES (2, 'other')`);
    const [first] = await stage.receiver.reach(1);
    expect(first?.body.event.data.new).toMatchObject({ id: 1, name });
    await settled(pool);
    expect(stage.receiver.received).toHaveLength(1);
  });
});

describe('an order by key', () => {
  test('delivers one event of a key at a time, in the order of commits', async ({ database }) => {
    const { pool } = await setUp(database.url, extended({ ordered_by: ['name'] }));
    const running = new Set<string>();
    const overlaps: string[] = [];
    stage.answer = ({ body }) => {
      const { name } = body.event.data.new;
      if (running.has(name)) overlaps.push(name);
      running.add(name);
      setTimeout(() => running.delete(name), 3);
      return { delayMs: 4 };
    };
    // Two writers of one key: the second began first, and commits last.
    const [early, late] = await Promise.all([1, 2].map(() => connect(database.url)));
    await late?.query('BEGIN');
    await late?.query('SELECT txid_current()');
    await early?.query(`INSERT INTO item (id, name) VALUES (1, 'a')`);
    await late?.query(`INSERT INTO item (id, name) VALUES (2, 'a')`);
    const waiting = early?.query(`INSERT INTO item (id, name) VALUES (3, 'a')`); // until the other commits
    await late?.query('COMMIT');
    await waiting;
    await pool.write(`INSERT INTO item (id, name)
      SELECT i, chr(98 + i % 20) FROM generate_series(10, 209) AS i`);
    await Promise.all([early?.end(), late?.end()]);
    await settled(pool, 203);
    expect(overlaps).toEqual([]);
    const byKey = new Map<string, number[]>();
    for (const { body } of stage.receiver.received) {
      const { name, id } = body.event.data.new;
      byKey.set(name, [...(byKey.get(name) ?? []), id]);
    }
    for (const ids of byKey.values()) expect(ids).toEqual([...ids].sort((a, b) => a - b));
    const left = await pool.read('SELECT count(*) FROM hdb_catalog.event_order');
    expect(left.text(0, 0)).toBe('0');
  });

  test('lets a key wait while its first event is retried, and no other key', async ({
    database,
  }) => {
    const { pool, trigger } = await setUp(
      database.url,
      extended({ ordered_by: ['name'] }, { retry_conf: { num_retries: 3, interval_sec: 1 } }),
    );
    startDelivery(pool, trigger); // a second instance
    let failures = 2;
    stage.answer = ({ body }) =>
      body.event.data.new.id === 1 && failures-- > 0 ? { status: 500 } : {};
    await pool.write(`INSERT INTO item (id, name) VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'a')`);
    await settled(pool, 4);
    const ids = stage.receiver.received.map(({ body }) => body.event.data.new.id);
    expect(ids.indexOf(3)).toBeLessThan(ids.lastIndexOf(1));
    expect(ids.filter((id) => id !== 3)).toEqual([1, 1, 1, 2, 4]);
  });

  test('goes on behind an event that was given up, and takes events from before it was asked for', async ({
    database,
  }) => {
    const first = await setUp(database.url, { definition: ALL });
    await first.delivery.close(0);
    await first.pool.write(`INSERT INTO item (id, name) VALUES (1, 'a'), (2, 'a')`);
    stage.answer = ({ body }) => (body.event.data.new.id === 1 ? { status: 500 } : {});
    const { pool } = await setUp(database.url, extended({ ordered_by: ['name'] }));
    await settled(pool, 2);
    expect(stage.receiver.received.map(({ body }) => body.event.data.new.id)).toEqual([1, 2]);
  });
});

describe('back-off', () => {
  const failed = { isHopeless: false, retryAfterSeconds: null } as never;
  const delays = (backoff: object, random = () => 1) =>
    [0, 1, 2, 3, 4].map((tries) => {
      const full = { factor: 2, max_interval_sec: 3600, jitter: 0, ...backoff };
      return retryDelay(tries, { countMax: 4, intervalSeconds: 5, backoff: full }, failed, random);
    });
  test('lets retries come later and later, up to a limit', () => {
    expect(delays({})).toEqual([5, 10, 20, 40, null]);
    expect(delays({ factor: 10, max_interval_sec: 60 })).toEqual([5, 50, 60, 60, null]);
    expect(delays({ jitter: 0.5 })).toEqual([2.5, 5, 10, 20, null]);
  });
  test('gives way to a time that the webhook names', () => {
    const told = { isHopeless: false, retryAfterSeconds: 7 } as never;
    const backoff = { factor: 2, max_interval_sec: 3600, jitter: 0 };
    expect(retryDelay(9, { countMax: 0, intervalSeconds: 5, backoff }, told)).toBe(7);
  });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
