import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError, notFound } from '../refusal.ts';
import { actorOf } from '../session.ts';

const REPLAY_TIMEOUT_MS = 30_000;
const input = z.object({ deadLetterId: z.coerce.number().int().positive() });

interface Letter {
  readonly consumer: string;
  readonly payload: object;
}

/** `replayDeadLetter`: hands an event to its handler once more, by the way it came the first time. */
export const replayDeadLetter = ({ database, rules }: Ports) =>
  action('replayDeadLetter', input, async ({ deadLetterId }, session) => {
    const letter = await database.row<Letter>(
      `SELECT consumer, payload FROM ops.dead_letter
        WHERE id = $1 AND replayed_at IS NULL AND discarded_at IS NULL AND source = 'event_trigger'`,
      [deadLetterId],
    );
    if (letter === undefined) throw notFound();
    const response = await fetch(
      `${rules.handlersUrl}/events/${encodeURIComponent(letter.consumer)}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-handlers-secret': rules.handlersSecret },
        // As an attempt that is not the last one: if it fails again, the letter stays and no second one is written.
        body: JSON.stringify({
          ...letter.payload,
          delivery_info: { max_retries: 1, current_retry: 0 },
        }),
        signal: AbortSignal.timeout(REPLAY_TIMEOUT_MS),
      },
    );
    if (!response.ok)
      throw new ActionError('still-failing', `the handler answers ${response.status}`, {
        value: String(response.status),
      });
    return await database.transaction(actorOf(session), (sql) =>
      sql.one(
        `UPDATE ops.dead_letter SET replayed_at = now() WHERE id = $1
         RETURNING id AS "deadLetterId", replayed_at AS "replayedAt"`,
        [deadLetterId],
      ),
    );
  });
