import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** How long a delivered event can be looked up. */
const KEEP_DAYS = 14;
/** Rows removed in one statement. A long backlog goes over several nights. */
const ROW_COUNT_MAX = 50_000;

/** `event_log_cleanup`: removes old delivered events with their invocation logs, and the answers of old requests. */
export const eventLogCleanup = ({ database }: Ports) =>
  cron(database, 'event_log_cleanup', async (sql) => {
    const old = await sql.rows<{ id: string }>(
      `SELECT id FROM hdb_catalog.event_log
        WHERE (delivered OR error) AND NOT archived AND created_at < now() - make_interval(days => $1) LIMIT $2`,
      [KEEP_DAYS, ROW_COUNT_MAX],
    );
    const ids = old.map(({ id }) => id);
    await sql.rows(
      'DELETE FROM hdb_catalog.event_invocation_logs WHERE event_id = ANY ($1::text[])',
      [ids],
    );
    await sql.rows('DELETE FROM hdb_catalog.event_log WHERE id = ANY ($1::text[])', [ids]);
    await sql.rows(
      'DELETE FROM ops.action_answer WHERE created_at < now() - make_interval(days => $1)',
      [KEEP_DAYS],
    );
    return { removed: ids.length };
  });
