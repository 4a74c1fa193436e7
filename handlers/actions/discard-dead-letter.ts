import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { actorOf } from '../session.ts';

const input = z.object({ deadLetterId: z.coerce.number().int().positive() });

/** `discardDeadLetter`: somebody looked at it, and it is not to be handled any more. */
export const discardDeadLetter = ({ database }: Ports) =>
  action('discardDeadLetter', input, async ({ deadLetterId }, session) => {
    const discarded = await database.transaction(actorOf(session), (sql) =>
      sql.row(
        `UPDATE ops.dead_letter SET discarded_at = coalesce(discarded_at, now())
          WHERE id = $1 AND replayed_at IS NULL RETURNING id`,
        [deadLetterId],
      ),
    );
    if (discarded === undefined) throw notFound();
    return { ok: true };
  });
