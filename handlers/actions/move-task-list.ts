import { z } from 'zod';
import { action } from '../action.ts';
import { mayEdit, notFound } from '../boards/member.ts';
import { retried } from '../boards/retry.ts';
import { rankAt, TASK_LISTS } from '../boards/shelf.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

const id = z.int().positive();
const input = z.object({ taskListId: id, afterId: id.nullish(), beforeId: id.nullish() });

/** `moveTaskList`: puts a list behind `afterId` or before `beforeId` on its board; else at the end. */
export const moveTaskList = ({ database }: Ports) =>
  action(input, ({ taskListId, ...spot }, session) =>
    retried(() =>
      database.transaction(actorOf(session), async (sql) => {
        const list = await sql.row<{ boardId: number }>(
          'SELECT board_id AS "boardId" FROM task_list WHERE id = $1 AND deleted_at IS NULL',
          [taskListId],
        );
        if (list === undefined) throw notFound();
        await mayEdit(sql, list.boardId, accountOf(session));
        const rank = await rankAt(sql, TASK_LISTS, list.boardId, taskListId, spot);
        const moved = await sql.row(
          'UPDATE task_list SET rank = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id',
          [taskListId, rank],
        );
        if (moved === undefined) throw notFound();
        return { taskListId, rank };
      }),
    ),
  );
