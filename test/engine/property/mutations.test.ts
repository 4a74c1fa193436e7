import fc from 'fast-check';
import pg from 'pg';
import { expect } from 'vitest';
import { test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { type Write, writeArb, writeDocument, writeSql } from './mutation.ts';
import { HEADERS, insertSql, metadataOf, worldSql } from './setup.ts';
import { maySelect } from './visible.ts';
import { type Table, type World, WRITER, worldArb } from './world.ts';

/**
 * Differential test of what a role may write: the table after the engine's mutation against the same table after plain
 * SQL, whose transaction is taken back.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_124);
const WRITES = Number(process.env['PROPERTY_WRITES'] ?? 3000);
const WORLDS = 10;
const LIMIT_MS = 180_000;

test(
  'a role writes the rows that its permissions say, and no others',
  async ({ database }) => {
    // Those of odd numbers have no foreign keys, which would forbid what the permission allows.
    const worlds = Array.from({ length: WORLDS }, (_, i) => worldNumbered(2 * i + 1));
    for (const world of worlds) await database.query(worldSql(world));
    const metadata = metadataOf(worlds, database.url);
    const engine = await startEngine({ databaseUrl: database.url, metadata });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const counts = { writes: 0, refused: 0, changed: 0 };
    try {
      for (const [i, world] of worlds.entries()) {
        const arb = writeArb(world);
        if (arb === null) continue;
        const numRuns = Math.ceil(WRITES / WORLDS);
        for (const write of fc.sample(arb, { seed: SEED + i, numRuns }))
          await compareWrite(write, world, { engine, client, counts });
      }
    } finally {
      await client.end();
      await engine.stop();
    }
    console.log(
      `mutations: ${counts.writes} writes, ${counts.changed} changed rows, ${counts.refused} refused, seed ${SEED}`,
    );
    expect(counts.writes).toBeGreaterThanOrEqual(WRITES * 0.8);
    expect(Math.min(counts.changed, counts.refused)).toBeGreaterThan(WRITES * 0.1);
  },
  LIMIT_MS,
);

function worldNumbered(i: number): World {
  const [world] = fc.sample(worldArb(`w${i}`), { seed: SEED + i, numRuns: 1 });
  if (!world) throw new Error('no world');
  return world;
}

interface Run {
  readonly engine: Engine;
  readonly client: pg.Client;
  readonly counts: { writes: number; refused: number; changed: number };
}

async function compareWrite(write: Write, world: World, { engine, client, counts }: Run) {
  const expected = await expectedOf(write, world, client);
  const { query, variables } = writeDocument(write, world);
  const { body } = await engine.graphql(query, variables, { ...HEADERS, 'x-hasura-role': WRITER });
  const answer = answerOf(write, body);
  const told = `${query}\n${JSON.stringify(variables)}\n${writeSql(write, world)}`;
  expect({ answer, rows: await rowsOf(write.table, world, client) }, told).toEqual(expected);
  counts.writes += 1;
  if (typeof answer === 'string') counts.refused += 1;
  else if (answer.affected > 0) counts.changed += 1;
  await restore(write.table, world, client);
}

type Row = Readonly<Record<string, unknown>>;

/** The message of a refusal, or how many rows were written and what was shown of them. */
function answerOf(write: Write, { errors, data }: { errors?: [{ message: string }]; data: Data }) {
  if (errors !== undefined) return errors[0].message;
  const { m } = data;
  if (write.kind !== 'insert' && write.key !== null)
    return { affected: m === null ? 0 : 1, returning: m === null ? [] : [m as Row] };
  const { affected_rows, returning } = m as { affected_rows: number; returning?: readonly Row[] };
  return { affected: affected_rows, returning: inOrder(returning ?? []) };
}
interface Data {
  readonly m: unknown;
}

const rowsSeen = (write: Write, world: World, written: readonly { readonly row: Row }[]) =>
  maySelect(world, write.table.name, WRITER) ? inOrder(written.map(({ row }) => row)) : [];
const inOrder = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => Number(a['id']) - Number(b['id']));

const REFUSED = 'check constraint of an insert/update permission has failed';

/** What must be answered, and how the table must look then. */
async function expectedOf(write: Write, world: World, client: pg.Client) {
  await client.query('BEGIN');
  const { rows: written } = await client.query<{ ok: boolean; row: Row }>(writeSql(write, world));
  const isRefused = written.some(({ ok }) => !ok);
  const after = await rowsOf(write.table, world, client);
  await client.query('ROLLBACK');
  return isRefused
    ? { answer: REFUSED, rows: await rowsOf(write.table, world, client) }
    : {
        answer: { affected: written.length, returning: rowsSeen(write, world, written) },
        rows: after,
      };
}

async function rowsOf({ name }: Table, { schema }: World, client: pg.Client) {
  return (await client.query(`SELECT * FROM ${schema}.${name} ORDER BY id`)).rows;
}

async function restore(table: Table, world: World, client: pg.Client) {
  await client.query(`DELETE FROM ${world.schema}.${table.name}`);
  const sql = insertSql(world, table, world.rows.get(table.name) ?? []);
  if (sql !== '') await client.query(sql);
}
