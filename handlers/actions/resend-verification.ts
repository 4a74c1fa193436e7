import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { email } from '../accounts/field.ts';
import { VERIFICATION_THROTTLE_MINUTES } from '../accounts/limit.ts';
import { askConfirmation } from '../accounts/verification.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

const input = z.object({ email });

/**
 * `resendVerification`: another confirmation mail, with a new link; the old one stops working. The holder of the
 * account is told why none was sent. Everybody else hears ok, so that nobody learns who has an account.
 */
export const resendVerification = ({ database, links }: Ports) =>
  action('resendVerification', input, ({ email: address }, session) =>
    database.transaction(SYSTEM, async (sql) => {
      const account = await sql.row<{ id: number; isVerified: boolean; isTooSoon: boolean }>(
        `SELECT a.id, a.verified_at IS NOT NULL AS "isVerified",
                coalesce(s.verification_sent_at > now() - make_interval(mins => $2), false) AS "isTooSoon"
           FROM account a JOIN auth.account_secret s ON s.account_id = a.id
          WHERE a.email = $1 AND a.deleted_at IS NULL FOR UPDATE OF s`,
        [address, VERIFICATION_THROTTLE_MINUTES],
      );
      if (account !== undefined && !account.isVerified && !account.isTooSoon)
        await askConfirmation(sql, links, account.id);
      else if (account !== undefined && session['x-hasura-user-id'] === String(account.id))
        throw account.isVerified
          ? new ActionError('already-confirmed', 'this address is already confirmed')
          : new ActionError(
              'too-soon',
              `a mail was sent less than ${VERIFICATION_THROTTLE_MINUTES} minutes ago`,
            );
      return { ok: true };
    }),
  );
