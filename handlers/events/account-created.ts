import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { ensureMember } from '../accounts/login.ts';
import { askConfirmation } from '../accounts/verification.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `account_created`: gives a new account its chat identity and asks it to confirm its address, once. */
export const accountCreated = ({ database, links }: Ports) =>
  event('account_created', database, row, async (change) => {
    const id = change.new?.id;
    if (id === undefined) return;
    await database.transaction(SYSTEM, async (sql) => {
      await ensureMember(sql, id);
      // The lock makes a second delivery wait and then find the mail asked for.
      const unasked = await sql.row(
        `SELECT 1 FROM auth.account_secret s JOIN account a ON a.id = s.account_id
          WHERE a.id = $1 AND a.verified_at IS NULL AND s.verification_sent_at IS NULL FOR UPDATE OF s`,
        [id],
      );
      if (unasked !== undefined) await askConfirmation(sql, links, id);
    });
  });
