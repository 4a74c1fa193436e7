import fc from 'fast-check';
import pg from 'pg';
import { expect } from 'vitest';
import { test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { HEADERS, insertSql, makeWorlds, metadataOf, SEED } from './setup.ts';
import { determined, nestedIn, type Planting, plantingArb, plantingDocument } from './tree.ts';
import { plant } from './tree-sql.ts';
import { writePermissionOf } from './visible.ts';
import { type World, WRITERS } from './world.ts';

/**
 * Differential test of rows that are inserted with those they hang on and those that hang on them: all tables after the
 * engine's mutation against all tables after plain inserts, whose transaction is taken back.
 */

const WRITES = Number(process.env['PROPERTY_WRITES'] ?? 3000);
const WORLDS = 30;
const LIMIT_MS = 180_000;
const REFUSED = 'check constraint of an insert/update permission has failed';

test(
  'rows are inserted below each other as the permission of each table says',
  async ({ database }) => {
    const worlds = await makeWorlds(database, WORLDS, { mayHaveForeignKeys: false });
    const metadata = metadataOf(worlds, database.url);
    const engine = await startEngine({ databaseUrl: database.url, metadata });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const counts = {
      writes: 0,
      written: 0,
      refused: 0,
      objects: 0,
      arrays: 0,
      presets: 0,
      overridden: 0,
    };
    try {
      for (const [i, world] of worlds.entries())
        for (const planting of plantings(world, SEED + i))
          await comparePlanting(planting, world, { engine, client, counts });
    } finally {
      await client.end();
      await engine.stop();
    }
    const { writes, written, refused, objects, arrays, presets, overridden } = counts;
    console.log(
      `nested inserts: ${writes} writes, ${refused} refused, ${written} with rows below others written: ${objects} by an object, ${arrays} by an array, ${presets} with presets, ${overridden} with one over what a row decides, seed ${SEED}`,
    );
    expect(writes).toBeGreaterThanOrEqual(WRITES * 0.8);
    expect(Math.min(refused, objects, arrays)).toBeGreaterThan(WRITES * 0.05);
    expect(Math.min(written, presets)).toBeGreaterThan(WRITES * 0.02);
    expect(overridden).toBeGreaterThan(WRITES * 0.005);
  },
  LIMIT_MS,
);

/** Every role that may insert anything has its turn. */
function plantings(world: World, seed: number): readonly Planting[] {
  const arbs = WRITERS.flatMap((role) => plantingArb(world, role) ?? []);
  if (arbs.length === 0) return [];
  return fc.sample(fc.oneof(...arbs), { seed, numRuns: Math.ceil(WRITES / WORLDS) });
}

interface Run {
  readonly engine: Engine;
  readonly client: pg.Client;
  readonly counts: {
    writes: number;
    written: number;
    refused: number;
    objects: number;
    arrays: number;
    presets: number;
    overridden: number;
  };
}

async function comparePlanting(planting: Planting, world: World, { engine, client, counts }: Run) {
  const { role, rows } = planting;
  const expected = await expectedOf(planting, world, client);
  const { query, variables } = plantingDocument(planting, world);
  const { body } = await engine.graphql(query, variables, { ...HEADERS, 'x-hasura-role': role });
  const answer = body.errors?.[0].message ?? body.data.m.affected_rows;
  const told = `${query}\n${JSON.stringify(variables)} as ${role}`;
  expect({ answer, rows: await rowsOf(world, client) }, told).toEqual(expected);
  const { object, array } = nestedIn(rows);
  counts.writes += 1;
  if (typeof answer === 'string') counts.refused += 1;
  else if (object + array > 0) {
    counts.written += 1;
    counts.objects += object;
    counts.arrays += array;
    if (hasPresetsBelow(planting, world)) counts.presets += 1;
    if (hasPresetOverRow(planting, world)) counts.overridden += 1;
  }
  if (typeof answer !== 'string') await restore(world, client);
}

const presetsOf = (table: string, role: string, world: World): readonly string[] =>
  Object.keys(writePermissionOf(world, table, role, 'insert')?.presets ?? {});

const hasPresetsBelow = ({ rows, role }: Planting, world: World): boolean =>
  rows
    .flatMap(({ objects, arrays }) => [
      ...objects.map(({ row }) => row),
      ...arrays.flatMap((each) => each.rows),
    ])
    .some(({ table }) => presetsOf(table.name, role, world).length > 0);

/** Whether a preset stands against what another row decides: the preset it is that counts. */
const hasPresetOverRow = ({ rows, role }: Planting, world: World): boolean =>
  determined(rows).some(({ table, column }) => presetsOf(table.name, role, world).includes(column));

/** What must be answered, and how all tables must look then. */
async function expectedOf(planting: Planting, world: World, client: pg.Client) {
  await client.query('BEGIN');
  const affected = await plant(planting, world, client);
  const after = await rowsOf(world, client);
  await client.query('ROLLBACK');
  return affected === null
    ? { answer: REFUSED, rows: await rowsOf(world, client) }
    : { answer: affected, rows: after };
}

/** By table, as the texts of its rows. */
async function rowsOf({ schema, tables }: World, client: pg.Client): Promise<unknown> {
  const all = tables.map(
    ({ name }) =>
      `(SELECT coalesce(array_agg(t::text ORDER BY t.id), '{}') FROM ${schema}.${name} t) AS ${name}`,
  );
  return (await client.query(`SELECT ${all.join(', ')}`)).rows[0];
}

async function restore(world: World, client: pg.Client) {
  const { schema, tables, rows } = world;
  const statements = tables.flatMap((table) => [
    `DELETE FROM ${schema}.${table.name};`,
    insertSql(world, table, rows.get(table.name) ?? []),
  ]);
  await client.query(statements.join('\n'));
}
