import { type Database, SYSTEM } from '../../lib/database.ts';
import { notify } from '../../lib/notify.ts';

export type ReminderActivities = ReturnType<typeof reminderActivities>;

interface Due {
  readonly id: number;
  readonly accountId: number;
  readonly generation: number;
  readonly title: string;
  readonly dueAt: Date | null;
  readonly timeZone: string;
  readonly locale: string;
}

export const reminderActivities = (database: Database) => ({
  /**
   * Marks a reminder as sent and leaves its notifications, in one transaction: whoever repeats the call finds
   * it sent and changes nothing. False when another generation is the valid one, or it was cancelled.
   */
  async markSent(reminderId: number, generation: number): Promise<boolean> {
    return await database.transaction(SYSTEM, async (sql) => {
      const due = await sql.row<Due>(
        `UPDATE reminder r SET status = 'SENT', sent_at = clock_timestamp()
           FROM task t, account a
          WHERE r.id = $1 AND r.generation = $2 AND r.status = 'SCHEDULED'
            AND t.id = r.task_id AND a.id = r.account_id
         RETURNING r.id, r.account_id AS "accountId", r.generation, t.title, t.due_at AS "dueAt",
                   a.current_tz AS "timeZone", a.locale`,
        [reminderId, generation],
      );
      if (due === undefined) {
        const sent = await sql.row(
          `SELECT 1 FROM reminder WHERE id = $1 AND generation = $2 AND sent_at IS NOT NULL`,
          [reminderId, generation],
        );
        return sent !== undefined; // an earlier attempt did it and died before it could say so
      }
      await notify(sql, {
        accountId: due.accountId,
        template: 'reminder',
        channels: ['IN_APP', 'EMAIL'],
        key: `reminder:${due.id}:${due.generation}`,
        values: { title: due.title, when: whenDue(due) },
      });
      return true;
    });
  },
});

/** The due date as the account reads dates: in its own time zone and language. */
function whenDue({ dueAt, locale, timeZone }: Due): string {
  if (dueAt === null) return '';
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone });
  return `${when.format(dueAt)} (${timeZone})`;
}
