import { ACCOUNT_ONBOARDING, onboardingWorkflowId } from '../../workflows/account/contract.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { tell } from '../tell.ts';
import { accountOfToken } from './link.ts';
import { digest } from './token.ts';

/** The link of a confirmation mail was opened, so the address is its account's. It works once. */
export async function confirmAddress(
  { database, temporal, logger }: Pick<Ports, 'database' | 'temporal' | 'logger'>,
  token: string,
): Promise<void> {
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
}
