import { z } from 'zod';
import { action } from '../action.ts';
import { retried } from '../boards/retry.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const id = z.int().positive();
const input = z.object({
  taskId: id,
  toListId: id,
  afterId: id.nullish(),
  beforeId: id.nullish(),
});

/** Ranks longer than this make a list get short ones again. The column holds 64, so none is ever refused. */
const RANK_LENGTH_MAX = 32;

interface Moved {
  readonly taskId: number;
  readonly taskListId: number;
  readonly rank: string;
  readonly version: number;
}
const MOVED = 'id AS "taskId", task_list_id AS "taskListId", rank, version';

/** `moveTask`: puts a task behind `afterId` or before `beforeId`, in its list or another of the board; else at the end. */
export const moveTask = ({ database }: Ports) =>
  action('moveTask', input, ({ taskId, toListId, afterId, beforeId }, session) =>
    retried(() =>
      database.transaction(actorOf(session), async (sql) => {
        const moved = await sql.row<Moved>(`SELECT ${MOVED} FROM move_task($1, $2, $3, $4, $5)`, [
          taskId,
          toListId,
          afterId,
          beforeId,
          accountOf(session),
        ]);
        if (moved === undefined) throw notFound();
        if (moved.rank.length <= RANK_LENGTH_MAX) return moved;
        // move_task holds the list's lock, so nobody else chooses a rank in between.
        await sql.rows('SELECT rebalance_task_list($1)', [toListId]);
        return (await sql.row<Moved>(`SELECT ${MOVED} FROM task WHERE id = $1`, [taskId])) ?? moved;
      }),
    ),
  );
