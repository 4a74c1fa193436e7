import type { Database } from '../../lib/database.ts';
import { ActionError } from '../refusal.ts';
import { RESET_CODE_MINUTES } from './limit.ts';
import { accountOfToken } from './link.ts';
import { revokeSessions } from './login.ts';
import { hashPassword } from './password.ts';
import { digest } from './token.ts';

/**
 * Sets a new password by the link of a mail, which works once, and ends every session. An address narrows it to the
 * account of that address; whose link it is, the link says itself.
 */
export async function setPasswordByLink(
  database: Database,
  code: string,
  password: string,
  address?: string,
): Promise<void> {
  const accountId = accountOfToken(code);
  if (accountId === undefined) throw new ActionError('invalid-token', 'this link is not valid');
  const passwordHash = await hashPassword(password);
  await database.transaction({ role: 'anonymous', accountId }, async (sql) => {
    const asked = await sql.row<{ isExpired: boolean }>(
      `SELECT s.reset_code_at <= now() - make_interval(mins => $4) AS "isExpired"
         FROM auth.account_secret s JOIN account a ON a.id = s.account_id
        WHERE a.id = $1 AND a.email = coalesce($2, a.email) AND s.reset_code_hash = $3 FOR UPDATE OF s`,
      [accountId, address ?? null, digest(code), RESET_CODE_MINUTES],
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
  });
}
