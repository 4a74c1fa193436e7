import { randomUUID } from 'node:crypto';
import type { Sql } from '../../lib/database.ts';
import type { Client } from '../client.ts';
import { REFRESH_TOKEN_DAYS } from './limit.ts';
import { digest, newRefreshToken, type TokenMaker } from './token.ts';

/** What a client gets when it has proven who it is. */
export interface SignedIn {
  readonly accountId: number;
  readonly memberId: number;
  readonly role: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
}

/** The start of a new session, or the next link of the family of refresh tokens that a session is. */
export interface SessionLink extends Client {
  readonly familyId?: string;
  readonly device: string | null;
  readonly loginAt?: Date;
}

/** Adds a refresh token to the account's sessions and signs the access token that goes with it. */
export async function openSession(
  sql: Sql,
  tokens: TokenMaker,
  accountId: number,
  { familyId = randomUUID(), device, loginAt = new Date(), userAgent, ipAddress }: SessionLink,
): Promise<SignedIn> {
  const refreshToken = newRefreshToken();
  const link = await sql.one<{ expiresAt: Date }>(
    `INSERT INTO auth.session (account_id, refresh_token_hash, family_id, device, login_at, expires_at, user_agent, ip_address)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6), $7, $8) RETURNING expires_at AS "expiresAt"`,
    [
      accountId,
      digest(refreshToken),
      familyId,
      device,
      loginAt,
      REFRESH_TOKEN_DAYS,
      userAgent,
      ipAddress,
    ],
  );
  const bearer = await sql.row<{ role: string; memberId: number }>(
    `SELECT a.role, m.id AS "memberId" FROM account a JOIN member m ON m.account_id = a.id
      WHERE a.id = $1`,
    [accountId],
  );
  if (bearer === undefined) throw new Error(`account ${accountId} has no member`);
  const { token, expiresAt } = await tokens.accessToken({
    accountId,
    ...bearer,
    sessionId: familyId,
  });
  return {
    accountId,
    ...bearer,
    accessToken: token,
    accessTokenExpiresAt: expiresAt,
    refreshToken,
    refreshTokenExpiresAt: link.expiresAt,
  };
}

/** Ends every session of an account but the one that is kept. Access tokens run out by themselves within minutes. */
export async function revokeSessions(
  sql: Sql,
  accountId: number,
  keptFamilyId?: string,
): Promise<void> {
  await sql.rows(
    `UPDATE auth.session SET revoked_at = now()
      WHERE account_id = $1 AND revoked_at IS NULL AND family_id IS DISTINCT FROM $2`,
    [accountId, keptFamilyId ?? null],
  );
}

/** The chat identity of an account. Made at sign-up, and again by account_created for accounts made otherwise. */
export async function ensureMember(sql: Sql, accountId: number): Promise<void> {
  await sql.rows(
    `INSERT INTO member (created_by, updated_by, account_id, name)
     SELECT id, id, id, username FROM account WHERE id = $1
     ON CONFLICT (account_id) DO NOTHING`,
    [accountId],
  );
}
