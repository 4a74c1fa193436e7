import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { Temporal } from '../../lib/temporal.ts';
import { reminderWorkflowId, TASK_REMINDER } from '../../workflows/reminder/contract.ts';
import { followReminder } from '../boards/reminder.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

interface Current {
  readonly id: number;
  readonly status: 'SCHEDULED' | 'SENT' | 'READ' | 'CANCELLED';
  readonly remindAt: Date | null;
  readonly generation: number;
}

/**
 * `reminder_changed`: tells the reminder's workflow what the row says now. Without a Temporal server it fails
 * at once, and the event waits in the event log until the engine delivers it again.
 */
export const reminderChanged = ({ database, temporal }: Ports) =>
  event('reminder_changed', database, row, async (change) => {
    const id = change.new?.id;
    if (id === undefined) return;
    const reminder = await database.row<Current>(
      `SELECT id, status, remind_at AS "remindAt", generation FROM reminder WHERE id = $1`,
      [id],
    );
    if (reminder === undefined || reminder.status === 'SENT') return;
    if (reminder.status === 'SCHEDULED' && reminder.remindAt !== null)
      return await followReminder(temporal, {
        reminderId: id,
        remindAt: reminder.remindAt.toISOString(),
        generation: reminder.generation,
      });
    // Cancelled, or without a date any more: whoever still waits for it may stop.
    const signal = reminder.status === 'READ' ? TASK_REMINDER.read : TASK_REMINDER.cancel;
    await signalIfThere(temporal, reminderWorkflowId(id), signal);
  });

async function signalIfThere(
  temporal: Temporal,
  workflowId: string,
  signal: string,
): Promise<void> {
  try {
    await temporal.use((client) => client.workflow.getHandle(workflowId).signal(signal));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error; // none runs: nothing to stop
  }
}
