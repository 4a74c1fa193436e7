import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

/** `exportAccountData`: everything kept about the caller, as one JSON file that only the caller can download. */
export const exportAccountData = ({ database, exports }: Ports) =>
  action('exportAccountData', z.object({}), async (_input, session) => {
    const accountId = accountOf(session);
    const data = await database.row<{ data: object }>(
      `SELECT jsonb_build_object(
         'account', (SELECT to_jsonb(a) FROM account a WHERE a.id = $1),
         'boards', (SELECT coalesce(jsonb_agg(b), '[]') FROM board b JOIN board_member m ON m.board_id = b.id
                     WHERE m.account_id = $1),
         'tasks', (SELECT coalesce(jsonb_agg(t), '[]') FROM task t WHERE t.created_by = $1),
         'comments', (SELECT coalesce(jsonb_agg(c), '[]') FROM task_comment c WHERE c.created_by = $1),
         'reminders', (SELECT coalesce(jsonb_agg(r), '[]') FROM reminder r WHERE r.account_id = $1),
         'messages', (SELECT coalesce(jsonb_agg(g), '[]') FROM message g
                       JOIN member m ON m.id = g.member_id WHERE m.account_id = $1),
         'reservations', (SELECT coalesce(jsonb_agg(r), '[]') FROM reservation r WHERE r.account_id = $1),
         'invoices', (SELECT coalesce(jsonb_agg(i), '[]') FROM invoice i WHERE i.account_id = $1),
         'media', (SELECT coalesce(jsonb_agg(d), '[]') FROM media d WHERE d.created_by = $1),
         'notifications', (SELECT coalesce(jsonb_agg(n), '[]') FROM notification n WHERE n.account_id = $1)
       ) AS data`,
      [accountId],
    );
    const bytes = Buffer.from(JSON.stringify(data?.data ?? {}, null, 2));
    const key = `${accountId}/${randomUUID()}.json`;
    await exports.put(key, bytes, 'application/json');
    const media = await database.transaction(actorOf(session), (sql) =>
      sql.one<{ mediaId: number }>(
        `INSERT INTO media (bucket, object_key, status, size_byte, content_type, orig_name, sha256)
         VALUES ($1, $2, 'READY', $3, 'application/json', 'account-data.json', $4) RETURNING id AS "mediaId"`,
        [exports.bucket, key, bytes.length, createHash('sha256').update(bytes).digest()],
      ),
    );
    return { mediaId: media.mediaId };
  });
