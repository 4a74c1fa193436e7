import { proxyActivities } from '@temporalio/workflow';
import type { RankActivities } from './activities.ts';

const { rebalanceTaskList } = proxyActivities<RankActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/** Gives the tasks of a list short ranks again, beside the moves that go on. */
export async function rankRebalance(taskListId: number): Promise<void> {
  await rebalanceTaskList(taskListId);
}
