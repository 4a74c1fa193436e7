import fc from 'fast-check';
import { expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { querySql } from './oracle.ts';
import { type Listed, nodeArb, pageOf, pathIn, type Walk, walkArb } from './page.ts';
import type { Page, Query } from './query.ts';
import { globalId, printDocument } from './query-document.ts';
import { HEADERS, makeWorlds, metadataOf, SEED } from './setup.ts';
import { maySelect } from './visible.ts';
import type { World } from './world.ts';

/**
 * Differential test of Relay: connections walked through page by page, forward and backward, and rows by their global
 * ids, against the whole list in plain SQL, cut up here.
 */

const WALKS = Number(process.env['PROPERTY_WALKS'] ?? 1500);
const NODES = Number(process.env['PROPERTY_NODES'] ?? 2000);
const WORLDS = 10;
/** Walks that go side by side, each a field of one document. */
const BATCH = 15;
const PAGES_MAX = 20;
const LIMIT_MS = 180_000;

test(
  'a role pages through the rows that it sees, and finds no others by their ids',
  async ({ database }) => {
    const worlds = await makeWorlds(database, WORLDS, { mayHaveForeignKeys: true });
    const metadata = metadataOf(worlds, database.url);
    const engine = await startEngine({ databaseUrl: database.url, metadata });
    const counts = {
      walks: 0,
      pages: 0,
      rows: 0,
      backward: 0,
      jumps: 0,
      nodes: 0,
      hidden: 0,
      refused: 0,
    };
    try {
      for (const [i, world] of worlds.entries())
        await compareWorld(world, SEED + i * 1_000_003, { engine, database, counts });
    } finally {
      await engine.stop();
    }
    const told = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
    console.log(`connections: ${told.join(', ')}, seed ${SEED}`);
    expect(counts.walks).toBeGreaterThanOrEqual(WALKS);
    expect(Math.min(counts.pages, counts.rows)).toBeGreaterThan(WALKS);
    expect(Math.min(counts.backward, counts.jumps)).toBeGreaterThan(WALKS * 0.2);
    expect(Math.min(counts.nodes, counts.hidden)).toBeGreaterThan(NODES * 0.2);
    expect(counts.refused).toBeGreaterThan(WORLDS);
  },
  LIMIT_MS,
);

interface Run {
  readonly engine: Engine;
  readonly database: Database;
  readonly counts: Record<
    'walks' | 'pages' | 'rows' | 'backward' | 'jumps' | 'nodes' | 'hidden' | 'refused',
    number
  >;
}

async function compareWorld(world: World, seed: number, run: Run) {
  const batches = Math.ceil(WALKS / WORLDS / BATCH);
  const asking = world.roles.filter((role) => walkArb(world, role) !== null);
  for (let i = 0; i < batches; i++) {
    const role = asking[i % asking.length] ?? '';
    const walks = walkArb(world, role);
    const nodes = nodeArb(world, role);
    if (walks === null || nodes === null) continue;
    await compareWalks(fc.sample(walks, { seed: seed + i, numRuns: BATCH }), role, world, run);
    const numRuns = Math.ceil(NODES / WORLDS / batches);
    await compareNodes(fc.sample(nodes, { seed: seed + i, numRuns }), role, world, run);
  }
  for (const role of world.roles) await compareHidden(role, world, run);
}

type Body = { data: Readonly<Record<string, unknown>>; errors?: unknown };

async function ask(queries: readonly Query[], role: string, world: World, { engine }: Run) {
  const headers = { ...HEADERS, 'x-hasura-role': role };
  const { body } = await engine.post('/v1beta1/relay', printDocument(queries, world), headers);
  return body as Body;
}

async function expectedOf(queries: readonly Query[], role: string, world: World, run: Run) {
  const columns = queries.map((query, i) => `${querySql(query, role, world)} AS q${i}`);
  const { rows } = await run.database.query<Record<string, unknown>>(
    `SELECT ${columns.join(',\n')}`,
  );
  return queries.map((_, i) => rows[0]?.[`q${i}`] ?? null);
}

// ── pages ──

/** One walk on its way: `cursors` are those of the rows that it has passed, by the row's number. */
interface Traveller {
  readonly walk: Walk;
  readonly all: readonly Listed[];
  readonly cursors: Map<number, string>;
  next: { readonly page: Page; readonly at: number } | null;
}

async function compareWalks(walks: readonly Walk[], role: string, world: World, run: Run) {
  const lists = await expectedOf(
    walks.map(({ query }) => query),
    role,
    world,
    run,
  );
  const travellers = walks.map(
    (walk, i): Traveller => ({
      walk,
      all: lists[i] as readonly Listed[],
      cursors: new Map(),
      next: { page: { ...pageSize(walk), past: null }, at: 0 },
    }),
  );
  for (let i = 0; i < PAGES_MAX && travellers.some(({ next }) => next !== null); i++)
    await askPages(travellers, role, world, run);
  for (const { walk, all, cursors } of travellers) {
    expect(cursors.size, `rows of ${walk.query.table} as ${role}`).toBe(all.length);
    run.counts.walks += 1;
    if (walk.direction === 'backward' && all.length > 0) run.counts.backward += 1;
  }
  for (const number of [0, 1]) {
    for (const traveller of travellers) traveller.next = jumpOf(traveller, number);
    run.counts.jumps += travellers.filter(({ next }) => next !== null).length;
    await askPages(travellers, role, world, run);
  }
}

const pageSize = ({ direction, size }: Walk): Pick<Page, 'from' | 'count'> => ({
  from: direction === 'forward' ? 'first' : 'last',
  count: size,
});

function jumpOf({ walk, all, cursors }: Traveller, number: number): Traveller['next'] {
  const jump = walk.jumps[number];
  if (jump === undefined || all.length === 0) return null;
  const at = jump.row % all.length;
  const { from, count, side } = jump;
  return { page: { from, count, past: { side, cursor: cursors.get(at) ?? '' } }, at };
}

async function askPages(travellers: readonly Traveller[], role: string, world: World, run: Run) {
  const moving = travellers.filter(({ next }) => next !== null);
  if (moving.length === 0) return;
  const queries = moving.map(({ walk, next }) => ({
    ...walk.query,
    page: next?.page ?? walk.query.page,
  }));
  const body = await ask(queries, role, world, run);
  for (const [i, traveller] of moving.entries()) {
    const query = queries[i] ?? traveller.walk.query;
    const alone = printDocument([query], world);
    const told = `${alone.query}\n${JSON.stringify(alone.variables)} as ${role}\n${querySql(query, role, world)}`;
    // Where the document failed, each is asked for alone: which of them it was is worth to know.
    const isWhole = body.errors === undefined;
    const { data, errors } = isWhole ? body : await ask([query], role, world, run);
    expect(errors, told).toBeUndefined();
    const page = data[isWhole ? `q${i}` : 'q0'] as Connection;
    comparePage(page, traveller, world, told);
    run.counts.pages += 1;
    run.counts.rows += page.edges.length;
  }
  expect(body.errors, `${queries.length} pages as ${role}`).toBeUndefined();
}

interface Connection {
  readonly pageInfo: Readonly<
    Record<'hasNextPage' | 'hasPreviousPage', boolean> & Record<'startCursor' | 'endCursor', string>
  >;
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Readonly<Record<string, unknown>> & { readonly gid: string };
  }[];
}

