import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { ensureMember } from '../accounts/login.ts';
import { followAccount } from '../accounts/onboarding.ts';
import { askConfirmation } from '../accounts/verification.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/**
 * `account_created`: gives a new account its chat identity, asks it to confirm its address, once, and has a workflow
 * wait for that. Without a Temporal server the cron trigger sweep_account does so later: the mail must not wait.
 */
export const accountCreated = ({ database, links, temporal, logger }: Ports) =>
  event('account_created', database, row, async (change) => {
    const id = change.new?.id;
    if (id === undefined) return;
    const unconfirmed = await database.transaction(SYSTEM, async (sql) => {
      await ensureMember(sql, id);
      // The lock makes a second delivery wait and then find the mail asked for.
      const account = await sql.row<{ createdAt: Date; isAsked: boolean }>(
        `SELECT a.created_at AS "createdAt", s.verification_sent_at IS NOT NULL AS "isAsked"
           FROM auth.account_secret s JOIN account a ON a.id = s.account_id
          WHERE a.id = $1 AND a.verified_at IS NULL FOR UPDATE OF s`,
        [id],
      );
      if (account?.isAsked === false) await askConfirmation(sql, links, id);
      return account;
    });
    if (unconfirmed !== undefined)
      await followAccount(temporal, id, unconfirmed.createdAt).catch((error: unknown) =>
        logger.warn({ err: error, accountId: id }, 'the account is left to the cron trigger'),
      );
  });
