import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { GuardError, PgError } from '../../engine/pg/error.ts';
import type { Pool } from '../../engine/pg/pool.ts';
import type { Result } from '../../engine/pg/result.ts';
import { createDatabase, type Database } from '../support/database.ts';

let database: Database;
let pool: Pool;

beforeAll(async () => {
  database = await createDatabase();
  pool = openPool(database.url, { max: 12 });
  await pool.simple('CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE, at timestamptz)');
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

const texts = (result: Result) => result.rows.map((_, i) => result.text(i, 0));

test('reads cells as Postgres wrote them, with null apart from the empty text', async () => {
  const result = await pool.read(`SELECT $1::int + 1 AS n, ''::text AS t, NULL::text AS z, 'é'`, [
    '41',
  ]);
  expect(result.fields.map((field) => field.name)).toEqual(['n', 't', 'z', '?column?']);
  expect(result.records()).toEqual([{ n: '42', t: '', z: null, '?column?': 'é' }]);
  expect(result.tag).toBe('SELECT 1');
});

test('answers many reads at once in order, over few connections', async () => {
  const asked = Array.from({ length: 500 }, (_, i) => String(i));
  const answers = await Promise.all(asked.map((n) => pool.read('SELECT $1::text', [n])));
  expect(answers.flatMap(texts)).toEqual(asked);
  expect(pool.stats()).toMatchObject({ inFlight: 0, exclusive: 0, waiting: 0 });
  expect(pool.stats().open).toBeLessThanOrEqual(12);
});

test('an error concerns its own question only, and carries what Postgres said', async () => {
  await pool.write(`INSERT INTO item VALUES (1, 'a'), (2, 'b') ON CONFLICT DO NOTHING`);
  const outcomes = await Promise.allSettled([
    pool.read('SELECT 1'),
    pool.read('INSERT INTO item (id) VALUES (1)'),
    pool.read('SELECT broken'),
    pool.read('SELECT 2'),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  const [, duplicate] = outcomes;
  expect(duplicate.status === 'rejected' && duplicate.reason).toMatchObject({
    code: '23505',
    table: 'item',
    constraint: 'item_pkey',
    detail: 'Key (id)=(1) already exists.',
  });
});

test('short writes that share a connection are transactions of their own', async () => {
  await pool.simple('CREATE TABLE short (id int PRIMARY KEY)');
  const ids = Array.from({ length: 60 }, (_, i) => String(i % 50)); // the last ten are there already
  const write = (id: string) => pool.shortWrite('INSERT INTO short VALUES ($1::int)', [id]);
  const outcomes = await Promise.allSettled(ids.map(write));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect(texts(await pool.read('SELECT count(*) FROM short'))).toEqual(['50']);
  expect(pool.stats()).toMatchObject({ inFlight: 0, exclusive: 0, waiting: 0 });
});

test('reads do not wait behind a short write whose row is locked', async () => {
  await pool.write(`INSERT INTO item VALUES (7, 'g')`);
  const update = `UPDATE item SET name = 'h' WHERE id = $1::int`;
  for (let i = 0; i < 20; i++) await pool.shortWrite(update, ['-1']); // known to be short by now
  const order: string[] = [];
  let waiting: Promise<unknown> = Promise.resolve();
  await pool.transaction(async (tx) => {
    await tx.query('SELECT FROM item WHERE id = 7 FOR UPDATE');
    waiting = pool.shortWrite(update, ['7']).then(() => order.push('write'));
    await Promise.all(Array.from({ length: 30 }, () => pool.read('SELECT 1')));
    order.push('reads');
  });
  await waiting;
  expect(order).toEqual(['reads', 'write']);
});

test('long writes take turns, and those that wait for a lock hold up no other', async () => {
  const wide = openPool(database.url, { max: 40 });
  await wide.simple(`CREATE TABLE hot AS SELECT id, 'i' AS name FROM generate_series(100, 139) id`);
  const update = `
    WITH long AS MATERIALIZED (SELECT pg_sleep(0.004))
    UPDATE hot SET name = name || $2 FROM long WHERE id = $1::int`;
  const write = (id: number) => wide.shortWrite(update, [String(id), 'x']);
  const each = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => write(101 + i)));
  // The first round opens connections; in the next some stand behind others, and are found to be long.
  for (let i = 0; i < 4; i++) await each(39);
  const order: string[] = [];
  let locked: Promise<unknown> = Promise.resolve();
  await wide.transaction(async (tx) => {
    await tx.query('SELECT FROM hot WHERE id = 100 FOR UPDATE');
    locked = Promise.all(
      Array.from({ length: 30 }, () => write(100).then(() => order.push('locked'))),
    );
    await each(30);
    order.push('others');
  });
  await locked;
  expect(order).toEqual(['others', ...Array.from({ length: 30 }, () => 'locked')]);
  expect(texts(await wide.read('SELECT name FROM hot WHERE id = 100'))).toEqual([
    `i${'x'.repeat(30)}`,
  ]);
  expect(wide.stats()).toMatchObject({ inFlight: 0, exclusive: 0, waiting: 0 });
  await wide.close();
});

test('a statement that failed once is asked anew and may succeed', async () => {
  const text = 'SELECT count(*) FROM later';
  await expect(pool.read(text)).rejects.toThrow('relation "later" does not exist');
  await pool.simple('CREATE TABLE later ()');
  expect(texts(await pool.read(text))).toEqual(['0']);
});

test('a question behind one that failed before its statement was known does not fail with it', async () => {
  const single = openPool(database.url, { max: 1 });
  await single.simple('CREATE TABLE noted (id int PRIMARY KEY); INSERT INTO noted VALUES (1)');
  const missing = await Promise.allSettled(
    [1, 2, 3].map(() => single.read('SELECT FROM not_there')),
  );
  expect(missing.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(
    Array(3).fill('42P01'),
  );
  // The first write fails, so that Postgres skips the guard behind it, which nobody has prepared then.
  const guard = { text: 'SELECT 1 / (SELECT count(*) FROM noted)', params: [] };
  const write = (id: number) =>
    single.shortWrite('INSERT INTO noted VALUES ($1::int)', [String(id)], { guard });
  const written = await Promise.allSettled([1, 2, 3].map(write));
  expect(written.map((each) => (each.status === 'rejected' ? each.reason.code : 'ok'))).toEqual([
    '23505',
    'ok',
    'ok',
  ]);
  await single.close();
});

test('nothing is prepared where statements may not be', async () => {
  const plain = openPool(database.url, { max: 1, usePrepared: false });
  const beside = { text: 'SELECT 1', params: [] };
  await plain.read('SELECT 1');
  await plain.shortWrite('SELECT 2', [], { preamble: beside, guard: beside });
  await plain.transaction((tx) => tx.query('SELECT 3'));
  expect(texts(await plain.read('SELECT count(*) FROM pg_prepared_statements'))).toEqual(['0']);
  await plain.close();
});

test('rows that are written as they come are asked for again where none has come', async () => {
  await pool.simple('CREATE TABLE flowing (a int); INSERT INTO flowing VALUES (1)');
  const widths: number[] = [];
  const sink = () => ({
    isEmpty: true,
    row(data: Buffer, from: number) {
      this.isEmpty = false;
      widths.push(data.readInt16BE(from));
    },
  });
  await pool.read('SELECT * FROM flowing', [], { sink: sink() });
  await pool.simple('ALTER TABLE flowing ADD b text');
  await pool.read('SELECT * FROM flowing', [], { sink: sink() });
  expect(widths).toEqual([1, 2]);
});

test('a statement whose result type changed by DDL is prepared anew', async () => {
  await pool.simple('CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)');
  expect((await pool.read('SELECT * FROM changing')).fields).toHaveLength(1);
  await pool.simple('ALTER TABLE changing ADD b text');
  expect((await pool.read('SELECT * FROM changing')).fields).toHaveLength(2);
});

test('more statements than a connection keeps', async () => {
  const single = openPool(database.url, { max: 1 });
  for (let i = 0; i < 600; i++)
    expect(texts(await single.read(`SELECT ${i % 300}`))).toEqual([String(i % 300)]);
  const kept = await single.read('SELECT count(*) FROM pg_prepared_statements');
  expect(Number(kept.text(0, 0))).toBeLessThanOrEqual(251);
  await single.close();
});

test('a transaction commits what its work did, and nothing where the work throws', async () => {
  await pool.transaction(async (tx) => {
    await tx.query('INSERT INTO item VALUES ($1, $2)', ['10', 'ten']);
  });
  const work = pool.transaction(async (tx) => {
    await tx.query('INSERT INTO item VALUES ($1, $2)', ['11', 'eleven']);
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(texts(await pool.read('SELECT name FROM item WHERE id >= 10'))).toEqual(['ten']);
  expect(pool.stats().exclusive).toBe(0);
});

test('a transaction whose statement failed is refused at commit even where the work hid it', async () => {
  const work = pool.transaction(async (tx) => {
    await tx.query('INSERT INTO item VALUES (20, NULL)');
    await tx.query('SELECT 1/0').catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: '25P02' });
  expect(texts(await pool.read('SELECT name FROM item WHERE id = 20'))).toEqual([]);
});

test('transactions get the isolation and access mode asked for', async () => {
  const shown = await pool.transaction(
    (tx) => tx.query(`SELECT current_setting('transaction_isolation')`),
    { isolation: 'serializable', isReadOnly: true },
  );
  expect(texts(shown)).toEqual(['serializable']);
  const write = pool.transaction((tx) => tx.query('DELETE FROM item'), { isReadOnly: true });
  await expect(write).rejects.toMatchObject({ code: '25006' });
});

test('a statement and the one before it share a transaction, and one fails with the other', async () => {
  const preamble = { text: `SELECT set_config('base.who', $1, true)`, params: ['ada'] };
  const read = `SELECT current_setting('base.who', true)`;
  for (let i = 0; i < 3; i++)
    expect(texts(await pool.write(read, [], { preamble }))).toEqual(['ada']);
  expect(['', null]).toContain(texts(await pool.write(read))[0]);

  const insert = { text: 'INSERT INTO item (id) VALUES ($1)', params: ['30'] };
  await expect(pool.write('SELECT 1/0', [], { preamble: insert })).rejects.toThrow('zero');
  await expect(pool.write('SELECT broken', [], { preamble: insert })).rejects.toThrow('broken');
  const failing = { text: 'INSERT INTO item VALUES (1, $1)', params: ['x'] };
  const deletes = pool.write('DELETE FROM item WHERE id = 1', [], { preamble: failing });
  await expect(deletes).rejects.toMatchObject({ code: '23505' });
  expect(texts(await pool.read('SELECT id FROM item WHERE id IN (1, 30)'))).toEqual(['1']);
});

test('a statement is taken back by the guard behind it, and fails by itself first', async () => {
  const guard = {
    text: `SELECT nullif(current_setting('base.ok', true), '')::integer`,
    params: [],
  };
  const insert = (id: number, note: string) =>
    pool.write(
      `INSERT INTO item (id) VALUES (${id}) RETURNING id, set_config('base.ok', $1, true)`,
      [note],
      { guard },
    );
  for (let i = 0; i < 2; i++) {
    await expect(insert(70, 'failed')).rejects.toBeInstanceOf(GuardError);
    expect(texts(await insert(71 + i, '0'))).toEqual([String(71 + i)]);
    const twice = insert(71, 'failed');
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    await expect(twice).rejects.not.toBeInstanceOf(GuardError);
  }
  expect(texts(await pool.read('SELECT count(*) FROM item WHERE id = 70'))).toEqual(['0']);
  await pool.write('DELETE FROM item WHERE id > 70');
});

test('several statements in one text answer one result each', async () => {
  const results = await pool.simple(`SELECT 1; CREATE TEMP TABLE x (); SELECT 2, 'b'; `);
  expect(results.map(({ tag }) => tag)).toEqual(['SELECT 1', 'CREATE TABLE', 'SELECT 1']);
  expect(results.map((result) => result.rows.length)).toEqual([1, 0, 1]);
});

test('COPY FROM STDIN is refused without losing the connection', async () => {
  await expect(pool.simple('COPY item FROM STDIN')).rejects.toThrow('COPY');
  expect(texts(await pool.read('SELECT 1'))).toEqual(['1']);
});

test('a session may set what it likes, and leaves nothing behind', async () => {
  await pool.session((session) => session.simple('BEGIN; SET search_path = nowhere'));
  const paths = await Promise.all(
    Array.from({ length: 20 }, () => pool.read(`SELECT current_setting('search_path')`)),
  );
  expect(new Set(paths.flatMap(texts))).toEqual(new Set(['"$user", public']));
});

test('waiters are served in turn where connections are few, and told when the time is over', async () => {
  const narrow = openPool(database.url, { max: 2, waitSeconds: 0.2 });
  const long = [1, 2].map(() => narrow.write('SELECT pg_sleep(0.6)'));
  await expect(narrow.write('SELECT 1')).rejects.toMatchObject({ code: '53300' });
  await Promise.all(long);
  const many = Array.from({ length: 50 }, (_, i) => narrow.write('SELECT $1::text', [String(i)]));
  expect((await Promise.all(many)).flatMap(texts)).toHaveLength(50);
  await narrow.close();
});

test('a short read does not stand behind a long one', async () => {
  const long = Promise.all(Array.from({ length: 8 }, () => pool.read('SELECT pg_sleep(1)')));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await pool.read('SELECT 1');
  expect(performance.now() - start).toBeLessThan(500);
  await long;
});

test('reads go on after Postgres ended every connection', async () => {
  await Promise.all(Array.from({ length: 20 }, () => pool.read('SELECT 1')));
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  const answers = await Promise.all(Array.from({ length: 20 }, () => pool.read('SELECT 7')));
  expect(answers.flatMap(texts)).toEqual(Array(20).fill('7'));
});

test('a statement that nobody waits for any more is stopped', async () => {
  const leaving = new AbortController();
  const start = performance.now();
  const asked = pool.write('SELECT pg_sleep(20)', [], { signal: leaving.signal });
  setTimeout(() => leaving.abort(), 100);
  await expect(asked).rejects.toMatchObject({ code: '57014' });
  expect(performance.now() - start).toBeLessThan(5000);
  expect(texts(await pool.write('SELECT 1'))).toEqual(['1']);
});

test('a result larger than any buffer arrives whole', async () => {
  const result = await pool.read(`SELECT repeat('x', 3000000), generate_series(1, 3)`);
  expect(result.rows.map(([cell]) => cell?.length)).toEqual([3_000_000, 3_000_000, 3_000_000]);
});

test('a parameter larger than any buffer arrives whole', async () => {
  const text = 'ä"\\'.repeat(200_000);
  expect(texts(await pool.read('SELECT md5($1) = md5($2)', [text, Buffer.from(text)]))).toEqual([
    't',
  ]);
});

test('whoever cannot be reached is named', async () => {
  const nobody = openPool('postgres://u@127.0.0.1:1/db');
  await expect(nobody.read('SELECT 1')).rejects.toThrow(PgError);
  await expect(nobody.read('SELECT 1')).rejects.toThrow(/127\.0\.0\.1.*port 1 failed/);
  await nobody.close();
});
