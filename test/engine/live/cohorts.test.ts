import { afterEach, expect } from 'vitest';
import { EngineError } from '../../../engine/base/error.ts';
import type { BoolExp } from '../../../engine/ir/bool-exp.ts';
import { NO_LIMIT, type Select } from '../../../engine/ir/select.ts';
import type { ChangeFeed } from '../../../engine/live/change-feed.ts';
import { openLive } from '../../../engine/live/live.ts';
import { prepareLive } from '../../../engine/live/live-plan.ts';
import { openLogicalFeed } from '../../../engine/live/logical-feed.ts';
import { openPool } from '../../../engine/pg/connection-pool.ts';
import type { Pool } from '../../../engine/pg/pool.ts';
import type { Param } from '../../../engine/pg/sql.ts';
import type { Root } from '../../../engine/plan/model.ts';
import { buildSession } from '../../../engine/session/session.ts';
import { test as base, type Database } from '../../support/database.ts';
import { eventually } from '../../support/wait.ts';

const SESSION = buildSession('user', new Map(), { isAdmin: false });
const table = { schema: 'public', name: 'item' };
const column = (name: string, type: string) => ({ kind: 'column', name, type }) as const;
const field = (name: string, type: string) =>
  ({
    kind: 'scalar',
    alias: name,
    value: column(name, type),
    output: 'plain',
    path: null,
    when: null,
  }) as const;
const compare = (name: string, op: '_eq' | '_gt', param: Param): BoolExp => ({
  kind: 'compare',
  op,
  left: column(name, 'integer'),
  right: { kind: 'param', param, type: 'integer' },
});
const select = (where: BoolExp): Select => ({
  from: { kind: 'table', table },
  where,
  orderBy: [{ by: column('id', 'integer'), direction: 'asc', nulls: null }],
  distinctOn: [],
  limit: NO_LIMIT,
  offset: null,
  fields: [field('id', 'integer')],
});

const OF_OWNER: Root = {
  kind: 'query',
  alias: 'items',
  source: 'default',
  query: {
    kind: 'many',
    select: select(compare('owner', '_eq', { from: 'variable', path: ['owner'], as: 'scalar' })),
  },
};
const BATCH: Param = { from: 'constant', value: '2' };
const STREAM: Root = {
  kind: 'stream',
  alias: 'items',
  source: 'default',
  stream: {
    select: {
      ...select(compare('rank', '_gt', { from: 'cursor', column: 'rank' })),
      orderBy: [{ by: column('rank', 'integer'), direction: 'asc', nulls: null }],
      limit: { asked: BATCH, allowed: null },
    },
    batchSize: BATCH,
    cursor: [
      {
        column: 'rank',
        type: 'integer',
        initial: { from: 'variable', path: ['from'], as: 'scalar' },
      },
    ],
  },
};

const test = base.extend<{ pool: Pool }>({
  pool: async ({ database }, use) => {
    await database.query('CREATE TABLE item (id int PRIMARY KEY, owner int, rank int)');
    const pool = openPool(database.url);
    await use(pool);
    await pool.close();
  },
});

/** A live system whose statements are counted. */
function live(pool: Pool, refetchMs = 20, feed?: ChangeFeed) {
  const statements: string[] = [];
  const all = openLive({
    source: () => ({
      query: (text, params) => {
        statements.push(text);
        return pool.read(text, params);
      },
    }),
    feed: () => feed,
    refetchMs: { live: refetchMs, stream: refetchMs },
    batchSize: { live: 100, stream: 100 },
    tell: (error) => new EngineError('data-exception', String(error)),
  });
  const plan = prepareLive([OF_OWNER]);
  const stream = prepareLive([STREAM]);
  const ends: (() => void)[] = [];
  const watch = (owner: unknown) => listen(plan, { owner });
  function listen(to: typeof plan, variables: Record<string, unknown>) {
    const answers: unknown[] = [];
    const end = all.subscribe(to, { session: SESSION, variables }, (body) =>
      answers.push(
        JSON.parse(String(body)).data?.items?.map((row: { id: number }) => row.id) ?? 'error',
      ),
    );
    ends.push(end);
    stop = () => {
      for (const each of ends) each();
    };
    return { answers, end };
  }
  return { all, watch, statements, follow: (from: number) => listen(stream, { from }) };
}
let stop = () => {};
afterEach(() => stop());

