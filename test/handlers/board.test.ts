import { describe, expect } from 'vitest';
import { rowsOf, scalar, test } from '../domain/domain.ts';
import type { Database } from '../support/database.ts';
import { type Handlers, openHandlers } from './handlers.ts';

const refused = (code: string) => ({ status: 400, body: { extensions: { code } } });

/** A board of person 4 with two lists and six tasks in the first; 5 edits, 6 views. */
async function board(database: Database): Promise<readonly [first: number, second: number]> {
  await database.query(`INSERT INTO board (id, created_by, updated_by, name) VALUES (1, 4, 4, 'Home');
    INSERT INTO board_member (board_id, account_id, role) VALUES (1, 5, 'EDITOR'), (1, 6, 'VIEWER');
    INSERT INTO task_list (id, created_by, updated_by, board_id, name) VALUES (1, 4, 4, 1, 'To do'), (2, 4, 4, 1, 'Done');
    INSERT INTO task (id, created_by, updated_by, task_list_id, title)
      SELECT n, 4, 4, 1, 'Task ' || n FROM generate_series(1, 6) AS n`);
  return [1, 2];
}

const order = async (database: Database, list: number): Promise<readonly number[]> =>
  (
    await rowsOf<{ id: number }>(
      database,
      'SELECT id FROM task WHERE task_list_id = $1 ORDER BY rank',
      [list],
    )
  ).map(({ id }) => id);

describe('moveTask', () => {
  test('puts a task behind one, before one, or at the end', async ({ database }) => {
    const handlers = await openHandlers(database);
    const [first, second] = await board(database);
    const move = (taskId: number, toListId: number, spot: object = {}) =>
      handlers.action('moveTask', { taskId, toListId, ...spot }, 5);
    expect((await move(6, first, { afterId: 1 })).body).toMatchObject({
      taskId: 6,
      taskListId: 1,
      version: 2,
    });
    await move(2, first, { beforeId: 1 });
    await move(3, first);
    expect(await order(database, first)).toEqual([2, 1, 6, 4, 5, 3]);
    await move(4, second);
    await move(5, second, { beforeId: 4 });
    expect([await order(database, first), await order(database, second)]).toEqual([
      [2, 1, 6, 3],
      [5, 4],
    ]);
  });

  test('is for owners and editors of the board', async ({ database }) => {
    const handlers = await openHandlers(database);
    await board(database);
    const move = (accountId?: number) =>
      handlers.action('moveTask', { taskId: 1, toListId: 2 }, accountId);
    expect(await move(6)).toMatchObject(refused('not-allowed'));
    expect(await move(7)).toMatchObject(refused('not-allowed'));
    expect(await move()).toMatchObject(refused('no-user'));
    expect(await handlers.action('moveTask', { taskId: 1, toListId: 99 }, 4)).toMatchObject(
      refused('not-found'),
    );
  });

  test('fifty movers at once: no two ranks equal, no task lost', async ({ database }) => {
    const handlers = await openHandlers(database);
    const [first, second] = await board(database);
    const moves = Array.from({ length: 50 }, (_, i) =>
      handlers.action(
        'moveTask',
        {
          taskId: 1 + (i % 6),
          toListId: i % 3 === 0 ? second : first,
          ...(i % 2 && i % 3 ? { afterId: 1 + ((i * 5 + 1) % 6) } : {}),
        },
        4,
      ),
    );
    const answers = await Promise.all(moves);
    // A neighbour that another one has just moved away is a refusal, never a failure.
    const failed = answers.filter(
      ({ status, body }) =>
        status !== 200 && (body['extensions'] as { code: string }).code !== 'neighbour-moved',
    );
    expect(failed).toEqual([]);
    expect(await scalar(database, 'SELECT count(*)::int FROM task')).toBe(6);
    expect(
      await scalar(
        database,
        'SELECT count(*)::int FROM (SELECT DISTINCT task_list_id, rank FROM task) AS r',
      ),
    ).toBe(6);
  });

  test('has a workflow shorten the ranks of a list before they fill their column', async ({
    database,
  }) => {
    const handlers = await openHandlers(database);
    const [first] = await board(database);
    let longest = 0;
    // The last one always goes right behind the first: the gap halves each time.
    const squeeze = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        const last = (await order(database, first)).at(-1);
        const input = { taskId: last, toListId: first, afterId: 1 };
        const { status, body } = await handlers.action('moveTask', input, 4);
        expect(status).toBe(200);
        longest = Math.max(longest, String(body['rank']).length);
      }
    };
    await squeeze(200);
    expect(handlers.workflowCalls.at(-1)).toEqual(['start', `rank:${first}`, first]);
    expect(longest).toBeGreaterThan(32);
    await handlers.activities.rebalanceTaskList(first);
    expect(
      await scalar(database, 'SELECT max(length(rank)) FROM task WHERE task_list_id = $1', [first]),
    ).toBeLessThan(4);
    // Without a worker the move does it by itself before a rank is refused.
    await squeeze(450);
    expect(longest).toBeLessThanOrEqual(61);
    expect((await order(database, first))[0]).toBe(1);
  });
});

