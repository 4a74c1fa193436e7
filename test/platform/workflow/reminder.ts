import { describe, expect, test } from 'vitest';
import { reminderWorkflowId, TASK_REMINDER } from '../../../workflows/reminder/contract.ts';
import type { Bench, Started } from './bench.ts';

export const reminderTests = (bench: () => Bench): unknown =>
  describe('taskReminder', () => {
    let reminderId = 0;
    const remind = async (afterMinutes: number, ...answers: unknown[]): Promise<Started> => {
      reminderId = bench().next();
      const remindAt = await bench().inMinutes(afterMinutes);
      const plan = { reminderId, remindAt, generation: 1 };
      return bench().start(TASK_REMINDER, reminderWorkflowId(reminderId), plan, ...answers);
    };
    const reschedule = (handle: Started, minutes: number, generation: number) =>
      handle.signal(TASK_REMINDER.reschedule, { remindAt: bench().later(minutes), generation });

    test('sends when it is due, and waits to be read', async () => {
      const handle = await remind(30, true);
      expect(await handle.query(TASK_REMINDER.state)).toBe('waiting');
      await bench().env.sleep('31 minutes');
      expect(await handle.query(TASK_REMINDER.state)).toBe('sent');
      await handle.signal(TASK_REMINDER.read);
      expect(await handle.closed('reminder-read')).toBe('read');
      expect(bench().calls).toEqual([[30, 'markSent', reminderId, 1]]);
    });

    test('follows a later date, and never goes back to an older one', async () => {
      const handle = await remind(30, true);
      await reschedule(handle, 60, 3);
      await reschedule(handle, 5, 2);
      expect(await handle.closed('reminder-rescheduled')).toBe('sent');
      expect(bench().calls).toEqual([[60, 'markSent', reminderId, 3]]);
    });

    test('follows an earlier date', async () => {
      const handle = await remind(600, true);
      await bench().env.sleep('1 minute');
      await reschedule(handle, 5, 2);
      expect(await handle.result()).toBe('sent');
      expect(bench().calls).toEqual([[5, 'markSent', reminderId, 2]]);
    });

    test('sends nothing after it is cancelled', async () => {
      const handle = await remind(30, true);
      await handle.signal(TASK_REMINDER.cancel);
      expect(await handle.closed('reminder-cancelled')).toBe('cancelled');
      expect(bench().calls).toEqual([]);
    });

    test('ends quietly when the database knows a newer plan', async () => {
      const handle = await remind(30, false);
      expect(await handle.closed('reminder-superseded')).toBe('superseded');
      expect(bench().calls).toHaveLength(1);
    });
  });
