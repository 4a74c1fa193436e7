import { z } from 'zod';
import { email, newPassword } from '../accounts/field.ts';
import { RESET_CODE_MINUTES } from '../accounts/limit.ts';
import { accountOfToken } from '../accounts/link.ts';
import { revokeSessions } from '../accounts/login.ts';
import { hashPassword } from '../accounts/password.ts';
import { digest } from '../accounts/token.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

const input = z.object({ email, code: z.string().trim().max(200, 'is too long'), newPassword });

/** `resetPassword`: sets a new password by the link of the mail. It works once, and ends every session. */
export const resetPassword = ({ database }: Ports) =>
  action('resetPassword', input, async ({ email: address, code, newPassword: password }) => {
    const accountId = accountOfToken(code);
    if (accountId === undefined) throw new ActionError('invalid-token', 'this link is not valid');
    const passwordHash = await hashPassword(password);
    return await database.transaction({ role: 'anonymous', accountId }, async (sql) => {
      const asked = await sql.row<{ isExpired: boolean }>(
        `SELECT s.reset_code_at <= now() - make_interval(mins => $4) AS "isExpired"
           FROM auth.account_secret s JOIN account a ON a.id = s.account_id
          WHERE a.id = $1 AND a.email = $2 AND s.reset_code_hash = $3 FOR UPDATE OF s`,
        [accountId, address, digest(code), RESET_CODE_MINUTES],
      );
      if (asked === undefined) throw new ActionError('invalid-token', 'this link is not valid');
      if (asked.isExpired) throw new ActionError('expired-link', 'expired link');
      await sql.rows(
        // reset_code_at stays: the throttle on new mails goes on.
        `UPDATE auth.account_secret
            SET password_hash = $2, password_set_at = now(), reset_code_hash = NULL,
                failed_login_count = 0, locked_until = NULL
          WHERE account_id = $1`,
        [accountId, passwordHash],
      );
      await revokeSessions(sql, accountId);
      return { ok: true };
    });
  });
