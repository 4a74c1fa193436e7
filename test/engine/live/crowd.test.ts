import { expect } from 'vitest';
import { test as base, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { defaultSource } from '../../support/metadata.ts';
import { eventually } from '../../support/wait.ts';
import { openWireTap, type WireTap } from '../../support/wire-tap.ts';
import { answered, connectMany } from './crowd.ts';

/**
 * 500 subscribers with 100 different values of one variable. What is asked of Postgres is counted on the wire: all
 * statements that name the table which is subscribed to, and each of their runs.
 */

const SUBSCRIBERS = 500;
const OWNERS = 100;
const PER_OWNER = SUBSCRIBERS / OWNERS;
const REFETCH_MS = 500;

const OF_OWNER =
  'subscription ($owner: Int!) { item(where: {owner: {_eq: $owner}}, order_by: {id: asc}) { id } }';
const COUNT_OF_OWNER =
  'subscription ($owner: Int!) { item_aggregate(where: {owner: {_eq: $owner}}) { aggregate { count } } }';

interface Stage {
  readonly engine: Engine;
  readonly database: Database;
  /** Runs so far of statements that name the table, and of how many different ones. */
  asked(): { readonly runs: number; readonly statements: number };
}

const test = base.extend<{ open: (env?: Readonly<Record<string, string>>) => Promise<Stage> }>({
  open: async ({ database }, use) => {
    let opened: { engine: Engine; tap: WireTap } | undefined;
    await use(async (env = {}) => {
      await database.query(
        `CREATE TABLE item (id serial PRIMARY KEY, owner int);
         CREATE TABLE other (id serial PRIMARY KEY);
         INSERT INTO item (owner) SELECT i FROM generate_series(0, ${OWNERS - 1}) AS i`,
      );
      const tap = await openWireTap(database.url);
      const engine = await startEngine({
        databaseUrl: tap.url,
        env: {
          HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: String(REFETCH_MS),
          HASURA_GRAPHQL_ENABLED_LOG_TYPES: 'startup,livequery-poller-log',
          ...env,
        },
        metadata: {
          version: 3,
          sources: [
            {
              ...defaultSource(tap.url),
              tables: ['item', 'other'].map((name) => ({ table: { schema: 'public', name } })),
            },
          ],
        },
      });
      opened = { engine, tap };
      return { engine, database, asked: () => countOf(tap) };
    });
    await opened?.engine.stop();
    await opened?.tap.close();
  },
});

function countOf({ runs }: WireTap) {
  const ofTable = [...runs].filter(([text]) => text.includes('"item"'));
  return {
    statements: ofTable.length,
    runs: ofTable.reduce((sum, [, times]) => sum + times, 0),
  };
}

interface Round {
  readonly poller: string;
  readonly at: number;
  readonly cohorts: number;
  readonly subscribers: number;
  readonly statements: number;
}
/** What the engine's log says of every round so far. */
function roundsOf(engine: Engine): readonly Round[] {
  const whole = engine.log().split('\n').slice(0, -1);
  return whole.flatMap((line) => {
    const { type, timestamp, detail } = JSON.parse(line);
    if (type !== 'livequery-poller-log') return [];
    const batches: readonly { batch_size: number }[] = detail.execution_batches;
    return {
      poller: detail.poller_id,
      at: Date.parse(timestamp),
      cohorts: batches.reduce((sum, batch) => sum + batch.batch_size, 0),
      subscribers: detail.subscriber_count,
      statements: batches.length,
    };
  });
}
/** Rounds from one on in which everybody was asked for, of each poller. */
function fullRounds(engine: Engine, from: number): readonly (readonly Round[])[] {
  const full = roundsOf(engine)
    .slice(from)
    .filter(({ cohorts, subscribers }) => cohorts === OWNERS && subscribers === SUBSCRIBERS);
  const pollers = new Set(full.map(({ poller }) => poller));
  return [...pollers].map((id) => full.filter(({ poller }) => poller === id));
}

/** So many pollers, of which each asks for everybody by one statement a tick; and nobody else asks. */
async function expectPollers(count: number, ticks: number, { engine, asked }: Stage) {
  const from = roundsOf(engine).length;
  await eventually(() => {
    const seen = fullRounds(engine, from).map(({ length }) => length);
    expect(seen.filter((length) => length >= ticks)).toHaveLength(count);
  });
  for (const rounds of fullRounds(engine, from)) {
    expect(rounds.map(({ statements }) => statements)).toEqual(rounds.map(() => 1));
    // The first may be the one that gave the last subscriber an answer, and was still at it.
    const [, ...byTheClock] = rounds;
    const gaps = byTheClock.slice(1).map(({ at }, i) => at - (byTheClock[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(REFETCH_MS - CLOCKS_MS);
  }
  await eventually(() => {
    const told = roundsOf(engine).reduce((sum, { statements }) => sum + statements, 0);
    expect(asked()).toEqual({ runs: told, statements: count });
  });
}
/** A timer counts by another clock than a log. */
const CLOCKS_MS = 20;

test('by the clock: one statement a tick for each different query, however many subscribe', async ({
  open,
}) => {
  const stage = await open();
  const { engine, database } = stage;
  const crowd = await connectMany(engine, SUBSCRIBERS);
  for (const [i, each] of crowd.entries()) each.subscribe('1', OF_OWNER, { owner: i % OWNERS });
  await answered(crowd, '1', 1);
  await expectPollers(1, 4, stage);

  await database.query('INSERT INTO item (owner) VALUES (7)');
  await answered(
    crowd.filter((_, i) => i % OWNERS === 7),
    '1',
    2,
  );
  for (const [i, each] of crowd.entries())
    each.subscribe('2', COUNT_OF_OWNER, { owner: i % OWNERS });
  await answered(crowd, '2', 1);
  await expectPollers(2, 4, stage);
  // Nobody was told what had not changed.
  const counts = crowd.map(({ answers }) => answers.get('1')?.length ?? 0);
  expect(counts.filter((count) => count === 2)).toHaveLength(PER_OWNER);
  expect(counts.filter((count) => count === 1)).toHaveLength(SUBSCRIBERS - PER_OWNER);
});

test('woken by changes: no statement while nothing changes, and one after a commit', async ({
  open,
  database,
}) => {
  // Where it is off, commits that are not on disk yet are looked for now and then.
  await database.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$`,
  );
  const stage = await open({ HASURA_GRAPHQL_LIVE_QUERIES_WAKE: 'logical' });
  const { engine, asked } = stage;
  const crowd = await connectMany(engine, SUBSCRIBERS);
  for (const [i, each] of crowd.entries()) each.subscribe('1', OF_OWNER, { owner: i % OWNERS });
  await answered(crowd, '1', 1);
  await eventually(async () => {
    const before = asked().runs;
    await new Promise((resolve) => setTimeout(resolve, REFETCH_MS * 3)); // three ticks, were it the clock
    expect(asked().runs).toBe(before);
  });

  const { runs } = asked();
  const ofOwner = crowd.filter((_, i) => i % OWNERS === 7);
  await database.query('INSERT INTO item (owner) VALUES (7)');
  await answered(ofOwner, '1', 2);
  expect(asked().runs).toBe(runs + 1);
  // The log tells in order: had the other table's commit counted, it would have been asked for by then.
  await database.query('INSERT INTO other DEFAULT VALUES');
  await new Promise((resolve) => setTimeout(resolve, REFETCH_MS));
  await database.query('INSERT INTO item (owner) VALUES (7)');
  await answered(ofOwner, '1', 3);
  expect(asked()).toEqual({ runs: runs + 2, statements: 1 });
  expect(crowd.filter(({ answers }) => answers.get('1')?.length !== 1)).toHaveLength(PER_OWNER);
});
