import { z } from 'zod';
import { revokeSessions } from '../accounts/login.ts';
import { digest } from '../accounts/token.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({
  refreshToken: z.string().max(200, 'is too long').nullish(),
  everywhere: z.boolean().nullish(),
});

/**
 * `signOut`: ends the session that the access token belongs to, the one of a refresh token when it is given, or
 * all of the account. Access tokens that are out run on for their last minutes: nobody looks them up.
 */
export const signOut = ({ database }: Ports) =>
  action('signOut', input, async ({ refreshToken, everywhere }, session) => {
    const accountId = accountOf(session);
    await database.transaction(actorOf(session), async (sql) => {
      if (everywhere) return await revokeSessions(sql, accountId);
      await sql.rows(
        `UPDATE auth.session SET revoked_at = now()
          WHERE account_id = $1 AND revoked_at IS NULL
            AND family_id = coalesce((SELECT family_id FROM auth.session WHERE refresh_token_hash = $2), $3)`,
        [
          accountId,
          refreshToken == null ? null : digest(refreshToken),
          session['x-hasura-session-id'] ?? null,
        ],
      );
    });
    return { ok: true };
  });
