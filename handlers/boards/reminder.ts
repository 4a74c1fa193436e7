import type { Temporal } from '../../lib/temporal.ts';
import {
  type Reminder,
  type ReminderPlan,
  reminderWorkflowId,
  TASK_REMINDER,
} from '../../workflows/reminder/contract.ts';

/** Makes sure that a workflow waits for this reminder, with this plan. Saying it again changes nothing. */
export async function followReminder(temporal: Temporal, reminder: Reminder): Promise<void> {
  const { remindAt, generation } = reminder;
  await temporal.use((client) =>
    client.workflow.signalWithStart(TASK_REMINDER.type, {
      workflowId: reminderWorkflowId(reminder.reminderId),
      taskQueue: TASK_REMINDER.taskQueue,
      args: [reminder],
      signal: TASK_REMINDER.reschedule,
      signalArgs: [{ remindAt, generation } satisfies ReminderPlan],
    }),
  );
}
