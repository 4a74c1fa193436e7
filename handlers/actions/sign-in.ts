import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { email, knownPassword } from '../accounts/field.ts';
import { FAILED_LOGIN_MAX, LOCK_MINUTES } from '../accounts/limit.ts';
import { openSession, type SignedIn } from '../accounts/login.ts';
import { isPassword } from '../accounts/password.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

const input = z.object({
  email,
  password: knownPassword,
  device: z.string().trim().max(200).nullish(),
});

interface Credentials {
  readonly id: number;
  readonly passwordHash: string;
  readonly isLocked: boolean;
  readonly isActive: boolean;
}

/** `signIn`: a password for a pair of tokens. Whether the address or the password was wrong is not told. */
export const signIn = ({ database, tokens }: Ports) =>
  action('signIn', input, async (given, _session, client): Promise<SignedIn> => {
    const { email: address, password, device } = given;
    const account = await database.row<Credentials>(
      `SELECT a.id, s.password_hash AS "passwordHash", coalesce(s.locked_until > now(), false) AS "isLocked",
              a.is_active AND a.deleted_at IS NULL AS "isActive"
         FROM account a JOIN auth.account_secret s ON s.account_id = a.id WHERE a.email = $1`,
      [address],
    );
    const matches = await isPassword(account?.passwordHash, password);
    if (account?.isLocked)
      throw new ActionError(
        'too-many-attempts',
        `too many attempts: try again in ${LOCK_MINUTES} minutes`,
      );
    const actor = { role: 'anonymous', ...(account && { accountId: account.id }) };
    if (account === undefined || !matches) {
      if (account !== undefined)
        await database.transaction(actor, (sql) => countFailure(sql, account.id));
      throw new ActionError('invalid-credentials', 'e-mail or password is wrong');
    }
    // Said only to who knows the password, so it tells a stranger nothing.
    if (!account.isActive) throw new ActionError('account-inactive', 'this account is not active');
    return await database.transaction(actor, async (sql) => {
      await sql.rows(
        `UPDATE auth.account_secret SET failed_login_count = 0, locked_until = NULL
          WHERE account_id = $1 AND failed_login_count > 0`,
        [account.id],
      );
      await sql.rows('UPDATE account SET last_login_at = now() WHERE id = $1', [account.id]);
      return await openSession(sql, tokens, account.id, { ...client, device: device ?? null });
    });
  });

/** Counts a wrong password. The account that had too many stops listening for a while and starts over. */
async function countFailure(sql: Sql, accountId: number): Promise<void> {
  await sql.rows(
    `UPDATE auth.account_secret
        SET failed_login_count = CASE WHEN failed_login_count + 1 >= $2 THEN 0 ELSE failed_login_count + 1 END,
            locked_until = CASE WHEN failed_login_count + 1 >= $2 THEN now() + make_interval(mins => $3) END
      WHERE account_id = $1`,
    [accountId, FAILED_LOGIN_MAX, LOCK_MINUTES],
  );
}
