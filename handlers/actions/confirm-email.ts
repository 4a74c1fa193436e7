import { z } from 'zod';
import { accountOfToken } from '../accounts/link.ts';
import { digest } from '../accounts/token.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

const input = z.object({ token: z.string().max(200, 'is too long') });

/** `confirmEmail`: the link of the confirmation mail was opened. It works once. */
export const confirmEmail = ({ database }: Ports) =>
  action(input, async ({ token }) => {
    const accountId = accountOfToken(token);
    if (accountId === undefined) throw new ActionError('invalid-token', 'this link is not valid');
    return await database.transaction({ role: 'anonymous', accountId }, async (sql) => {
      const used = await sql.row(
        `UPDATE auth.account_secret SET confirmation_token_hash = NULL
          WHERE account_id = $1 AND confirmation_token_hash = $2 RETURNING account_id`,
        [accountId, digest(token)],
      );
      if (used === undefined) throw await refusal();
      await sql.rows('UPDATE account SET verified_at = now() WHERE id = $1', [accountId]);
      return { ok: true };
    });

    async function refusal(): Promise<ActionError> {
      const verified = await database.row(
        'SELECT 1 FROM account WHERE id = $1 AND verified_at IS NOT NULL',
        [accountId],
      );
      return verified === undefined
        ? new ActionError('invalid-token', 'this link is not valid')
        : new ActionError('already-confirmed', 'this address is already confirmed');
    }
  });
