import { describe, expect } from 'vitest';
import { silentLog } from '../../../engine/base/log.ts';
import { improveLayout } from '../../../engine/events/event-log-layout.ts';
import { takeInstanceLock } from '../../../engine/events/instance-lock.ts';
import { dropSourceCatalog } from '../../../engine/events/source-catalog.ts';
import { UNLOCK_ALL_EVENTS } from '../../../engine/events/statements/unlock-events.ts';
import { dropStatements } from '../../../engine/events/trigger-sql.ts';
import { openPool } from '../../../engine/pg/connection-pool.ts';
import { test } from '../../support/database.ts';
import { ALL, closing, logRow, settled, setUp, stage, startDelivery, useStage } from './stage.ts';

useStage();

describe('what a webhook is sent', () => {
  test('the row, old and new, with session variables and what is known of the delivery', async ({
    database,
  }) => {
    const { pool } = await setUp(database.url, { definition: ALL, retry_conf: { num_retries: 3 } });
    await pool.transaction(async (tx) => {
      await tx.query(`SELECT set_config('hasura.user', '{"x-hasura-role":"user"}', true)`);
      await tx.query(`INSERT INTO item VALUES (1, 'one', 1.5, '{"a": [1]}', NULL)`);
    });
    const [first] = await stage.receiver.reach(1);
    expect(first?.path).toBe('/hook');
    expect(first?.headers).toMatchObject({ 'x-key': 'secret', 'content-type': 'application/json' });
    expect(first?.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+$/),
      table: { schema: 'public', name: 'item' },
      trigger: { name: 't' },
      delivery_info: { max_retries: 3, current_retry: 0 },
      event: {
        op: 'INSERT',
        data: { old: null, new: { id: 1, name: 'one', score: 1.5, doc: { a: [1] }, at: null } },
        session_variables: { 'x-hasura-role': 'user' },
        trace_context: null,
      },
    });
    await pool.write(`UPDATE item SET name = 'two'`);
    await pool.write('DELETE FROM item');
    const [, second, third] = await stage.receiver.reach(3);
    expect(second?.body.event).toMatchObject({
      op: 'UPDATE',
      data: { old: { name: 'one' }, new: { name: 'two' } },
      session_variables: null,
    });
    expect(third?.body.event).toMatchObject({
      op: 'DELETE',
      data: { old: { name: 'two' }, new: null },
    });
  });

  test('only the columns of the payload', async ({ database }) => {
    const { pool } = await setUp(database.url, {
      definition: { insert: { columns: '*', payload: ['id', 'name'] } },
    });
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    const [first] = await stage.receiver.reach(1);
    expect(first?.body.event.data).toEqual({ old: null, new: { id: 1, name: 'one' } });
  });

  test('what a transform makes of it', async ({ database }) => {
    const { pool } = await setUp(database.url, {
      definition: ALL,
      request_transform: {
        version: 2,
        url: '{{$base_url}}/{{$body.event.data.new.id}}',
        body: { action: 'transform', template: '{"who": {{ $body.event.data.new.name }}}' },
      },
    });
    await pool.write(`INSERT INTO item VALUES (7, 'seven')`);
    const [first] = await stage.receiver.reach(1);
    expect(first).toMatchObject({ path: '/hook/7', body: { who: 'seven' } });
  });
});

