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
        `SELECT ops.notify(guest.account_id, 'new-event', '{IN_APP,EMAIL}', 'new-event:' || e.id, jsonb_build_object(
                  'event', e.name, 'place', e.place, 'when', ops.local_time(e.scheduled_at, e.base_tz)))
           FROM event e, LATERAL (
             SELECT DISTINCT r.account_id FROM event earlier JOIN reservation r ON r.event_id = earlier.id
              WHERE earlier.created_by = e.created_by AND earlier.id <> e.id AND r.status = 'CONFIRMED') AS guest
          WHERE e.id = $1 AND e.published_at IS NOT NULL AND e.deleted_at IS NULL`,
        [change.new?.id],
      ),
    );
  });
