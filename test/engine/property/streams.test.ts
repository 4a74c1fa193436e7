import fc from 'fast-check';
import { type Client, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { querySql } from './oracle.ts';
import { rowsArb as askedRowsArb, type Query } from './query.ts';
import { printDocument } from './query-document.ts';
import { HEADERS, insertSql, makeWorlds, metadataOf, SEED } from './setup.ts';
import { limitOf, maySelect } from './visible.ts';
import { rowsArb, type World } from './world.ts';

/**
 * Differential test of streaming subscriptions: all batches that come, and those that come of rows which are inserted
 * while the streams run, against the rows past the cursor in plain SQL.
 */

const STREAMS = Number(process.env['PROPERTY_STREAMS'] ?? 1000);
const WORLDS = 10;
/** From so many places each stream is begun: they share a poller, and catch up with each other. */
const STARTS = 2;
const POLL_MS = 40;
/** What must not come cannot be waited for: so many polls go by without it. */
const SILENCE_MS = 10 * POLL_MS;
const PATIENCE_MS = 10_000;
const LIMIT_MS = 180_000;

test(
  'a role is streamed the rows that it sees, each once, and no others',
  async ({ database }) => {
    const worlds = await makeWorlds(database, WORLDS, { mayHaveForeignKeys: false });
    const engine = await startEngine({
      databaseUrl: database.url,
      metadata: metadataOf(worlds, database.url),
      env: { HASURA_GRAPHQL_STREAMING_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: String(POLL_MS) },
    });
    const counts = {
      streams: 0,
      batches: 0,
      rows: 0,
      later: 0,
      descending: 0,
      silent: 0,
      limited: 0,
    };
    try {
      for (const [i, world] of worlds.entries())
        await compareWorld(world, SEED + i, { engine, database, counts });
    } finally {
      await engine.stop();
    }
    const told = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
    console.log(`streams: ${told.join(', ')}, seed ${SEED}`);
    expect(counts.streams).toBeGreaterThanOrEqual(STREAMS);
    expect(Math.min(counts.batches, counts.rows)).toBeGreaterThan(STREAMS);
    for (const some of ['later', 'descending', 'silent', 'limited'] as const)
      expect(counts[some], some).toBeGreaterThan(STREAMS * 0.1);
  },
  LIMIT_MS,
);

interface Run {
  readonly engine: Engine;
  readonly database: Database;
  readonly counts: Record<
    'streams' | 'batches' | 'rows' | 'later' | 'descending' | 'silent' | 'limited',
    number
  >;
}

type StreamQuery = Extract<Query, { kind: 'stream' }>;
type Row = Readonly<Record<string, unknown>> & { readonly sid: number };
type Batch = readonly Row[];
interface Stream {
  readonly query: StreamQuery;
  readonly role: string;
  /** As they came; what is no batch is an error. */
  readonly came: unknown[];
  readonly expected: Batch[];
}

async function compareWorld(world: World, seed: number, run: Run) {
  const asking = world.roles.filter((role) => streamArb(world, role) !== null);
  const clients = new Map(asking.map((role) => [role, clientOf(role, run.engine)]));
  const perRole = Math.ceil(STREAMS / WORLDS / STARTS / asking.length);
  const streams = asking.flatMap((role, i) => {
    const arb = streamArb(world, role);
    return arb === null
      ? []
      : fc
          .sample(arb, { seed: seed * 31 + i, numRuns: perRole })
          .flat()
          .map((query): Stream => ({ query, role, came: [], expected: [] }));
  });
  await expectMore(streams, world, run);
  for (const stream of streams) listen(clients.get(stream.role), stream, world);
  await compare(streams, world);
  const before = streams.map(({ expected }) => expected.length);
  await run.database.query(laterRows(world, seed));
  await expectMore(streams, world, run);
  await compare(streams, world);
  for (const client of clients.values()) await client.dispose();
  for (const [i, { query, role, expected }] of streams.entries()) {
    run.counts.streams += 1;
    run.counts.batches += expected.length;
    run.counts.rows += expected.flat().length;
    if (expected.length > (before[i] ?? 0)) run.counts.later += 1;
    if (expected.length === 0) run.counts.silent += 1;
    else if (query.direction === 'desc') run.counts.descending += 1;
    if (expected.length > 0 && limitOf(world, query.table, role) !== null) run.counts.limited += 1;
  }
}

/** The same stream from several places. */
function streamArb(world: World, role: string): fc.Arbitrary<readonly StreamQuery[]> | null {
  const tables = world.tables.filter(({ name }) => maySelect(world, name, role));
  if (tables.length === 0) return null;
  return fc.constantFrom(...tables).chain((table) =>
    fc
      .record({
        rows: askedRowsArb(table, world, role, 1),
        direction: fc.constantFrom('asc' as const, 'asc' as const, 'desc' as const),
        size: fc.integer({ min: 1, max: 4 }),
        starts: fc.array(fc.integer({ min: -3, max: 9 }), { minLength: STARTS, maxLength: STARTS }),
      })
      .map(({ rows, starts, ...rest }) =>
        starts.map((start) => ({
          kind: 'stream' as const,
          table: table.name,
          rows: { ...rows, distinctOn: [], limit: null, offset: null },
          start,
          ...rest,
        })),
      ),
  );
}

/** Behind all that are there, and before them. */
function laterRows(world: World, seed: number): string {
  const statements = world.tables.map((table) => {
    const [rows = []] = fc.sample(rowsArb(table), { seed, numRuns: 1 });
    const moved = rows.map((row, i) => ({ ...row, id: i % 2 === 0 ? 20 + i : -1 - i }));
    return insertSql(world, table, moved);
  });
  // One transaction: no stream sees half of them.
  return statements.join('\n');
}

function clientOf(role: string, { url, adminSecret }: Engine): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/v1/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: {
      headers: { ...HEADERS, 'x-hasura-admin-secret': adminSecret, 'x-hasura-role': role },
    },
  });
}

