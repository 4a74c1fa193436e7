import {
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { isOverBefore } from '../until.ts';
import type { ReminderActivities } from './activities.ts';
import { type Reminder, type ReminderPlan, type ReminderState, TASK_REMINDER } from './contract.ts';

export const rescheduleSignal = defineSignal<[ReminderPlan]>(TASK_REMINDER.reschedule);
export const cancelSignal = defineSignal(TASK_REMINDER.cancel);
export const readSignal = defineSignal(TASK_REMINDER.read);
export const stateQuery = defineQuery<ReminderState>(TASK_REMINDER.state);

/** How long a sent reminder waits to be read before its workflow closes. */
const READ_WINDOW = '7 days';

// No bound on attempts: a reminder waits for the database as long as it takes.
const { markSent } = proxyActivities<ReminderActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/** Sleeps until the reminder is due, follows every change of that date, and sends it once. */
export async function taskReminder({ reminderId, ...first }: Reminder): Promise<ReminderState> {
  let plan: ReminderPlan = first;
  let state: ReminderState = 'waiting';
  setHandler(rescheduleSignal, (next) => {
    // Events come in any order: an older plan never replaces a newer one.
    if (next.generation > plan.generation) plan = next;
  });
  setHandler(cancelSignal, () => {
    if (state === 'waiting') state = 'cancelled';
  });
  setHandler(readSignal, () => {
    state = 'read';
  });
  setHandler(stateQuery, () => state);
  const current = (): ReminderState => state; // signals change it behind the compiler's back

  while (current() === 'waiting') {
    const followed = plan;
    const isOver = (): boolean => current() !== 'waiting' || plan !== followed;
    if (await isOverBefore(Date.parse(followed.remindAt), isOver)) continue;
    const isSent = await markSent(reminderId, followed.generation);
    if (isSent && current() !== 'read') state = 'sent';
    // The database knows a newer plan. If its signal is not here yet, it starts a workflow of its own.
    else if (!isSent && !isOver()) state = 'superseded';
  }
  if (current() === 'sent') await condition(() => current() === 'read', READ_WINDOW);
  return current();
}
