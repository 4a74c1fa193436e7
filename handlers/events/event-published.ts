import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `event_published`: tells the guests of the organiser's earlier events, once, that there is a new one. */
export const eventPublished = ({ database }: Ports) =>
  event('event_published', database, row, async (change) => {
    if (change.new === null) return;
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
         SELECT DISTINCT 1, 1, r.account_id, channel, 'new-event:' || e.id, 'New event: ' || e.name,
                e.name || ', ' || e.place || ', ' || to_char(e.scheduled_at AT TIME ZONE e.base_tz, 'YYYY-MM-DD HH24:MI')
           FROM event e
           JOIN event earlier ON earlier.created_by = e.created_by AND earlier.id <> e.id
           JOIN reservation r ON r.event_id = earlier.id AND r.status = 'CONFIRMED',
                unnest('{IN_APP,EMAIL}'::text[]) AS channel
          WHERE e.id = $1 AND e.published_at IS NOT NULL AND e.deleted_at IS NULL
         ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
        [change.new?.id],
      ),
    );
  });
