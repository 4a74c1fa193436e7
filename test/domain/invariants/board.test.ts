import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { as, refusal, rowsOf, scalar, test } from '../domain.ts';

/** Boards, ranks, reminders, soft deletion, audit: what the database itself holds, whoever writes (DOMAIN §4). */

async function board(database: Database): Promise<void> {
  await as(database, 4, `INSERT INTO board (name) VALUES ('B')`);
  await as(database, 4, `INSERT INTO task_list (board_id, name) VALUES (1, 'todo'), (1, 'done')`);
  await as(
    database,
    4,
    `INSERT INTO task (task_list_id, title, due_at) VALUES (1, 'T', now() + interval '1 day')`,
  );
}

const remind = (database: Database, offset: string) =>
  as(
    database,
    4,
    `INSERT INTO reminder (task_id, account_id, offset_kind) VALUES (1, 4, '${offset}')`,
  );

test('the creator is the owner, and stamps come from the session', async ({ database }) => {
  await board(database);
  expect(await rowsOf(database, 'SELECT account_id, role FROM board_member')).toEqual([
    { account_id: 4, role: 'OWNER' },
  ]);
  await as(database, 5, `UPDATE board SET name = 'B2', created_by = 9, id = 77`);
  expect(await rowsOf(database, 'SELECT id, created_by, updated_by FROM board')).toEqual([
    { id: 1, created_by: 4, updated_by: 5 },
  ]);
});

test('a second owner is refused', async ({ database }) => {
  await board(database);
  await expect(
    database.query(`INSERT INTO board_member VALUES (1, 5, 'OWNER')`),
  ).rejects.toMatchObject(refusal('board_one_owner'));
});

