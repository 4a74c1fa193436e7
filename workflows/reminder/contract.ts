import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface ReminderPlan {
  /** ISO instant at which the reminder is due. */
  readonly remindAt: string;
  /** Counts the changes of remindAt; the database refuses to send an older one. */
  readonly generation: number;
}

export interface Reminder extends ReminderPlan {
  readonly reminderId: number;
}

export type ReminderState = 'waiting' | 'sent' | 'read' | 'cancelled' | 'superseded';

export const TASK_REMINDER = {
  type: 'taskReminder',
  taskQueue: TASK_QUEUE,
  reschedule: 'reschedule',
  cancel: 'cancel',
  read: 'read',
  state: 'state',
} as const;

/** One workflow per reminder, so that starting it twice is starting it once. */
export const reminderWorkflowId = (reminderId: number): string => `reminder:${reminderId}`;
