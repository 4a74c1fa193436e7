import { z } from 'zod';
import { email, knownPassword } from '../accounts/field.ts';
import { provePassword } from '../accounts/prove.ts';
import { askConfirmation } from '../accounts/verification.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { invalid } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ newEmail: email, password: knownPassword });

/** `changeEmail`: sets a new address, which counts as unconfirmed until its own mail is answered. */
export const changeEmail = ({ database, links }: Ports) =>
  action(input, async (given, session) => {
    const accountId = accountOf(session);
    await provePassword(database, accountId, given.password, 'password');
    await database.transaction(actorOf(session), async (sql) => {
      const changed = await sql.row(
        'UPDATE account SET email = $2, verified_at = NULL WHERE id = $1 AND email <> $2 RETURNING id',
        [accountId, given.newEmail],
      );
      if (changed === undefined) throw invalid({ newEmail: 'is the one you have' });
      // A reset link that was mailed to the old address must not open the account any more.
      await sql.rows(
        'UPDATE auth.account_secret SET reset_code_hash = NULL WHERE account_id = $1',
        [accountId],
      );
      await askConfirmation(sql, links, accountId);
    });
    return { ok: true };
  });