/** Compares, and moves on to the next page of the walk. */
function comparePage(
  { pageInfo, edges }: Connection,
  traveller: Traveller,
  world: World,
  told: string,
) {
  const { walk, all, cursors, next } = traveller;
  if (next === null) return;
  const { rows, ...flags } = pageOf(all, next.page, next.at);
  const { table, rows: asked } = walk.query;
  expect(
    edges.map(({ node: { gid: _, ...node } }) => plain(node)),
    told,
  ).toEqual(rows.map(({ node }) => node));
  expect(
    edges.map(({ node }) => decoded(node.gid)),
    told,
  ).toEqual(rows.map(({ keys }) => [1, world.schema, table, keys.at(-1)]));
  // A cursor tells a client what its row is ordered by: nothing that it may not see.
  expect(
    edges.map(({ cursor }) => asked.orderBy.map((by) => valueAt(decoded(cursor), pathIn(by)))),
    told,
  ).toEqual(rows.map(({ keys }) => keys));
  expect(pageInfo, told).toEqual({
    ...flags,
    startCursor: edges[0]?.cursor ?? '',
    endCursor: edges.at(-1)?.cursor ?? '',
  });
  for (const [i, row] of rows.entries()) cursors.set(all.indexOf(row), edges[i]?.cursor ?? '');
  const isForward = walk.direction === 'forward';
  const hasMore = isForward ? flags.hasNextPage : flags.hasPreviousPage;
  const last = isForward ? rows.at(-1) : rows[0];
  const cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
  traveller.next =
    hasMore && last !== undefined
      ? {
          page: { ...pageSize(walk), past: { side: isForward ? 'after' : 'before', cursor } },
          at: all.indexOf(last),
        }
      : null;
}

const decoded = (base64: string): unknown => JSON.parse(Buffer.from(base64, 'base64').toString());
const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((at, step) => (at as Readonly<Record<string, unknown>>)[step], value);

/** With the numbers of rows where Relay has global ids. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith(ID_PREFIX))
    return (decoded(value) as readonly unknown[])[3];
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
const ID_PREFIX = Buffer.from('[1,').toString('base64');

// ── rows by their ids ──

async function compareNodes(queries: readonly Query[], role: string, world: World, run: Run) {
  const [body, expected] = await Promise.all([
    ask(queries, role, world, run),
    expectedOf(queries, role, world, run),
  ]);
  expect(body.errors, `nodes as ${role}`).toBeUndefined();
  for (const [i, query] of queries.entries()) {
    const told = `${printDocument([query], world).query} as ${role}\n${querySql(query, role, world)}`;
    expect(plain(body.data[`q${i}`]), told).toEqual(expected[i]);
    run.counts[expected[i] === null ? 'hidden' : 'nodes'] += 1;
  }
}

/** A table that the role may not select from is no table to it. */
async function compareHidden(role: string, { schema, tables, ...rest }: World, run: Run) {
  const world = { schema, tables, ...rest };
  for (const { name } of tables.filter((table) => !maySelect(world, table.name, role))) {
    const query = `{ node(id: "${globalId(schema, name, 1)}") { id } }`;
    const headers = { ...HEADERS, 'x-hasura-role': role };
    const { body } = await run.engine.post('/v1beta1/relay', { query }, headers);
    // Whoever sees no table at all has no such field either.
    expect(body.data, `${name} as ${role}`).toBeUndefined();
    expect(body.errors[0].message, `${name} as ${role}`).toMatch(
      /^invalid node id: no such table found: 'w\d+\.t\d+'$|^field 'node' not found in type: 'query_root'$/,
    );
    run.counts.refused += 1;
  }
}
