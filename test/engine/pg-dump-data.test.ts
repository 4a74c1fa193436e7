import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { dataOptionsOf, dumpData } from '../../engine/admin/pg-dump/data-only.ts';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { type Database, test } from '../support/database.ts';

/** Rows as pg_dump writes them, held against what pg_dump writes of the same database. */

const ODD = `
  CREATE SCHEMA "Other schema";
  CREATE SCHEMA auth;
  CREATE TYPE pair AS (a int, b text);
  CREATE TYPE mood AS ENUM ('fine', 'so, so');
  CREATE TABLE odd (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Mixed case" text, blank char(5), is_it boolean, bytes bytea,
    real_one float8, exact numeric, at timestamptz, span interval, list text[], of_two pair, feeling mood, doc jsonb,
    twice int GENERATED ALWAYS AS (id * 2) STORED, gone int);
  ALTER TABLE odd DROP COLUMN gone;
  INSERT INTO odd ("Mixed case", blank, is_it, bytes, real_one, exact, at, span, list, of_two, feeling, doc) VALUES
    (E'tab\\t newline\\n return\\r back\\\\slash \\\\N \\\\. quote'' "Ø"', 'ab', true, '\\x00ff5c', 0.1, 1.500, '2026-03-29 01:30+00',
     '1 month -2 days 03:04:05.6', ARRAY['a,b', NULL, '{"x"}', E'\\t'], ROW(NULL, NULL), 'so, so', '{"a": "\\n"}'),
    ('', '', false, '', 'NaN', NULL, 'infinity', NULL, '{}', NULL, NULL, NULL),
    (NULL, NULL, NULL, NULL, 1e300, -0.00, NULL, '0', NULL, ROW(1, 'two'), 'fine', 'null');
  INSERT INTO odd ("Mixed case") SELECT 'row ' || n FROM generate_series(1, 2500) AS n;
  CREATE TABLE parent (id int PRIMARY KEY);
  CREATE TABLE a_child (parent_id int REFERENCES parent, self int);
  INSERT INTO parent VALUES (1); INSERT INTO a_child VALUES (1, NULL);
  CREATE TABLE log (at date, what text) PARTITION BY RANGE (at);
  CREATE TABLE log_one PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
  CREATE TABLE log_rest PARTITION OF log DEFAULT;
  INSERT INTO log VALUES ('2026-01-05', 'one'), ('2027-01-05', 'rest');
  CREATE UNLOGGED TABLE here (id int); INSERT INTO here VALUES (1);
  CREATE TABLE "Other schema"."odd "" name" (id serial, "a ""b""" text);
  INSERT INTO "Other schema"."odd "" name" ("a ""b""") VALUES ('x');
  CREATE TABLE auth.secret (id int); INSERT INTO auth.secret VALUES (7);
  CREATE EXTENSION IF NOT EXISTS pg_trgm;`;

/** Table → its rows, sorted: their order is free. And the statements about sequences. */
function contentOf(dump: string): Readonly<Record<string, readonly string[]>> {
  const content: Record<string, string[]> = {};
  let rows: string[] | undefined;
  for (const line of dump.split('\n')) {
    if (rows !== undefined && line === '\\.') rows = undefined;
    else if (rows !== undefined) rows.push(line);
    else if (line.startsWith('COPY ')) rows = content[line] ??= [];
    else if (line.includes('setval(')) content[line] = [];
  }
  for (const of of Object.values(content)) of.sort();
  return content;
}

async function ownDump({ url }: Database, opts: readonly string[]): Promise<string> {
  const pool = openPool(url);
  try {
    const options = dataOptionsOf(opts);
    if (options === undefined) throw new Error('not for us');
    return await text(await dumpData(pool, options));
  } finally {
    await pool.close();
  }
}

test.for([
  [['-O', '-x', '--data-only']],
  [['-O', '-x', '--data-only', '--schema', 'public', '--schema', 'auth']],
  [['-Oxa', '--schema=Public', '--load-via-partition-root', '--no-unlogged-table-data']],
  [['-a', '-n', 'auth', '--no-owner', '--no-privileges']],
] as const)('%j is what pg_dump makes of it', async ([opts], { database }) => {
  await database.query(ODD);
  const real = execFileSync('pg_dump', [...opts, database.url], { encoding: 'utf8' });
  const own = await ownDump(database, opts);
  expect(contentOf(own)).toEqual(contentOf(real));
  expect(Object.keys(contentOf(own)).length).toBeGreaterThan(0);
});

test('rows that are referred to come first, and all are of the snapshot that is named', async ({
  database,
}) => {
  await database.query(ODD);
  const pool = openPool(database.url);
  onTestFinished(() => pool.close());
  const dump = await pool.transaction(
    async (holder) => {
      const snapshot = (await holder.query('SELECT pg_export_snapshot()')).text(0, 0);
      await database.query(`INSERT INTO parent VALUES (2)`);
      return await ownDump(database, ['--data-only', `--snapshot=${snapshot}`]);
    },
    { isolation: 'repeatable-read' },
  );
  expect(contentOf(dump)['COPY public.parent (id) FROM stdin;']).toEqual(['1']);
  expect(dump.indexOf('COPY public.parent ')).toBeLessThan(dump.indexOf('COPY public.a_child '));
});

test('what asks for more than rows, or by a pattern, is left to pg_dump', () => {
  for (const opts of [
    ['-O', '-x', '--schema-only'],
    [],
    ['--data-only', '--inserts'],
    ['--data-only', '--schema', 'pub*'],
    ['--data-only', '--schema', 'public; DROP TABLE odd'],
    ['--data-only', "--snapshot=0'; DROP TABLE odd; --"],
    ['--data-only', '-t', 'odd'],
    ['--data-only', '--schema'],
  ])
    expect(dataOptionsOf(opts)).toBeUndefined();
});

test('what Postgres refuses is the answer', async ({ database }) => {
  await expect(ownDump(database, ['--data-only', '--snapshot=00-00-1'])).rejects.toThrow(
    'error while executing pg_dump: ',
  );
});
