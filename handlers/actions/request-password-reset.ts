import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { email } from '../accounts/field.ts';
import { RESET_THROTTLE_MINUTES } from '../accounts/limit.ts';
import { digest } from '../accounts/token.ts';
import { queueLinkMail } from '../accounts/verification.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const input = z.object({ email });

/**
 * `requestPasswordReset`: mails a link to set a new password. Answers ok whatever it finds, and within the
 * throttle it does nothing, so that it can neither tell who has an account nor flood a mailbox.
 */
export const requestPasswordReset = ({ database, links }: Ports) =>
  action('requestPasswordReset', input, ({ email: address }) =>
    database.transaction(SYSTEM, async (sql) => {
      const account = await sql.row<{
        id: number;
        email: string;
        username: string;
        at: Date;
      }>(
        `SELECT a.id, a.email, a.username, date_trunc('milliseconds', now()) AS at
           FROM account a JOIN auth.account_secret s ON s.account_id = a.id
          WHERE a.email = $1 AND a.is_active AND a.deleted_at IS NULL
            AND (s.reset_code_at IS NULL OR s.reset_code_at <= now() - make_interval(mins => $2))
            FOR UPDATE OF s`,
        [address, RESET_THROTTLE_MINUTES],
      );
      if (account !== undefined) {
        const token = links.token('reset', account.id, account.email, account.at);
        await sql.rows(
          'UPDATE auth.account_secret SET reset_code_hash = $2, reset_code_at = $3 WHERE account_id = $1',
          [account.id, digest(token), account.at],
        );
        await queueLinkMail(sql, 'reset', account.id, account);
      }
      return { ok: true };
    }),
  );
