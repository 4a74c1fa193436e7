import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { openSession, type SignedIn } from '../accounts/login.ts';
import { digest, type TokenMaker } from '../accounts/token.ts';
import { action } from '../action.ts';
import type { Client } from '../client.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

const input = z.object({ refreshToken: z.string().min(1, 'is missing').max(200, 'is too long') });

/**
 * `refreshToken`: a refresh token for a new pair. Each one works once. One that is used again was stolen, from
 * the client or by it, and nobody can tell which: the whole family ends, and both have to sign in again.
 */
export const refreshToken = ({ database, tokens }: Ports) =>
  action(
    'refreshToken',
    input,
    async ({ refreshToken: token }, _session, client): Promise<SignedIn> => {
      // The refusal is returned and thrown outside: thrown inside it would roll the family's end back.
      const outcome = await database.transaction({ role: 'anonymous' }, (sql) =>
        rotate(sql, tokens, token, client),
      );
      if (outcome instanceof ActionError) throw outcome;
      return outcome;
    },
  );

interface Link {
  readonly id: number;
  readonly accountId: number;
  readonly familyId: string;
  readonly device: string | null;
  readonly loginAt: Date;
  readonly isRevoked: boolean;
  readonly isExpired: boolean;
  readonly isActive: boolean;
}

async function rotate(
  sql: Sql,
  tokens: TokenMaker,
  token: string,
  client: Client,
): Promise<SignedIn | ActionError> {
  const link = await sql.row<Link>(
    `SELECT s.id, s.account_id AS "accountId", s.family_id AS "familyId", s.device, s.login_at AS "loginAt",
            s.revoked_at IS NOT NULL AS "isRevoked", s.expires_at <= now() AS "isExpired",
            a.is_active AND a.deleted_at IS NULL AS "isActive"
       FROM auth.session s JOIN account a ON a.id = s.account_id
      WHERE s.refresh_token_hash = $1 FOR UPDATE OF s`,
    [digest(token)],
  );
  if (link === undefined)
    return new ActionError('invalid-refresh-token', 'this refresh token is not known');
  if (link.isRevoked) {
    await sql.rows(
      'UPDATE auth.session SET revoked_at = now() WHERE family_id = $1 AND revoked_at IS NULL',
      [link.familyId],
    );
    return new ActionError(
      'refresh-token-reused',
      'this refresh token was used before: sign in again',
    );
  }
  if (link.isExpired)
    return new ActionError('refresh-token-expired', 'this refresh token has expired');
  if (!link.isActive) return new ActionError('account-inactive', 'this account is not active');
  await sql.rows('UPDATE auth.session SET revoked_at = now() WHERE id = $1', [link.id]);
  return await openSession(sql, tokens, link.accountId, { ...link, ...client });
}
