import { randomBytes, randomInt } from 'node:crypto';
import type { Sql } from '../../lib/database.ts';
import { ensureMember } from '../accounts/login.ts';
import { ActionError } from '../refusal.ts';
import type { Identity, Provider } from './provider.ts';

/**
 * The account of an identity: the one it signed in to before, the one that has proven to own the same address,
 * or a new one. An address that only one side has verified joins nothing: it would hand an account to a stranger.
 */
export async function accountOfIdentity(
  sql: Sql,
  provider: Provider['value'],
  identity: Identity,
): Promise<number> {
  await sql.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `${provider}:${identity.subject}`,
  ]);
  const known = await sql.row<{ accountId: number; isActive: boolean }>(
    `SELECT a.id AS "accountId", a.is_active AND a.deleted_at IS NULL AS "isActive"
       FROM auth.oauth_identity i JOIN account a ON a.id = i.account_id
      WHERE i.provider = $1 AND i.provider_subject = $2`,
    [provider, identity.subject],
  );
  if (known?.isActive === false)
    throw new ActionError('account-inactive', 'this account is not active');
  if (known !== undefined) return known.accountId;
  if (identity.email === undefined)
    throw new ActionError('no-verified-email', 'the provider knows no verified address of yours');
  const owner = await sql.row<{ id: number; isOwn: boolean }>(
    `SELECT id, verified_at IS NOT NULL AND is_active AND deleted_at IS NULL AS "isOwn"
       FROM account WHERE email = $1`,
    [identity.email],
  );
  if (owner?.isOwn === false)
    throw new ActionError('email-taken', 'an account has this address, and never confirmed it');
  const accountId = owner?.id ?? (await makeAccount(sql, identity.name, identity.email));
  await sql.rows(
    `INSERT INTO auth.oauth_identity (account_id, provider, provider_subject, email) VALUES ($1, $2, $3, $4)`,
    [accountId, provider, identity.subject, identity.email],
  );
  return accountId;
}

async function makeAccount(sql: Sql, name: string, email: string): Promise<number> {
  const username = await freeUsername(sql, name);
  const made = await sql.one<{ id: number }>(
    `WITH next AS (SELECT nextval(pg_get_serial_sequence('account', 'id'))::integer AS id)
     INSERT INTO account (id, created_by, updated_by, slug, username, email, verified_at)
     SELECT id, id, id, $1, $2, $3, now() FROM next RETURNING id`,
    [`${username.toLowerCase()}-${randomBytes(6).toString('hex')}`, username, email],
  );
  await ensureMember(sql, made.id);
  return made.id;
}

/** The provider's name for somebody, cut to our rules; with digits behind it when it is taken. */
async function freeUsername(sql: Sql, name: string): Promise<string> {
  const stem = name.replace(/[^\p{L}\p{N}_.-]/gu, '').slice(0, 11) || 'user';
  for (;;) {
    const username =
      stem.length >= 4 && (await isFree(sql, stem)) ? stem : `${stem}${randomInt(1_000, 100_000)}`;
    if (username === stem || (await isFree(sql, username))) return username;
  }
}

const isFree = async (sql: Sql, username: string): Promise<boolean> =>
  (await sql.row('SELECT 1 FROM account WHERE username = $1', [username])) === undefined;
