import { z } from 'zod';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { actorOf } from '../session.ts';

const input = z.object({ eventId: z.int().positive() });

/** `publishEvent`: puts an event on sale. For editors, by the action's permission. Published again, it keeps its moment. */
export const publishEvent = ({ database }: Ports) =>
  action('publishEvent', input, async ({ eventId }, session) => {
    const published = await database.transaction(actorOf(session), (sql) =>
      sql.row<Answer<'publishEvent'>>(
        `UPDATE event SET published_at = coalesce(published_at, now())
          WHERE id = $1 AND deleted_at IS NULL RETURNING id AS "eventId", published_at AS "publishedAt"`,
        [eventId],
      ),
    );
    if (published === undefined) throw notFound();
    return published;
  });
