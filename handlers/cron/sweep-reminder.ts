import { followReminder } from '../boards/reminder.ts';
import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** Reminders looked after in one run. At one run a minute that is more than the mail server sends. */
const SWEEP_COUNT_MAX = 500;

/** Looks this far ahead, so that between two runs, a minute apart, none falls due unseen. */
const SWEEP_AHEAD_SECONDS = 120;

/**
 * `sweep_reminder`: the safety net. A reminder that is about due may have lost its workflow, or never got one,
 * as its event found no Temporal server; it gets one now. A workflow that knows the plan already ignores it.
 */
export const sweepReminder = ({ database, temporal }: Ports) =>
  cron(database, 'sweep_reminder', async (sql) => {
    const due = await sql.rows<{ reminderId: number; remindAt: Date; generation: number }>(
      `SELECT id AS "reminderId", remind_at AS "remindAt", generation FROM reminder
        WHERE status = 'SCHEDULED' AND remind_at < now() + make_interval(secs => $2)
        ORDER BY remind_at LIMIT $1`,
      [SWEEP_COUNT_MAX, SWEEP_AHEAD_SECONDS],
    );
    for (const { remindAt, ...reminder } of due)
      await followReminder(temporal, { ...reminder, remindAt: remindAt.toISOString() });
    return { followed: due.length };
  });