test('new tasks go last, by bytes, and their ranks stay short', async ({ database }) => {
  await board(database);
  await database.query(`
    DO $$ BEGIN
      FOR i IN 1..300 LOOP INSERT INTO task (task_list_id, title) VALUES (1, 'n'); END LOOP;
    END $$`);
  const rows = await rowsOf<{ rank: string }>(database, 'SELECT rank FROM task ORDER BY id');
  const ranks = rows.map(({ rank }) => rank);
  expect(ranks).toEqual([...ranks].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(Math.max(...ranks.map(({ length }) => length))).toBeLessThanOrEqual(3);
});

test('two equal ranks are refused, a swap in one statement is not', async ({ database }) => {
  await board(database);
  await database.query(`UPDATE task_list SET rank = CASE id WHEN 1 THEN 'a' ELSE 'b' END`);
  await expect(
    database.query(`INSERT INTO task_list (board_id, name, rank) VALUES (1, 'dup', 'a')`),
  ).rejects.toMatchObject(refusal('task_list_board_id_rank_key'));
  await database.query(`UPDATE task_list SET rank = CASE rank WHEN 'a' THEN 'b' ELSE 'a' END`);
  await database.query(
    `INSERT INTO task_list (board_id, name, rank) VALUES (1, 'Z', 'Z'), (1, 'a1', 'a1')`,
  );
  const order = `SELECT string_agg(rank, ',' ORDER BY rank) FROM task_list`;
  expect(await scalar(database, order)).toBe('Z,a,a1,b'); // no locale sorts like this
});

test.for(['a0', '', 'a b', 'ä', 'x'.repeat(65)])(
  'the rank %j is refused',
  async (rank, { database }) => {
    await board(database);
    await expect(
      database.query(`INSERT INTO task_list (board_id, name, rank) VALUES (1, 'bad', $1)`, [rank]),
    ).rejects.toMatchObject(refusal('task_list_rank_check'));
  },
);

test('a task stays on its board', async ({ database }) => {
  await board(database);
  await as(database, 5, `INSERT INTO board (name) VALUES ('other')`);
  await as(database, 5, `INSERT INTO task_list (board_id, name) VALUES (2, 'theirs')`);
  await expect(database.query('UPDATE task SET task_list_id = 3')).rejects.toMatchObject(
    refusal('task_task_list_id_board_id_fkey'),
  );
});

test('only members are assigned, and who leaves is unassigned', async ({ database }) => {
  await board(database);
  const assign = () =>
    database.query('INSERT INTO task_member (task_id, account_id) VALUES (1, 9)');
  await expect(assign()).rejects.toMatchObject(refusal('task_member_board_id_account_id_fkey'));
  await database.query(`INSERT INTO board_member VALUES (1, 9, 'EDITOR')`);
  await assign();
  await database.query('DELETE FROM board_member WHERE account_id = 9');
  expect(await scalar(database, 'SELECT count(*) FROM task_member')).toBe('0');
});

test.for([
  ['AT_TIME', '0'],
  ['MINUTE_5', '5 min'],
  ['MINUTE_10', '10 min'],
  ['MINUTE_15', '15 min'],
  ['HOUR_1', '1 hour'],
  ['HOUR_2', '2 hours'],
  ['DAY_1', '1 day'],
  ['DAY_2', '2 days'],
] as const)(
  'a reminder %s comes %s before the task is due',
  async ([offset, before], { database }) => {
    await board(database);
    await remind(database, offset);
    const exact = `SELECT t.due_at - $1::interval = r.remind_at FROM reminder r JOIN task t ON t.id = r.task_id`;
    expect(await scalar(database, exact, [before])).toBe(true);
  },
);

test('a reminder follows the due date, and a second live one is refused', async ({ database }) => {
  await board(database);
  await remind(database, 'MINUTE_15');
  await expect(remind(database, 'DAY_2')).rejects.toMatchObject(refusal('reminder_one_live'));
  await database.query(`UPDATE task SET due_at = due_at + interval '3 hours'`);
  expect(
    await rowsOf(
      database,
      `SELECT (t.due_at - r.remind_at)::text AS before, generation, r.status
       FROM reminder r JOIN task t ON t.id = r.task_id`,
    ),
  ).toEqual([{ before: '00:15:00', generation: 2, status: 'SCHEDULED' }]);
});

test.for([
  ['the due date goes', 'UPDATE task SET due_at = NULL'],
  ['the task is done', 'UPDATE task SET completed_at = now()'],
  ['the task is deleted', 'UPDATE task SET deleted_at = now()'],
  ['its list is deleted', 'UPDATE task_list SET deleted_at = now()'],
  ['its board is deleted', 'UPDATE board SET deleted_at = now()'],
  ['its account leaves the board', 'DELETE FROM board_member WHERE account_id = 4'],
] as const)('a reminder is cancelled when %s', async ([, change], { database }) => {
  await board(database);
  await remind(database, 'HOUR_1');
  await database.query(change);
  expect(
    await rowsOf(database, 'SELECT status, cancelled_at IS NOT NULL AS stamped FROM reminder'),
  ).toEqual([{ status: 'CANCELLED', stamped: true }]);
});

test('a reminder needs a due date', async ({ database }) => {
  await board(database);
  await database.query('UPDATE task SET due_at = NULL');
  await expect(remind(database, 'HOUR_1')).rejects.toMatchObject(refusal('no due date'));
});

test.for([
  [[], 'READ'],
  [['CANCELLED'], 'SCHEDULED'],
  [['CANCELLED'], 'SENT'],
  [['SENT'], 'CANCELLED'],
  [['SENT', 'READ'], 'SENT'],
] as const)('a reminder that went %j does not go %s', async ([way, to], { database }) => {
  await board(database);
  await remind(database, 'HOUR_1');
  const step = (status: string) => database.query('UPDATE reminder SET status = $1', [status]);
  for (const status of way) await step(status);
  await expect(step(to)).rejects.toMatchObject(
    refusal(`reminder cannot go from ${way.at(-1) ?? 'SCHEDULED'} to ${to}`),
  );
});

test('a sent reminder keeps its offset', async ({ database }) => {
  await board(database);
  await remind(database, 'HOUR_1');
  await database.query(`UPDATE reminder SET status = 'SENT'`);
  await expect(database.query(`UPDATE reminder SET offset_kind = 'DAY_1'`)).rejects.toMatchObject(
    refusal('the reminder is SENT'),
  );
});

test('what happened to a task and its reminders can be read from the outbox, in order', async ({
  database,
}) => {
  await board(database);
  await database.query('DELETE FROM ops.outbox_event');
  for (const step of [
    `UPDATE task SET start_on = current_date`,
    `UPDATE task SET due_at = now() + interval '2 days', due_has_time = true`,
    `INSERT INTO reminder (task_id, account_id, offset_kind) VALUES (1, 4, 'HOUR_1')`,
    `UPDATE reminder SET offset_kind = 'DAY_1'`,
    `UPDATE reminder SET status = 'SENT'`,
    `UPDATE reminder SET status = 'READ'`,
    `INSERT INTO reminder (task_id, account_id, offset_kind) VALUES (1, 4, 'HOUR_1')`,
    `UPDATE task SET due_at = NULL`,
    `UPDATE task SET title = 'U', description = 'd'`,
    `UPDATE task SET completed_at = now()`,
    `UPDATE task SET deleted_at = now()`,
    `UPDATE task SET deleted_at = NULL`,
  ])
    await as(database, 4, step);
  const events = await rowsOf<{ type: string; changed: string }>(
    database,
    `SELECT headers ->> 'type' AS type, (SELECT string_agg(c, ' ') FROM jsonb_array_elements_text(headers -> 'changed') AS c) AS changed
     FROM ops.outbox_event WHERE coalesce(payload ->> 'task_id', payload ->> 'id') = '1' ORDER BY id`,
  );
  expect(events.map(({ type }) => type)).toEqual([
    'task_start_set',
    'task_due_set',
    'reminder_set',
    'reminder_changed',
    'reminder_sent',
    'reminder_read',
    'reminder_set',
    'task_due_removed',
    'reminder_cancelled',
    'task_updated',
    'task_completed',
    'task_deleted',
    'task_restored',
  ]);
  expect(events.find(({ type }) => type === 'task_updated')?.changed).toBe('description title');
});

test('a task without a time of day is overdue when its day is over', async ({ database }) => {
  await board(database);
  const overdue = (due: string, hasTime: boolean) =>
    scalar(
      database,
      'UPDATE task SET due_at = now() - $1::interval, due_has_time = $2 RETURNING task_is_overdue(task)',
      [due, hasTime],
    );
  expect(await overdue('1 min', true)).toBe(true);
  expect(await overdue('23 hours', false)).toBe(false);
  expect(await overdue('25 hours', false)).toBe(true);
  await database.query('UPDATE task SET completed_at = now()');
  expect(await overdue('25 hours', true)).toBe(false);
});

test('deleting and restoring say who and when, whatever the client sent', async ({ database }) => {
  await board(database);
  await as(database, 4, `UPDATE board SET deleted_at = '2000-01-01'`);
  const deletion = `SELECT deleted_at > '2020-01-01' AS now_used, deleted_by, restored_by FROM board`;
  expect(await rowsOf(database, deletion)).toEqual([
    { now_used: true, deleted_by: 4, restored_by: null },
  ]);
  await as(database, 5, 'UPDATE board SET deleted_at = NULL');
  expect(await rowsOf(database, deletion)).toEqual([
    { now_used: null, deleted_by: null, restored_by: 5 },
  ]);
});

test('changes are audited, with who and in which role', async ({ database }) => {
  await board(database);
  await as(database, 4, `UPDATE board SET name = 'B2'`);
  expect(
    await rowsOf(
      database,
      `SELECT account_id, role, operation, old_row ->> 'name' AS old, new_row ->> 'name' AS new
       FROM ops.audit_log WHERE table_name = 'board' ORDER BY id DESC LIMIT 1`,
    ),
  ).toEqual([{ account_id: 4, role: 'user', operation: 'UPDATE', old: 'B', new: 'B2' }]);
});