describe('which updates are events', () => {
  test('those that change a listened column', async ({ database }) => {
    const { pool } = await setUp(database.url, {
      definition: { update: { columns: ['name', 'score'] } },
    });
    await pool.write(`INSERT INTO item VALUES (1, 'one', 1.0)`);
    await pool.write(`UPDATE item SET at = now()`);
    await pool.write(`UPDATE item SET score = 1.00`); // equal, though not the same image
    await pool.write(`UPDATE item SET name = NULL`);
    const [first] = await stage.receiver.reach(1);
    expect(first?.body.event.data).toMatchObject({ old: { name: 'one' }, new: { name: null } });
    await settled(pool);
    expect(stage.receiver.received).toHaveLength(1);
  });

  test('any change of a type that has no equality', async ({ database }) => {
    const { pool } = await setUp(database.url, { definition: { update: { columns: '*' } } });
    await pool.write(`INSERT INTO item VALUES (1, 'one', 1, '{"a":1}')`);
    await pool.write(`UPDATE item SET name = 'one'`);
    await pool.write(`UPDATE item SET doc = '{"a":2}'`);
    const [first] = await stage.receiver.reach(1);
    expect(first?.body.event.data.new.doc).toEqual({ a: 2 });
    await settled(pool);
    expect(stage.receiver.received).toHaveLength(1);
  });

  test('of a partitioned table, under its own name', async ({ database }) => {
    const pool = openPool(database.url);
    closing.push(() => pool.close());
    await pool.simple(`CREATE TABLE part (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')`);
    await setUp(database.url, { definition: ALL }, 'part');
    await pool.write(`INSERT INTO part VALUES (1, '2020-02-02')`);
    const [first] = await stage.receiver.reach(1);
    expect(first?.body.table).toEqual({ schema: 'public', name: 'part' });
  });
});

describe('a webhook that fails', () => {
  test('is called again as often as its retries say, and the event ends as an error', async ({
    database,
  }) => {
    stage.answer = () => ({ status: 500, body: 'nul:\0' });
    const { pool } = await setUp(database.url, {
      definition: ALL,
      retry_conf: { num_retries: 2, interval_sec: 0, timeout_sec: 5 },
    });
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    const all = await stage.receiver.reach(3);
    expect(all.map(({ body }) => body.delivery_info.current_retry)).toEqual([0, 1, 2]);
    await settled(pool);
    expect(await logRow(pool)).toEqual({ delivered: 'f', error: 't', tries: '3', locked: null });
    const logs = await pool.read(`SELECT status, response->'data'->>'body' AS body,
      request->'payload'->'event'->>'op' AS op, request->'headers' AS headers
      FROM hdb_catalog.event_invocation_logs`);
    expect(logs.records()[0]).toEqual({
      status: '500',
      body: 'nul:\uFFFD',
      op: 'INSERT',
      headers: '[{"name":"x-key","value":"KEY"}]',
    });
    expect(logs.rows).toHaveLength(3);
  });

  test('is called again at the time it names', async ({ database }) => {
    let calls = 0;
    stage.answer = () => (++calls === 1 ? { status: 503, headers: { 'retry-after': '1' } } : {});
    const { pool } = await setUp(database.url, { definition: ALL });
    const start = Date.now();
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    await stage.receiver.reach(2);
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    await settled(pool);
    expect(await logRow(pool)).toMatchObject({ delivered: 't', tries: '2' });
  });

  test('is called again at the date it names', async ({ database }) => {
    let calls = 0;
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
    stage.answer = () =>
      ++calls === 1 ? { status: 429, headers: { 'retry-after': at.toUTCString() } } : {};
    const { pool } = await setUp(database.url, { definition: ALL });
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    await stage.receiver.reach(2);
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 10);
  });

  test('has failed when it does not answer in time', async ({ database }) => {
    stage.answer = () => ({ delayMs: 5000 });
    const { pool } = await setUp(database.url, { definition: ALL, retry_conf: { timeout_sec: 1 } });
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    await settled(pool);
    const logs = await pool.read(`SELECT status, response->>'type' AS type,
      response->'data'->>'message' AS message FROM hdb_catalog.event_invocation_logs`);
    expect(logs.records()[0]).toMatchObject({ status: null, type: 'client_error' });
    expect(logs.text(0, 2)).toContain('Response timeout');
  });
});

