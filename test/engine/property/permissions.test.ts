import fc from 'fast-check';
import { expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { querySql } from './oracle.ts';
import { type Query, queryArb } from './query.ts';
import { printDocument } from './query-document.ts';
import { HEADERS, makeWorlds, metadataOf, SEED } from './setup.ts';
import { maySelect, visibleColumns } from './visible.ts';
import { cellsOf, type World } from './world.ts';

/**
 * Differential test of what a role sees: random schemas, rows, permissions and queries; the engine's answer against plain
 * SQL that oracle.ts writes from the same rules. A number in PROPERTY_SEED repeats a run, PROPERTY_QUERIES makes a longer one.
 */

const QUERIES = Number(process.env['PROPERTY_QUERIES'] ?? 20_000);
const WORLDS = 20;
/** Queries in one document, and in one statement of the oracle's. */
const BATCH = 25;
/** Of so many batches one is subscribed to: a subscription is asked for by a statement of its own. */
const SUBSCRIBED = 5;
const LIMIT_MS = 300_000;

test(
  'a role sees the rows and columns that its permissions say, and no others',
  async ({ database }) => {
    const worlds = await makeWorlds(database, WORLDS, { mayHaveForeignKeys: true });
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
    await compareBatch(fc.sample(who.arb, { seed, numRuns: BATCH }), who.role, world, i, run);
  }
}

async function compareBatch(
  queries: readonly Query[],
  role: string,
  world: World,
  number: number,
  run: Run,
) {
  const operation = number % SUBSCRIBED === 0 ? 'subscription' : 'query';
  const headers = { ...HEADERS, 'x-hasura-role': role };
  const ask = (of: readonly Query[]) => {
    const { query, variables } = printDocument(of, world, operation);
    return operation === 'query'
      ? run.engine.graphql(query, variables, headers)
      : firstAnswer(run.engine, query, variables, headers);
  };
  const sql = queries.map((each) => querySql(each, role, world));
  const [{ body }, { rows }] = await Promise.all([
    ask(queries),
    run.database.query<{ [key: string]: unknown }>(
      `SELECT ${sql.map((text, i) => `${text} AS q${i}`).join(',\n')}`,
    ),
  ]);
  for (const [i, each] of queries.entries()) {
    const alone = printDocument([each], world, operation);
    const told = `${alone.query}\n${JSON.stringify(alone.variables)} as ${role}\n${sql[i]}`;
    // Where the document failed, each is asked for alone: which of them it was is worth to know.
    const answer = body.errors === undefined ? body.data[`q${i}`] : await answerOf(ask([each]));
    expect(answer, told).toEqual(rows[0]?.[`q${i}`] ?? null);
  }
  expect(body.errors, `${queries.length} queries as ${role}`).toBeUndefined();
  run.counts.queries += queries.length;
  run.counts.rows += valuesIn(body.data);
}

const answerOf = async (asked: Promise<{ body: { data?: { q0: unknown }; errors?: unknown } }>) => {
  const { body } = await asked;
  return body.errors ?? body.data?.q0;
};

/** What a subscription is told first. */
async function firstAnswer(
  engine: Engine,
  query: string,
  variables: object,
  headers: Readonly<Record<string, string>>,
) {
  const { body } = await fetch(`${engine.url}/v1/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'x-hasura-admin-secret': engine.adminSecret,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const reader = body?.getReader();
  let text = '';
  const event = /event: next\n((?:data: .*\n)+)\n/;
  while (!event.test(text)) text += Buffer.from((await reader?.read())?.value ?? []).toString();
  await reader?.cancel();
  return { body: JSON.parse(event.exec(text)?.[1]?.replaceAll(/^data: /gm, '') ?? 'null') };
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
    const all = cellsOf(table).map((column) => column.name);
    const shown = (body.data.type?.fields ?? [])
      .map((field: { name: string }) => field.name)
      .filter((field: string) => all.includes(field));
    const expected = maySelect(world, table.name, role)
      ? visibleColumns(world, table, role).map((column) => column.name)
      : [];
    expect(shown.sort(), `${name} as ${role}`).toEqual([...expected].sort());
  }
}
