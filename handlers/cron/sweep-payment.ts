import { cron } from '../cron.ts';
import { settle } from '../payments/settle.ts';
import type { Ports } from '../ports.ts';

/** Payments settled in one run. */
const SWEEP_COUNT_MAX = 100;

/** Younger ones are still in the hands of their event. */
const EVENT_MINUTES = 2;

/**
 * `sweep_payment`: the safety net. Money that came and is neither taken nor on its way back may have lost its event, or
 * its event found no Temporal server.
 */
export const sweepPayment = ({ database, temporal }: Ports) =>
  cron(database, 'sweep_payment', async (sql) => {
    const unsettled = await sql.rows<{ id: number }>(
      `SELECT id FROM payment WHERE status = 'SUCCEEDED' AND settled_at IS NULL
          AND updated_at < now() - make_interval(mins => $1) ORDER BY id LIMIT $2`,
      [EVENT_MINUTES, SWEEP_COUNT_MAX],
    );
    for (const { id } of unsettled) await settle(database, temporal, id);
    return { settled: unsettled.length };
  });
