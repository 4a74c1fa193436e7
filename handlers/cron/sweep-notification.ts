import { cron } from '../cron.ts';
import { deliver } from '../delivery/deliver.ts';
import type { Ports } from '../ports.ts';

/** Notifications tried in one run: what a slow mail server takes within the minute until the next. */
const SWEEP_COUNT_MAX = 50;

/** Younger ones are still in the hands of their event. */
const EVENT_MINUTES = 2;

/**
 * `sweep_notification`: delivers what its event could not, because the mail server was away for longer than the
 * event was repeated. The first failure ends the run: the server is still away.
 */
export const sweepNotification = (ports: Ports) =>
  cron(ports.database, 'sweep_notification', async (sql) => {
    const waiting = await sql.rows<{ id: number }>(
      `SELECT id FROM notification WHERE status = 'PENDING'
          AND created_at < now() - make_interval(mins => $1) ORDER BY id LIMIT $2`,
      [EVENT_MINUTES, SWEEP_COUNT_MAX],
    );
    for (const { id } of waiting) await deliver(ports, id);
    return { delivered: waiting.length };
  });