describe('several instances', () => {
  test('deliver each event once', async ({ database }) => {
    const { pool, trigger } = await setUp(database.url, { definition: ALL });
    startDelivery(pool, trigger);
    startDelivery(pool, trigger);
    await pool.write(`INSERT INTO item SELECT i FROM generate_series(1, 2000) i`);
    await settled(pool, 2000);
    expect(new Set(stage.receiver.received.map(({ body }) => body.id)).size).toBe(2000);
    expect(stage.receiver.received).toHaveLength(2000);
  });

  test('give their locks back when they end, and take those of the dead when they start alone', async ({
    database,
  }) => {
    stage.answer = () => ({ delayMs: 500 });
    const { pool, delivery, trigger } = await setUp(database.url, { definition: ALL });
    await pool.write(`INSERT INTO item VALUES (1, 'one')`);
    await stage.receiver.reach(1);
    await delivery.close(10);
    expect(await logRow(pool)).toEqual({ delivered: 'f', error: 'f', tries: '0', locked: null });

    await pool.write('UPDATE hdb_catalog.event_log SET locked = now()'); // as one that was killed leaves it
    const lock = await takeInstanceLock(pool, silentLog, async () => {
      await pool.write(UNLOCK_ALL_EVENTS);
    });
    closing.push(async () => lock.release());
    const second = await takeInstanceLock(pool, silentLog, () =>
      Promise.reject(new Error('not alone')),
    );
    second.release();
    startDelivery(pool, trigger);
    await settled(pool);
    expect(await logRow(pool)).toMatchObject({ delivered: 't', tries: '1' });
  });
});

describe('the lock of an instance that was killed', () => {
  test('runs out for those that live, and not before', async ({ database }) => {
    const { pool, delivery, trigger } = await setUp(database.url, { definition: ALL });
    await delivery.close(0);
    await pool.write(`INSERT INTO item SELECT i FROM generate_series(1, 2) i`);
    await pool.write(`UPDATE hdb_catalog.event_log SET locked = now() -
      CASE payload->'data'->'new'->>'id' WHEN '1' THEN interval '31 s' ELSE interval '25 s' END`);
    startDelivery(pool, trigger);
    await settled(pool, 1);
    expect(stage.receiver.received.map(({ body }) => body.event.data.new.id)).toEqual([1]);
    await settled(pool, 2); // some five seconds later
    expect(stage.receiver.received).toHaveLength(2);
  });
});

test('a trigger that metadata drops writes nothing more, and a dropped source keeps nothing', async ({
  database,
}) => {
  const { pool, install, delivery } = await setUp(database.url, { definition: ALL });
  await install(); // a second time changes nothing
  await pool.simple(dropStatements('t'));
  await pool.write(`INSERT INTO item VALUES (1, 'one')`);
  expect((await pool.read('SELECT count(*) FROM hdb_catalog.event_log')).text(0, 0)).toBe('0');
  await delivery.close(0);
  await pool.transaction(dropSourceCatalog);
  expect((await pool.read(`SELECT to_regnamespace('hdb_catalog')`)).text(0, 0)).toBe(null);
});

test('an event log that the original made is given the layout that deliveries are fast with', async ({
  database,
}) => {
  const { pool } = await setUp(database.url, { definition: ALL });
  await pool.simple(`DROP INDEX hdb_catalog.event_log_due_events;
    CREATE INDEX event_log_fetch_events ON hdb_catalog.event_log (locked NULLS FIRST, next_retry_at NULLS FIRST, created_at)
      WHERE delivered = 'f' AND error = 'f' AND archived = 'f'`);
  await pool.write(`INSERT INTO item VALUES (1, 'one')`); // delivered meanwhile
  await improveLayout(pool);
  await stage.receiver.reach(1);
  await pool.write(`INSERT INTO item VALUES (2, 'two')`);
  await stage.receiver.reach(2);
  const { rows } = await pool.read(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
     WHERE indrelid = 'hdb_catalog.event_log'::regclass AND indisvalid ORDER BY name`,
  );
  expect(rows.map(String)).toEqual([
    'hdb_catalog.event_log_due_events',
    'hdb_catalog.event_log_pkey',
    'hdb_catalog.event_log_trigger_name_idx',
  ]);
});
