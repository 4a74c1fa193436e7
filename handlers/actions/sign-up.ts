import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { email, locale, newPassword, personName, timeZone, username } from '../accounts/field.ts';
import { ensureMember } from '../accounts/login.ts';
import { hashPassword } from '../accounts/password.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const input = z.object({
  username,
  email,
  password: newPassword,
  givenName: personName.nullish(),
  familyName: personName.nullish(),
  locale: locale.nullish(),
  timeZone: timeZone.nullish(),
});

/** `signUp`: makes an account with its credentials. The confirmation mail follows from the row, by account_created. */
export const signUp = ({ database }: Ports) =>
  action('signUp', input, async (given) => {
    const passwordHash = await hashPassword(given.password); // before the transaction: it takes tens of ms
    return await database.transaction({ role: 'anonymous' }, async (sql) => {
      const account = await sql.one<{ accountId: number; slug: string; username: string }>(
        // The account is its own creator, so its id has to be known before the row is written.
        `WITH next AS (SELECT nextval(pg_get_serial_sequence('account', 'id'))::integer AS id)
         INSERT INTO account (id, created_by, updated_by, slug, username, email, given_name, family_name,
                              locale, base_tz, current_tz)
         SELECT id, id, id, $1, $2, $3, $4, $5, coalesce($6, 'en-US'), coalesce($7, 'UTC'), coalesce($7, 'UTC')
           FROM next
         RETURNING id AS "accountId", slug, username`,
        [
          slugOf(given.username),
          given.username,
          given.email,
          given.givenName,
          given.familyName,
          given.locale,
          given.timeZone,
        ],
      );
      await sql.rows(
        'INSERT INTO auth.account_secret (account_id, password_hash) VALUES ($1, $2)',
        [account.accountId, passwordHash],
      );
      await ensureMember(sql, account.accountId);
      return account;
    });
  });

/** Readable, and not to be guessed from the name alone. */
const slugOf = (name: string): string => `${name.toLowerCase()}-${randomBytes(6).toString('hex')}`;