describe('a reminder', () => {
  /** Task 1 is due in an hour; person 4 wants to be told 15 minutes before. */
  async function remind(database: Database): Promise<void> {
    await board(database);
    await database.query(`UPDATE task SET due_at = '2030-01-01T12:00:00Z' WHERE id = 1;
      INSERT INTO reminder (id, created_by, updated_by, task_id, account_id, offset_kind)
      VALUES (1, 4, 4, 1, 4, 'MINUTE_15')`);
  }
  const changed = (handlers: Handlers) => handlers.event('reminder_changed', { id: 1 });
  const plan = (remindAt: string, generation: number) => [
    'signalWithStart',
    'reminder:1',
    { remindAt, generation },
  ];

  test('is followed by its workflow, through every change', async ({ database }) => {
    const handlers = await openHandlers(database);
    await remind(database);
    await changed(handlers);
    await database.query(`UPDATE task SET due_at = due_at + interval '3 hours' WHERE id = 1`);
    await changed(handlers);
    await database.query(`UPDATE task SET completed_at = now() WHERE id = 1`);
    await changed(handlers);
    expect(handlers.workflowCalls).toEqual([
      plan('2030-01-01T11:45:00.000Z', 1),
      plan('2030-01-01T14:45:00.000Z', 2),
      ['signal', 'reminder:1', 'cancel'],
    ]);
  });

  test('that comes late is told as it is now, not as it was then', async ({ database }) => {
    const handlers = await openHandlers(database);
    await remind(database);
    await database.query(`UPDATE task SET due_at = due_at + interval '1 day' WHERE id = 1`);
    await handlers.event('reminder_changed', {
      id: 1,
      remind_at: '2030-01-01T11:45:00Z',
      generation: 1,
    });
    expect(handlers.workflowCalls).toEqual([plan('2030-01-02T11:45:00.000Z', 2)]);
  });

  test('waits for a Temporal server in the event log', async ({ database }) => {
    const handlers = await openHandlers(database);
    await remind(database);
    handlers.isTemporalAway = true;
    expect(await changed(handlers)).toMatchObject({
      status: 503,
      body: { extensions: { code: 'temporal-absent' } },
    });
    handlers.isTemporalAway = false;
    expect(await changed(handlers)).toMatchObject({ status: 200 });
    expect(handlers.workflowCalls).toHaveLength(1);
  });

  test('whose event is lost is found by the sweep when it is about due', async ({ database }) => {
    const handlers = await openHandlers(database);
    await remind(database);
    expect((await handlers.cron('sweep_reminder')).body).toEqual({ followed: 0 });
    await database.query(`UPDATE task SET due_at = now() + interval '16 minutes' WHERE id = 1`);
    expect((await handlers.cron('sweep_reminder')).body).toEqual({ followed: 1 });
    expect(handlers.workflowCalls).toMatchObject([
      ['signalWithStart', 'reminder:1', { generation: 2 }],
    ]);
  });
});

describe('a notification', () => {
  const queue = (database: Database) =>
    database.query(`INSERT INTO notification (id, created_by, updated_by, account_id, channel, dedupe_key, subject, body)
      VALUES (1, 1, 1, 4, 'EMAIL', 'k', 'Hello', 'You'), (2, 1, 1, 4, 'IN_APP', 'k', 'Hello', 'You')`);
  const statuses = (database: Database) =>
    rowsOf(database, 'SELECT id::int, status FROM notification ORDER BY id');

  test('waits while the mail server is away, and goes out when it is back', async ({
    database,
  }) => {
    const handlers = await openHandlers(database);
    await queue(database);
    handlers.isMailServerAway = true;
    expect(await handlers.event('notification_created', { id: 1 })).toMatchObject({ status: 500 });
    // The last attempt: the event goes to the dead letters, the notification stays where it is.
    expect(await handlers.event('notification_created', { id: 1 }, { isLast: true })).toMatchObject(
      { status: 200 },
    );
    expect(await scalar(database, 'SELECT error FROM ops.dead_letter')).toContain('ECONNREFUSED');
    handlers.isMailServerAway = false;
    await database.query(`UPDATE notification SET created_at = created_at`); // head columns do not move
    await database.query(`ALTER TABLE notification DISABLE TRIGGER a_stamp;
      UPDATE notification SET created_at = now() - interval '3 minutes'`);
    expect((await handlers.cron('sweep_notification')).body).toEqual({ delivered: 2 });
    expect(await statuses(database)).toEqual([
      { id: 1, status: 'SENT' },
      { id: 2, status: 'SENT' },
    ]);
    expect(handlers.mails).toHaveLength(1);
  });

  test('carries one Message-ID over all attempts', async ({ database }) => {
    const handlers = await openHandlers(database);
    await queue(database);
    await handlers.event('notification_created', { id: 1 });
    await database.query(`ALTER TABLE notification DISABLE TRIGGER b_status;
      UPDATE notification SET status = 'PENDING'`);
    await handlers.event('notification_created', { id: 1 });
    const ids = new Set(handlers.mails.map(({ messageId }) => messageId));
    expect([handlers.mails.length, ids.size]).toEqual([2, 1]);
  });
});