function listen(client: Client | undefined, { query, came }: Stream, world: World) {
  client?.subscribe(
    { ...printDocument([query], world, 'subscription') },
    {
      next: ({ data, errors }) => came.push(data?.['q0'] ?? errors),
      error: (error) => came.push(error),
      complete: () => undefined,
    },
  );
}

/** Adds what must come now: rows past the last that came, in batches of what was asked for and what is allowed. */
async function expectMore(streams: readonly Stream[], world: World, { database }: Run) {
  const columns = streams.map(({ query, role, expected }, i) => {
    const start = expected.flat().at(-1)?.sid ?? query.start;
    return `${querySql({ ...query, start }, role, world)} AS q${i}`;
  });
  const { rows } = await database.query<Record<string, Batch>>(`SELECT ${columns.join(',\n')}`);
  for (const [i, { query, role, expected }] of streams.entries()) {
    const all = rows[0]?.[`q${i}`] ?? [];
    const size = Math.min(query.size, limitOf(world, query.table, role) ?? query.size);
    if (size > 0)
      for (let at = 0; at < all.length; at += size) expected.push(all.slice(at, at + size));
  }
}

async function compare(streams: readonly Stream[], world: World) {
  const end = Date.now() + PATIENCE_MS;
  const isEarly = (): boolean =>
    streams.some(({ came, expected }) => came.length < expected.length);
  while (isEarly() && Date.now() < end) await pause(POLL_MS);
  await pause(SILENCE_MS);
  for (const { query, role, came, expected } of streams) {
    const { query: text, variables } = printDocument([query], world, 'subscription');
    const told = `${text}\n${JSON.stringify(variables)} as ${role}\n${querySql(query, role, world)}`;
    expect(came, told).toEqual(expected);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
