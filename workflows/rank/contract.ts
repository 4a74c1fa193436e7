import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export const RANK_REBALANCE = { type: 'rankRebalance', taskQueue: TASK_QUEUE } as const;

export const rebalanceWorkflowId = (taskListId: number): string => `rank:${taskListId}`;
