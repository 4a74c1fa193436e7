import { z } from 'zod';
import { knownPassword, newPassword } from '../accounts/field.ts';
import { revokeSessions } from '../accounts/login.ts';
import { hashPassword } from '../accounts/password.ts';
import { provePassword } from '../accounts/prove.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ currentPassword: knownPassword, newPassword });

/** `changePassword`: the new password works, the old one does not, and every other session ends. */
export const changePassword = ({ database }: Ports) =>
  action('changePassword', input, async (given, session) => {
    const accountId = accountOf(session);
    await provePassword(database, accountId, given.currentPassword, 'currentPassword');
    const passwordHash = await hashPassword(given.newPassword);
    await database.transaction(actorOf(session), async (sql) => {
      await sql.rows(
        `UPDATE auth.account_secret SET password_hash = $2, password_set_at = now(), reset_code_hash = NULL
          WHERE account_id = $1`,
        [accountId, passwordHash],
      );
      await revokeSessions(sql, accountId, session['x-hasura-session-id']);
    });
    return { ok: true };
  });
