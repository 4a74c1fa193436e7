import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { memberOf } from '../session.ts';

const input = z.object({ typingRoomId: z.int().positive().nullish() });

/**
 * `heartbeat`: says that the caller is here, and perhaps writing in a room. Who has not said so for 30 seconds is away;
 * who has not said so for 5 seconds is not writing any more.
 */
export const heartbeat = ({ database }: Ports) =>
  action('heartbeat', input, ({ typingRoomId }, session) =>
    database.one(
      'SELECT member_id AS "memberId", last_seen_at AS "lastSeenAt" FROM heartbeat($1, $2)',
      [memberOf(session), typingRoomId],
    ),
  );
