import { followReminder } from '../boards/reminder.ts';
import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** Reminders looked after in one run. At one run a minute that is more than the mail server sends. */
const SWEEP_COUNT_MAX = 500;

/**
 * `sweep_reminder`: the safety net. A reminder that is due and not sent has lost its workflow, or never got one;
 * it gets one now. For all others this changes nothing, as a workflow that knows the plan ignores it.
 */
export const sweepReminder = ({ database, temporal }: Ports) =>
  cron(database, 'sweep_reminder', async (sql) => {
    const due = await sql.rows<{ reminderId: number; remindAt: Date; generation: number }>(
      `SELECT id AS "reminderId", remind_at AS "remindAt", generation FROM reminder
        WHERE status = 'SCHEDULED' AND remind_at < now() ORDER BY remind_at LIMIT $1`,
      [SWEEP_COUNT_MAX],
    );
    for (const { remindAt, ...reminder } of due)
      await followReminder(temporal, { ...reminder, remindAt: remindAt.toISOString() });
    return { followed: due.length };
  });
