import { z } from 'zod';
import type { Temporal } from '../../lib/temporal.ts';
import { RANK_REBALANCE, rebalanceWorkflowId } from '../../workflows/rank/contract.ts';
import { type Answer, action } from '../action.ts';
import { retried } from '../boards/retry.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

const id = z.int().positive();
const input = z.object({
  taskId: id,
  toListId: id,
  afterId: id.nullish(),
  beforeId: id.nullish(),
});

/** Ranks longer than this make a workflow give the list short ones again. */
const RANK_LENGTH_MAX = 32;

/** Longer than this only while no workflow runs. The column holds 64: before that the move itself makes them short. */
const RANK_LENGTH_LAST = 60;

type Moved = Answer<'moveTask'>;
const MOVED = 'id AS "taskId", task_list_id AS "taskListId", rank, version';

/** `moveTask`: puts a task behind `afterId` or before `beforeId`, in its list or another of the board; else at the end. */
export const moveTask = ({ database, temporal, logger }: Ports) =>
  action('moveTask', input, async ({ taskId, toListId, afterId, beforeId }, session) => {
    const moved = await retried(() =>
      database.transaction(actorOf(session), async (sql) => {
        const task = await sql.one<Moved>(`SELECT ${MOVED} FROM move_task($1, $2, $3, $4, $5)`, [
          taskId,
          toListId,
          afterId,
          beforeId,
          accountOf(session),
        ]);
        if (task.rank.length <= RANK_LENGTH_LAST) return task;
        // move_task holds the list's lock, so nobody else chooses a rank in between.
        await sql.rows('SELECT rebalance_task_list($1)', [toListId]);
        return await sql.one<Moved>(`SELECT ${MOVED} FROM task WHERE id = $1`, [taskId]);
      }),
    );
    if (moved.rank.length > RANK_LENGTH_MAX)
      rebalance(temporal, toListId).catch((error: unknown) =>
        logger.warn({ err: error, taskListId: toListId }, 'the ranks are left long'),
      );
    return moved;
  });

/** One workflow a list: moves that come while it waits find it there already. */
const rebalance = (temporal: Temporal, taskListId: number): Promise<unknown> =>
  temporal.use((client) =>
    client.workflow.start(RANK_REBALANCE.type, {
      workflowId: rebalanceWorkflowId(taskListId),
      taskQueue: RANK_REBALANCE.taskQueue,
      args: [taskListId],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
