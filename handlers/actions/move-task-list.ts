import { z } from 'zod';
import { action } from '../action.ts';
import { retried } from '../boards/retry.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

const id = z.int().positive();
const input = z.object({ taskListId: id, afterId: id.nullish(), beforeId: id.nullish() });

/** `moveTaskList`: puts a list behind `afterId` or before `beforeId` on its board; else at the end. */
export const moveTaskList = ({ database }: Ports) =>
  action('moveTaskList', input, ({ taskListId, afterId, beforeId }, session) =>
    retried(() =>
      database.transaction(actorOf(session), (sql) =>
        sql.one(`SELECT id AS "taskListId", rank FROM move_task_list($1, $2, $3, $4)`, [
          taskListId,
          afterId,
          beforeId,
          accountOf(session),
        ]),
      ),
    ),
  );
