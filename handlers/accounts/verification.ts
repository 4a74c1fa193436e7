import type { Sql } from '../../lib/database.ts';
import { notify } from '../../lib/notify.ts';
import type { LinkPurpose, Links } from './link.ts';
import { digest } from './token.ts';

/**
 * Asks the holder of an account's address, or of the one it is about to have, to confirm it: stores the hash of a fresh token and queues the mail.
 * The mail's key holds the instant from which the token is derived again when it is sent.
 */
export async function askConfirmation(sql: Sql, links: Links, accountId: number): Promise<void> {
  const account = await sql.row<{ email: string; username: string; at: Date }>(
    `SELECT coalesce(s.pending_email, a.email) AS email, a.username,
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
export const queueLinkMail = (
  sql: Sql,
  purpose: LinkPurpose,
  accountId: number,
  { username, at }: { readonly username: string; readonly at: Date },
): Promise<void> =>
  notify(sql, {
    accountId,
    template: purpose === 'confirm' ? 'confirm-email' : 'reset-password',
    channels: ['EMAIL'],
    key: linkKey(purpose, at),
    values: { username },
  });

const linkKey = (purpose: LinkPurpose, at: Date): string => `link:${purpose}:${at.toISOString()}`;

/**
 * The purpose and instant in a dedupe_key made by queueLinkMail, or by a workflow that mails the same link once more;
 * undefined for every other key.
 */
export function linkOfKey(
  key: string,
): { readonly purpose: LinkPurpose; readonly at: Date } | undefined {
  const match = /^link:(confirm|reset):(.+?Z)(:\w+)?$/.exec(key);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { purpose: match[1] === 'confirm' ? 'confirm' : 'reset', at: new Date(match[2]) };
}
