import { z } from 'zod';
import { allowedRoles } from '../accounts/token.ts';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf } from '../session.ts';

/** `me`: who the caller is, as the database says now; the token may be minutes old. */
export const me = ({ database }: Ports) =>
  action('me', z.object({}), async (_input, session) => {
    const account = await database.row<Omit<Answer<'me'>, 'allowedRoles'>>(
      `SELECT a.id AS "accountId", m.id AS "memberId", a.slug, a.username, a.email, a.role, a.locale,
              a.current_tz AS "currentTz",
              a.verified_at IS NOT NULL AS "isVerified"
         FROM account a LEFT JOIN member m ON m.account_id = a.id
        WHERE a.id = $1 AND a.is_active AND a.deleted_at IS NULL`,
      [accountOf(session)],
    );
    if (account === undefined)
      throw new ActionError('account-inactive', 'this account is not active');
    return { ...account, allowedRoles: allowedRoles(account.role) };
  });
