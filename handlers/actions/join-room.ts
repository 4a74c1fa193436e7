import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { actorOf, memberOf } from '../session.ts';

const input = z.object({ roomId: z.int().positive() });

/** `joinRoom`: makes the caller a member of a public room. Joining again changes nothing. */
export const joinRoom = ({ database }: Ports) =>
  action('joinRoom', input, ({ roomId }, session) =>
    database.transaction(actorOf(session), async (sql) => {
      const memberId = memberOf(session);
      await sql.rows(
        `INSERT INTO room_member (room_id, member_id)
         SELECT id, $2 FROM room
          WHERE id = $1 AND deleted_at IS NULL AND kind IN ('PUBLIC_CHANNEL', 'PUBLIC_GROUP')
         ON CONFLICT DO NOTHING`,
        [roomId, memberId],
      );
      const joined = await sql.row<{ roomId: number; memberId: number }>(
        `SELECT room_id AS "roomId", member_id AS "memberId" FROM room_member
          WHERE room_id = $1 AND member_id = $2`,
        [roomId, memberId],
      );
      if (joined === undefined) throw notFound();
      return joined;
    }),
  );
