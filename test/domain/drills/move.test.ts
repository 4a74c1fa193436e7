import { expect } from 'vitest';
import { as, rowsOf, test } from '../domain.ts';
import { isFull, report, type Tally, tried, withClients } from './drill.ts';

/** 50 clients move the cards of one list, add some, and one keeps rebalancing: no two ranks are equal, no card is lost. */

const MOVES = isFull ? 100 : 10;
const CARDS = 60;

test('50 clients move cards in one list', { timeout: 180_000 }, async ({ database }) => {
  await as(database, 4, `INSERT INTO board (name) VALUES ('B')`);
  await as(database, 4, `INSERT INTO task_list (board_id, name) VALUES (1, 'one'), (1, 'two')`);
  await as(
    database,
    4,
    `INSERT INTO task (task_list_id, title) SELECT 1, 'card ' || n FROM generate_series(1, ${CARDS}) AS n`,
  );
  const tally: Tally = new Map();
  const any = () => 1 + Math.floor(Math.random() * CARDS);
  await withClients(database, 50, async (client, index) => {
    for (let i = 0; i < MOVES; i++) {
      if (index === 0)
        await tried(tally, 'rebalance', () => client.query('SELECT rebalance_task_list(1)'));
      if (i === 0)
        await tried(tally, 'add', () =>
          client.query(`INSERT INTO task (task_list_id, title) VALUES (1, 'new')`),
        );
      // Every tenth card goes to the other list, so that neighbours are missed now and then.
      const list = Math.random() < 0.1 ? 2 : 1;
      const neighbour = Math.random();
      const after = neighbour < 0.45 ? any() : null;
      const before = after === null && neighbour < 0.9 ? any() : null;
      await tried(tally, 'move', () =>
        client.query('SELECT move_task($1, $2, $3, $4, 4)', [any(), list, after, before]),
      );
    }
  });
  const [found] = await rowsOf(
    database,
    `SELECT count(*)::integer AS cards, count(DISTINCT (task_list_id, rank))::integer AS ranks,
            max(length(rank)) AS longest FROM task`,
  );
  report('moves', tally, found);
  expect(found).toMatchObject({ cards: CARDS + 50, ranks: CARDS + 50 });
  expect(tally.get('move')).toBeGreaterThan(50 * MOVES * 0.5);
});
