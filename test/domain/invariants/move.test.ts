import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { as, refusal, rowsOf, scalar, test } from '../domain.ts';

/** Moving tasks and lists: places, refusals, and ranks that stay short. */

async function board(database: Database): Promise<void> {
  await as(database, 4, `INSERT INTO board (name) VALUES ('B')`);
  await as(database, 4, `INSERT INTO task_list (board_id, name) VALUES (1, 'x'), (1, 'y')`);
  await as(
    database,
    4,
    `INSERT INTO task (task_list_id, title) SELECT 1, t FROM unnest(ARRAY['a', 'b', 'c', 'd']) AS t`,
  );
}

const order = (database: Database, list: number) =>
  scalar(
    database,
    `SELECT string_agg(title, ' ' ORDER BY rank) FROM task WHERE task_list_id = $1`,
    [list],
  );

/** task, list, after, before, account */
const move = (database: Database, ...args: (number | null)[]) =>
  database.query('SELECT (move_task($1, $2, $3, $4, $5)).rank', args);

test('behind one, before one, to the end, to another list', async ({ database }) => {
  await board(database);
  await move(database, 4, 1, 1, 2, 4); // d between a and b
  expect(await order(database, 1)).toBe('a d b c');
  await move(database, 1, 1, 3, null, 4); // a behind c
  expect(await order(database, 1)).toBe('d b c a');
  await move(database, 1, 1, null, 4, 4); // a before d
  expect(await order(database, 1)).toBe('a d b c');
  await move(database, 2, 2, null, null, 4); // b into the empty list
  await move(database, 3, 2, null, 2, 4); // c before it
  expect([await order(database, 1), await order(database, 2)]).toEqual(['a d', 'c b']);
  expect(await scalar(database, 'SELECT updated_by FROM task WHERE id = 3')).toBe(4);
});

test.for([
  ['a stranger', [1, 2, null, null, 5], 'cannot be changed by this account'],
  ['a neighbour that is elsewhere', [1, 2, 3, null, 4], 'the neighbour is not in the list'],
  ['itself as neighbour', [1, 1, 1, null, 4], 'the neighbour is not in the list'],
  ['an unknown list', [1, 99, null, null, 4], 'no such list'],
  ['an unknown task', [99, 1, null, null, 4], 'no such task'],
] as const)('%s is refused', async ([, args, message], { database }) => {
  await board(database);
  await expect(move(database, ...args)).rejects.toMatchObject(refusal(message));
});

test('a viewer, and anyone on a deleted board, is refused', async ({ database }) => {
  await board(database);
  await database.query(`INSERT INTO board_member VALUES (1, 5, 'VIEWER')`);
  const refused = refusal('cannot be changed by this account');
  await expect(move(database, 1, 2, null, null, 5)).rejects.toMatchObject(refused);
  await database.query('UPDATE board SET deleted_at = now()');
  await expect(move(database, 1, 2, null, null, 4)).rejects.toMatchObject(refused);
});

test('many moves into one gap keep the order, and rebalancing makes the ranks short', async ({
  database,
}) => {
  await board(database);
  await database.query(`
    DO $$ BEGIN
      FOR i IN 1..150 LOOP PERFORM move_task(3 + i % 2, 1, 1, NULL, 4); END LOOP;
    END $$`);
  const before = await order(database, 1);
  const longest = 'SELECT max(length(rank)) FROM task';
  expect(await scalar(database, longest)).toBeGreaterThan(20);
  await database.query('SELECT rebalance_task_list(1)');
  expect(await order(database, 1)).toBe(before);
  expect(await scalar(database, longest)).toBeLessThanOrEqual(3);
});

test('a thousand moves at random leave the order that was asked for, in short ranks', async ({
  database,
}) => {
  await board(database);
  await database.query(
    `INSERT INTO task (task_list_id, title) SELECT 1, 'more ' || n FROM generate_series(1, 20) AS n`,
  );
  const ids = (
    await rowsOf<{ id: number }>(
      database,
      'SELECT id FROM task WHERE task_list_id = 1 ORDER BY rank',
    )
  ).map(({ id }) => id);
  const any = (limit: number) => Math.floor(Math.random() * limit);
  for (let i = 0; i < 1_000; i++) {
    const [moved] = ids.splice(any(ids.length), 1);
    if (moved === undefined) throw new Error('no task is left');
    const to = any(ids.length + 1);
    const [after, before] = [ids[to - 1] ?? null, ids[to] ?? null];
    // Either neighbour is enough; both say the same.
    const said = [
      [after, before],
      [after, after === null ? before : null],
      [before === null ? after : null, before],
    ][any(3)] as [number | null, number | null];
    await move(database, moved, 1, ...said, 4);
    ids.splice(to, 0, moved);
  }
  const tasks = await rowsOf<{ id: number; rank: string }>(
    database,
    'SELECT id, rank FROM task WHERE task_list_id = 1 ORDER BY rank',
  );
  expect(tasks.map(({ id }) => id)).toEqual(ids);
  expect(new Set(tasks.map(({ rank }) => rank)).size).toBe(ids.length);
  expect(Math.max(...tasks.map(({ rank }) => rank.length))).toBeLessThanOrEqual(64);
});

test('lists move as well', async ({ database }) => {
  await board(database);
  const moveList = (account: number) =>
    database.query('SELECT move_task_list(2, NULL, 1, $1)', [account]);
  await expect(moveList(5)).rejects.toMatchObject(refusal('cannot be changed by this account'));
  await moveList(4);
  expect(await scalar(database, `SELECT string_agg(name, ' ' ORDER BY rank) FROM task_list`)).toBe(
    'y x',
  );
});

test('between any two ranks there is another', async ({ database }) => {
  await database.query(`
    DO $$
    DECLARE a text; b text; m text;
    BEGIN
      FOR i IN 1..2000 LOOP
        m := ops.rank_middle(a, b);
        IF NOT coalesce(a COLLATE "C" < m, true) OR NOT coalesce(m COLLATE "C" < b, true)
          OR m !~ '^[0-9A-Za-z]*[1-9A-Za-z]$' THEN
          RAISE EXCEPTION '% is not between % and %', m, a, b;
        END IF;
        IF length(m) > 40 THEN a := NULL; b := NULL; ELSIF random() < 0.5 THEN a := m; ELSE b := m; END IF;
      END LOOP;
    END $$`);
  await expect(database.query(`SELECT ops.rank_middle('b', 'a')`)).rejects.toMatchObject(
    refusal('no rank lies between'),
  );
});
