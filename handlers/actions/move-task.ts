import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { action } from '../action.ts';
import { mayEdit, notFound } from '../boards/member.ts';
import { retried } from '../boards/retry.ts';
import { rankAt, TASKS } from '../boards/shelf.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const id = z.int().positive();
const input = z.object({
  taskId: id,
  toListId: id,
  afterId: id.nullish(),
  beforeId: id.nullish(),
});

/** `moveTask`: puts a task behind `afterId` or before `beforeId`, in its list or another of the board; else at the end. */
export const moveTask = ({ database }: Ports) =>
  action(input, ({ taskId, toListId, ...spot }, session) =>
    retried(() =>
      database.transaction(actorOf(session), async (sql) => {
        const boardId = await boardOf(sql, taskId, toListId);
        await mayEdit(sql, boardId, accountOf(session));
        const rank = await rankAt(sql, TASKS, toListId, taskId, spot);
        const moved = await sql.row<{ version: number }>(
          'UPDATE task SET task_list_id = $2, rank = $3 WHERE id = $1 AND deleted_at IS NULL RETURNING version',
          [taskId, toListId, rank],
        );
        if (moved === undefined) throw notFound();
        return { taskId, taskListId: toListId, rank, version: moved.version };
      }),
    ),
  );

/** The board that task and list share. Locks neither: rankAt locks the list first, and then comes the task. */
async function boardOf(sql: Sql, taskId: number, toListId: number): Promise<number> {
  const found = await sql.row<{ taskBoardId: number; listBoardId: number }>(
    `SELECT t.board_id AS "taskBoardId", l.board_id AS "listBoardId"
       FROM task t CROSS JOIN task_list l
      WHERE t.id = $1 AND t.deleted_at IS NULL AND l.id = $2 AND l.deleted_at IS NULL`,
    [taskId, toListId],
  );
  if (found === undefined) throw notFound();
  if (found.taskBoardId !== found.listBoardId)
    throw new ActionError('other-board', 'a task stays on its board');
  return found.taskBoardId;
}
