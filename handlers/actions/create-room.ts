import { z } from 'zod';
import { action } from '../action.ts';
import { once } from '../once.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf, memberOf } from '../session.ts';

/** Members a room can be created with; more join later. */
const MEMBER_COUNT_MAX = 500;

const input = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(200, 'is too long'),
  kind: z.enum(['PRIVATE_CHANNEL', 'PRIVATE_GROUP', 'PUBLIC_CHANNEL', 'PUBLIC_GROUP']),
  memberIds: z.array(z.int().positive()).max(MEMBER_COUNT_MAX).nullish(),
  idempotencyKey: z.uuid().nullish(),
});

/** `createRoom`: makes a room that belongs to the caller, with its first members. The same key twice makes one room. */
export const createRoom = ({ database }: Ports) =>
  action('createRoom', input, ({ name, kind, memberIds, idempotencyKey }, session) =>
    database.transaction(actorOf(session), (sql) =>
      once(sql, 'createRoom', accountOf(session), idempotencyKey, async () => {
        const memberId = memberOf(session);
        // The trigger on room makes the caller its OWNER.
        const room = await sql.one<{ roomId: number }>(
          'INSERT INTO room (name, kind) VALUES ($1, $2) RETURNING id AS "roomId"',
          [name, kind],
        );
        await sql.rows(
          `INSERT INTO room_member (room_id, member_id)
           SELECT $1, id FROM member WHERE id = ANY ($2::integer[]) ON CONFLICT DO NOTHING`,
          [room.roomId, memberIds ?? []],
        );
        return { roomId: room.roomId, memberId };
      }),
    ),
  );
