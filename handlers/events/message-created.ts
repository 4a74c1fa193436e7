import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.coerce.number().int() });

/** `message_created`: pushes a message to those members of its room who are away and have a device to push to. */
export const messageCreated = ({ database }: Ports) =>
  event('message_created', database, row, async (change) => {
    if (change.new === null) return;
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
         SELECT 1, 1, m.account_id, 'PUSH', 'message:' || g.room_id || ':' || g.room_seq,
                coalesce(r.name, author.name), left(g.text, 500)
           FROM message g
           JOIN room r ON r.id = g.room_id
           JOIN member author ON author.id = g.member_id
           JOIN room_member rm ON rm.room_id = g.room_id AND rm.member_id <> g.member_id
                AND rm.last_read_seq < g.room_seq
           JOIN member m ON m.id = rm.member_id
          WHERE g.id = $1 AND g.redacted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM online_member o WHERE o.member_id = m.id)
            AND EXISTS (SELECT 1 FROM push_subscription s WHERE s.account_id = m.account_id)
         ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
        [change.new?.id],
      ),
    );
  });
