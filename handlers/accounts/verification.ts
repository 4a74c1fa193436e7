import type { Sql } from '../../lib/database.ts';
import { render } from '../mailer/template.ts';
import type { Links } from './link.ts';
import { digest } from './token.ts';

/**
 * Asks the holder of an account's address, or of the one it is about to have, to confirm it: stores the hash of a fresh token and queues the mail.
 * The mail's key holds the instant from which the token is derived again when it is sent.
 */
export async function askConfirmation(sql: Sql, links: Links, accountId: number): Promise<void> {
  const account = await sql.row<{ email: string; username: string; locale: string; at: Date }>(
    `SELECT coalesce(s.pending_email, a.email) AS email, a.username, a.locale,
            date_trunc('milliseconds', now()) AS at
       FROM account a JOIN auth.account_secret s ON s.account_id = a.id WHERE a.id = $1`,
    [accountId],
  );
  if (account === undefined) return;
  const token = links.token('confirm', accountId, account.email, account.at);
  await sql.rows(
    `UPDATE auth.account_secret SET confirmation_token_hash = $2, verification_sent_at = $3
      WHERE account_id = $1`,
    [accountId, digest(token), account.at],
  );
  await queueLinkMail(sql, 'confirm', accountId, account);
}

/** Queues a mail whose text holds a link. The link itself is put in when it is sent, and is in no table. */
export async function queueLinkMail(
  sql: Sql,
  purpose: 'confirm' | 'reset',
  accountId: number,
  {
    locale,
    username,
    at,
  }: { readonly locale: string; readonly username: string; readonly at: Date },
): Promise<void> {
  const template = purpose === 'confirm' ? 'confirm-email' : 'reset-password';
  const { subject, body } = render(template, locale, { username });
  await sql.rows(
    `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
     VALUES (1, 1, $1, 'EMAIL', $2, $3, $4)
     ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
    [accountId, linkKey(purpose, at), subject, body],
  );
}

const linkKey = (purpose: 'confirm' | 'reset', at: Date): string =>
  `link:${purpose}:${at.toISOString()}`;

/** The purpose and instant in a dedupe_key made by queueLinkMail; undefined for every other key. */
export function linkOfKey(
  key: string,
): { readonly purpose: 'confirm' | 'reset'; readonly at: Date } | undefined {
  const match = /^link:(confirm|reset):(.+)$/.exec(key);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { purpose: match[1] === 'confirm' ? 'confirm' : 'reset', at: new Date(match[2]) };
}
