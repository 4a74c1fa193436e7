import fc from 'fast-check';
import { expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { querySql } from './oracle.ts';
import { printDocument, type Query, queryArb } from './query.ts';
import { HEADERS, metadataOf, worldSql } from './setup.ts';
import { maySelect, visibleColumns } from './visible.ts';
import { columnsOf, type World, worldArb } from './world.ts';

/**
 * Differential test of what a role sees: random schemas, rows, permissions and queries; the engine's answer against plain
 * SQL that oracle.ts writes from the same rules. A number in PROPERTY_SEED repeats a run, PROPERTY_QUERIES makes a longer one.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_124);
const QUERIES = Number(process.env['PROPERTY_QUERIES'] ?? 20_000);
const WORLDS = 20;
/** Queries in one document, and in one statement of the oracle's. */
const BATCH = 25;
const LIMIT_MS = 300_000;

test(
  'a role sees the rows and columns that its permissions say, and no others',
  async ({ database }) => {
    const worlds = Array.from({ length: WORLDS }, (_, i) => worldNumbered(i));
    for (const world of worlds) await database.query(worldSql(world));
    const engine = await startEngine({
      databaseUrl: database.url,
      metadata: metadataOf(worlds, database.url),
    });
    try {
      const counts = { queries: 0, rows: 0 };
      const perWorld = Math.ceil(QUERIES / WORLDS);
      for (const [i, world] of worlds.entries())
        await compareWorld(world, perWorld, i, { engine, database, counts });
      console.log(
        `permissions: ${counts.queries} queries, ${counts.rows} values not null, seed ${SEED}`,
      );
      expect(counts.queries).toBeGreaterThanOrEqual(QUERIES);
      expect(counts.rows).toBeGreaterThan(QUERIES); // not all of them asked for nothing
    } finally {
      await engine.stop();
    }
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
  readonly database: Database;
  readonly counts: { queries: number; rows: number };
}

async function compareWorld(world: World, wanted: number, number: number, run: Run) {
  const asking = world.roles.flatMap((role) => {
    const arb = queryArb(world, role);
    return arb === null ? [] : [{ role, arb }];
  });
  for (const { role } of asking) await checkFields(world, role, run.engine);
  const batches = Math.ceil(wanted / BATCH);
  for (let i = 0; i < batches; i++) {
    const who = asking[i % asking.length];
    if (!who) continue;
    const seed = SEED + number * 1_000_003 + i;
    await compareBatch(fc.sample(who.arb, { seed, numRuns: BATCH }), who.role, world, run);
  }
}

async function compareBatch(queries: readonly Query[], role: string, world: World, run: Run) {
  const { query, variables } = printDocument(queries, world);
  const headers = { ...HEADERS, 'x-hasura-role': role };
  const sql = queries.map((each) => querySql(each, role, world));
  const [{ body }, { rows }] = await Promise.all([
    run.engine.graphql(query, variables, headers),
    run.database.query<{ [key: string]: unknown }>(
      `SELECT ${sql.map((text, i) => `${text} AS q${i}`).join(',\n')}`,
    ),
  ]);
  queries.forEach((each, i) => {
    const alone = printDocument([each], world);
    const told = `${alone.query}\n${JSON.stringify(alone.variables)} as ${role}\n${sql[i]}`;
    expect(body.errors ?? body.data[`q${i}`], told).toEqual(rows[0]?.[`q${i}`] ?? null);
  });
  run.counts.queries += queries.length;
  run.counts.rows += valuesIn(body.data);
}

const valuesIn = (value: unknown): number => {
  if (typeof value !== 'object') return 1;
  return value === null ? 0 : Object.values(value).reduce((sum, each) => sum + valuesIn(each), 0);
};

/** The fields that the role's schema has are those that its permissions list. */
async function checkFields(world: World, role: string, engine: Engine) {
  for (const table of world.tables) {
    const name = `${world.schema}_${table.name}`;
    const { body } = await engine.graphql(
      `{ type: __type(name: "${name}") { fields { name } } }`,
      {},
      { ...HEADERS, 'x-hasura-role': role },
    );
    const all = columnsOf(table).map((column) => column.name);
    const shown = (body.data.type?.fields ?? [])
      .map((field: { name: string }) => field.name)
      .filter((field: string) => all.includes(field));
    const expected = maySelect(world, table.name, role)
      ? visibleColumns(world, table, role).map((column) => column.name)
      : [];
    expect(shown.sort(), `${name} as ${role}`).toEqual([...expected].sort());
  }
}
