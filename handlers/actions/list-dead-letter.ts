import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const ROW_COUNT_MAX = 1_000;

const input = z.object({
  consumer: z.string().max(200).nullish(),
  isOpen: z.boolean().nullish(),
  beforeId: z.coerce.number().int().positive().nullish(),
  limit: z.int().positive().max(ROW_COUNT_MAX).nullish(),
});

/** `listDeadLetter`: events that no attempt could handle, the newest first. */
export const listDeadLetter = ({ database }: Ports) =>
  action('listDeadLetter', input, ({ consumer, isOpen, beforeId, limit }) =>
    database.rows(
      `SELECT id, consumer, source, key, payload, error, attempts, created_at AS "createdAt",
              replayed_at AS "replayedAt", discarded_at AS "discardedAt"
         FROM ops.dead_letter
        WHERE ($1::text IS NULL OR consumer = $1) AND ($3::bigint IS NULL OR id < $3)
          AND ($2::boolean IS NULL OR (replayed_at IS NULL AND discarded_at IS NULL) = $2)
        ORDER BY id DESC LIMIT $4`,
      [consumer, isOpen, beforeId, limit ?? 100],
    ),
  );
