import { z } from 'zod';
import { email, knownPassword } from '../accounts/field.ts';
import { provePassword } from '../accounts/prove.ts';
import { askConfirmation } from '../accounts/verification.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { invalid } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ newEmail: email, password: knownPassword });

/** `changeEmail`: mails a link to the new address. The account keeps the old one until that link is opened. */
export const changeEmail = ({ database, links }: Ports) =>
  action('changeEmail', input, async ({ newEmail, password }, session) => {
    const accountId = accountOf(session);
    await provePassword(database, accountId, password, 'password');
    await database.transaction(actorOf(session), async (sql) => {
      const taken = await sql.row('SELECT 1 FROM account WHERE email = $1', [newEmail]);
      if (taken !== undefined) throw invalid({ newEmail: 'is taken' });
      await sql.rows('UPDATE auth.account_secret SET pending_email = $2 WHERE account_id = $1', [
        accountId,
        newEmail,
      ]);
      await askConfirmation(sql, links, accountId);
    });
    return { ok: true };
  });
