import type { Client, ScheduleOptions } from '@temporalio/client';
import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Temporal } from '../../lib/temporal.ts';
import { BACKUP_NIGHTLY } from './contract.ts';

/** How long after a night that nobody was up the backup is made up for. */
const CATCH_UP = '12 hours';

/** Makes the schedule what the configuration says it is; without a time it is removed. */
export const scheduleBackup = (temporal: Temporal, cron: string | undefined): Promise<void> =>
  temporal.use((client) => (cron === undefined ? remove(client) : put(client, cron)));

async function put(client: Client, cron: string): Promise<void> {
  const { scheduleId, type, taskQueue, workflowId } = BACKUP_NIGHTLY;
  const wanted = {
    scheduleId,
    spec: { cronExpressions: [cron] },
    action: { type: 'startWorkflow', workflowType: type, taskQueue, workflowId, args: [] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP },
  } satisfies ScheduleOptions;
  const handle = client.schedule.getHandle(scheduleId);
  try {
    await handle.update((previous) => ({ ...previous, ...wanted }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await client.schedule.create(wanted);
  }
}

async function remove(client: Client): Promise<void> {
  try {
    await client.schedule.getHandle(BACKUP_NIGHTLY.scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
