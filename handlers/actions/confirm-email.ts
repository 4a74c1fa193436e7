import { z } from 'zod';
import { ACCOUNT_ONBOARDING, onboardingWorkflowId } from '../../workflows/account/contract.ts';
import { accountOfToken } from '../accounts/link.ts';
import { digest } from '../accounts/token.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { tell } from '../tell.ts';

const input = z.object({ token: z.string().max(200, 'is too long') });

/** `confirmEmail`: the link of the confirmation mail was opened. It works once. */
export const confirmEmail = ({ database, temporal, logger }: Ports) =>
  action('confirmEmail', input, async ({ token }) => {
    const accountId = accountOfToken(token);
    if (accountId === undefined) throw new ActionError('invalid-token', 'this link is not valid');
    await database.transaction({ role: 'anonymous', accountId }, async (sql) => {
      const secret = await sql.row<{
        matches: boolean;
        pendingEmail: string | null;
        isVerified: boolean;
      }>(
        `SELECT coalesce(s.confirmation_token_hash = $2, false) AS matches, s.pending_email AS "pendingEmail",
                a.verified_at IS NOT NULL AS "isVerified"
           FROM auth.account_secret s JOIN account a ON a.id = s.account_id
          WHERE a.id = $1 FOR UPDATE OF s`,
        [accountId, digest(token)],
      );
      if (!secret?.matches)
        throw secret?.isVerified && secret.pendingEmail === null
          ? new ActionError('already-confirmed', 'this address is already confirmed')
          : new ActionError('invalid-token', 'this link is not valid');
      await sql.rows(
        // A reset link that was mailed to the old address must not open the account any more.
        `UPDATE auth.account_secret
            SET confirmation_token_hash = NULL, pending_email = NULL,
                reset_code_hash = CASE WHEN pending_email IS NULL THEN reset_code_hash END
          WHERE account_id = $1`,
        [accountId],
      );
      await sql.rows(
        'UPDATE account SET email = coalesce($2, email), verified_at = now() WHERE id = $1',
        [accountId, secret.pendingEmail],
      );
    });
    tell(temporal, logger, onboardingWorkflowId(accountId), ACCOUNT_ONBOARDING.confirmed);
    return { ok: true };
  });
