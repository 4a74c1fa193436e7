import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { memberOf } from '../session.ts';

/** `heartbeat`: says that the caller is here. Who has not said so for 30 seconds is away. */
export const heartbeat = ({ database }: Ports) =>
  action('heartbeat', z.object({}), (_input, session) =>
    database.one(
      'SELECT member_id AS "memberId", last_seen_at AS "lastSeenAt" FROM heartbeat($1)',
      [memberOf(session)],
    ),
  );