const add = (database: Database, ...rows: [id: number, owner: number, rank?: number][]) =>
  database.query(
    `INSERT INTO item VALUES ${rows.map(([id, owner, rank]) => `(${id}, ${owner}, ${rank ?? id})`).join()}`,
  );
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('one statement serves all variables; only what has changed is sent', async ({
  database,
  pool,
}) => {
  await add(database, [1, 1], [2, 2]);
  const { all, watch, statements } = live(pool, 300);
  const watchers = [1, 1, 2, 3].map(watch);
  await eventually(() =>
    expect(watchers.map((one) => one.answers)).toEqual([[[1]], [[1]], [[2]], [[]]]),
  );
  expect(statements.length).toBe(1);
  expect(all.stats()).toMatchObject([{ cohorts: 3, subscribers: 4 }]);
  await add(database, [3, 2]);
  await eventually(() => expect(watchers[2]?.answers).toEqual([[2], [2, 3]]));
  await pause(400);
  expect(watchers.map(({ answers }) => answers.length)).toEqual([1, 1, 2, 1]);
});

test('who comes later gets the answer at once, though nothing has changed', async ({
  database,
  pool,
}) => {
  await add(database, [1, 1]);
  const { watch } = live(pool, 60_000);
  const first = watch(1);
  await eventually(() => expect(first.answers).toEqual([[1]]));
  const second = watch(1);
  await eventually(() => expect(second.answers).toEqual([[1]]));
  expect(first.answers).toEqual([[1]]);
});

test('stops asking when the last one has left', async ({ pool }) => {
  const { all, watch, statements } = live(pool);
  const watchers = [watch(1), watch(2)];
  await eventually(() => expect(statements.length).toBeGreaterThan(2));
  for (const { end } of watchers) end();
  expect(all.stats()).toEqual([]);
  await pause(50);
  const asked = statements.length;
  await pause(100);
  expect(statements.length).toBe(asked);
});

test('values that Postgres refuses cost nobody else an answer', async ({ database, pool }) => {
  await add(database, [1, 1]);
  const { watch } = live(pool);
  const good = [1, 2, 3].map(watch);
  const bad = watch('x');
  await eventually(() => expect(bad.answers).toEqual(['error']));
  await eventually(() => expect(good.map(({ answers }) => answers)).toEqual([[[1]], [[]], [[]]]));
  await add(database, [2, 2]);
  await eventually(() => expect(good[1]?.answers).toEqual([[], [2]]));
  expect(bad.answers).toEqual(['error']);
});

test('a stream sends each row once, in order, and no batch cuts through equal cursors', async ({
  database,
  pool,
}) => {
  await add(database, [7, 1, 1], [6, 1, 2], [5, 1, 2], [4, 1, 2], [1, 1, 3], [2, 1, 4], [3, 1, 5]);
  const { all, follow } = live(pool);
  const start = follow(0);
  await eventually(() => expect(start.answers.length).toBe(3));
  const [first, ...rest] = start.answers as number[][];
  expect(first?.[0]).toBe(7);
  expect(first?.slice(1).sort()).toEqual([4, 5, 6]);
  expect(rest).toEqual([[1, 2], [3]]);

  const late = follow(4); // meets the first at the end, and shares its cohort from then on
  await eventually(() => expect(late.answers).toEqual([[3]]));
  await eventually(() => expect(all.stats()).toMatchObject([{ cohorts: 1, subscribers: 2 }]));
  await add(database, [8, 1, 8]);
  await eventually(() => expect([start.answers.at(-1), late.answers.at(-1)]).toEqual([[8], [8]]));
  late.end();
  start.end();
  expect(all.stats()).toEqual([]);
});

test('says nothing while there is nothing to stream', async ({ database, pool }) => {
  const { follow, statements } = live(pool);
  const one = follow(0);
  await eventually(() => expect(statements.length).toBeGreaterThan(3));
  expect(one.answers).toEqual([]);
  await add(database, [1, 1, 1]);
  await eventually(() => expect(one.answers).toEqual([[1]]));
});

test('woken by changes, it asks nothing while nothing changes', async ({ database, pool }) => {
  const query = (text: string, params: readonly (string | null)[]) => pool.read(text, params);
  const troubles: string[] = [];
  const onTrouble = (message: string) => troubles.push(message);
  const feed = openLogicalFeed({ address: pool.address, query, onTrouble });
  const { all, watch, follow, statements } = live(pool, 30_000, feed);
  const one = watch(1);
  const stream = follow(0);
  await eventually(() =>
    expect(all.stats()).toMatchObject([
      { is_woken_by_changes: true },
      { is_woken_by_changes: true },
    ]),
  );
  await pause(500); // looks that follow the beginning
  const asked = statements.length;
  await database.query('CREATE TABLE other (id int); INSERT INTO other VALUES (1)');
  await pause(300);
  expect(statements.length).toBe(asked);
  await add(database, [1, 1]);
  await eventually(() => expect([one.answers, stream.answers]).toEqual([[[], [1]], [[1]]]));
  await add(database, [2, 1]);
  await eventually(() => expect(stream.answers).toEqual([[1], [2]]));
  await eventually(() => expect(one.answers.at(-1)).toEqual([1, 2]));
  feed.close();
  expect(troubles).toEqual([]);
});
