import { createHash } from 'node:crypto';
import { type Sql, SYSTEM } from '../../lib/database.ts';
import type { Links } from '../accounts/link.ts';
import { digest } from '../accounts/token.ts';
import { linkOfKey } from '../accounts/verification.ts';
import { type Mail, MailRefused } from '../mailer/mailer.ts';
import type { Ports } from '../ports.ts';

interface Pending {
  readonly id: number;
  readonly accountId: number;
  readonly channel: 'IN_APP' | 'EMAIL' | 'PUSH';
  readonly dedupeKey: string;
  readonly subject: string;
  readonly body: string;
  readonly email: string;
  /** The address that is to be confirmed: the account's own, or the one it wants to change to. */
  readonly emailToConfirm: string;
  /** What the links that are valid now hash to. */
  readonly confirm: Buffer | null;
  readonly reset: Buffer | null;
}

/** Another delivery of the same notification is under way; it may fail yet, so this one has to come again. */
class Busy extends Error {}

/**
 * Sends a notification that is still PENDING and says so in its row. The row stays locked meanwhile: two
 * deliveries of one event never send at the same time. A process that dies between the mail server's word and
 * our commit sends again, under the same Message-ID: SMTP can do no better.
 */
export async function deliver(
  {
    deliveryDatabase,
    mailer,
    pusher,
    links,
  }: Pick<Ports, 'deliveryDatabase' | 'mailer' | 'pusher' | 'links'>,
  id: number,
): Promise<void> {
  await deliveryDatabase.transaction(SYSTEM, async (sql) => {
    const pending = await claim(sql, id);
    if (pending === undefined) return;
    const status = await send(sql, pending);
    await sql.rows(
      `UPDATE notification SET status = $2, sent_at = CASE WHEN $2 = 'SENT' THEN clock_timestamp() END
        WHERE id = $1`,
      [id, status],
    );
  });

  async function send(sql: Sql, pending: Pending): Promise<'SENT' | 'FAILED' | 'CANCELLED'> {
    if (pending.channel === 'IN_APP') return 'SENT'; // a subscription shows the row itself
    if (pending.channel === 'PUSH') return await pusher.push(sql, pending.accountId, pending);
    const mail = mailOf(pending, links);
    if (mail === undefined) return 'CANCELLED';
    try {
      await mailer.send(mail);
      return 'SENT';
    } catch (error) {
      if (error instanceof MailRefused) return 'FAILED';
      throw error;
    }
  }
}

/** Locks the notification; undefined when there is nothing to send any more. */
async function claim(sql: Sql, id: number): Promise<Pending | undefined> {
  const pending = await sql.row<Pending>(
    `SELECT n.id, n.account_id AS "accountId", n.channel, n.dedupe_key AS "dedupeKey", n.subject, n.body,
            a.email, coalesce(s.pending_email, a.email) AS "emailToConfirm",
            s.confirmation_token_hash AS confirm, s.reset_code_hash AS reset
       FROM notification n JOIN account a ON a.id = n.account_id
       LEFT JOIN auth.account_secret s ON s.account_id = a.id
      WHERE n.id = $1 AND n.status = 'PENDING' FOR UPDATE OF n SKIP LOCKED`,
    [id],
  );
  if (pending !== undefined) return pending;
  const locked = await sql.row("SELECT 1 FROM notification WHERE id = $1 AND status = 'PENDING'", [
    id,
  ]);
  if (locked !== undefined) throw new Busy(`notification ${id} is being delivered`);
  return undefined;
}

/**
 * The mail of a notification. A link, which no table holds, is derived from the instant its hash was made from. None when
 * another link, or another address, has taken its place meanwhile: it would not work, or reach the wrong one.
 */
function mailOf(pending: Pending, links: Links): Mail | undefined {
  const { accountId, dedupeKey, subject, body } = pending;
  const key = createHash('sha256').update(`${accountId}:${dedupeKey}`).digest('hex');
  const messageId = `<${key.slice(0, 32)}@nordkapp>`;
  const link = linkOfKey(dedupeKey);
  if (link === undefined) return { to: pending.email, subject, text: body, messageId };
  const to = link.purpose === 'confirm' ? pending.emailToConfirm : pending.email;
  const token = links.token(link.purpose, accountId, to, link.at);
  if (!pending[link.purpose]?.equals(digest(token))) return undefined;
  const url = links.url(link.purpose, token);
  return { to, subject, text: body.replace('{link}', () => url), messageId };
}
