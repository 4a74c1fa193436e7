import { CLOSE_DAYS } from '../../workflows/account/contract.ts';
import { followAccount } from '../accounts/onboarding.ts';
import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** Accounts looked after in one run. */
const SWEEP_COUNT_MAX = 500;

/** Younger ones are still in the hands of their event. */
const EVENT_MINUTES = 5;

/**
 * `sweep_account`: the safety net. An account that nobody has confirmed may have lost its workflow, or never got one,
 * as its event found no Temporal server; it gets one now. One whose week is over for a day is closed right here.
 */
export const sweepAccount = ({ database, temporal }: Ports) =>
  cron(database, 'sweep_account', async (sql) => {
    const unconfirmed = await sql.rows<{ id: number; createdAt: Date; isLate: boolean }>(
      `SELECT a.id, a.created_at AS "createdAt", a.created_at < now() - make_interval(days => $3 + 1) AS "isLate"
         FROM account a JOIN auth.account_secret s ON s.account_id = a.id
        WHERE a.verified_at IS NULL AND a.is_active AND a.deleted_at IS NULL
          AND a.created_at < now() - make_interval(mins => $2)
        ORDER BY a.created_at LIMIT $1`,
      [SWEEP_COUNT_MAX, EVENT_MINUTES, CLOSE_DAYS],
    );
    const late = unconfirmed.filter(({ isLate }) => isLate);
    await sql.rows(
      'SELECT ops.close_unconfirmed(id, make_interval(days => $2)) FROM unnest($1::integer[]) AS id',
      [late.map(({ id }) => id), CLOSE_DAYS],
    );
    for (const { id, createdAt, isLate } of unconfirmed)
      if (!isLate) await followAccount(temporal, id, createdAt);
    return { closed: late.length, followed: unconfirmed.length - late.length };
  });
