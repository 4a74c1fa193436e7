import { z } from 'zod';
import type { Database } from '../../lib/database.ts';
import { DOWNLOAD_SECONDS } from '../../lib/store.ts';
import type { Variant } from '../../workflows/media/contract.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { accountOf, type Session } from '../session.ts';

const input = z.object({ mediaId: z.int().positive(), size: z.int().positive().nullish() });

interface Readable {
  readonly bucket: string;
  readonly objectKey: string;
  readonly contentType: string;
  readonly origName: string;
  readonly variant: readonly Variant[];
}

/** `mediaUrl`: leave to read one media for a few minutes, straight from the store. */
export const mediaUrl = ({ database, store, exports }: Ports) =>
  action('mediaUrl', input, async ({ mediaId, size }, session) => {
    const media = await readable(database, mediaId, session);
    if (media === undefined) throw notFound();
    const expiresAt = new Date(Date.now() + DOWNLOAD_SECONDS * 1_000);
    const from = media.bucket === exports.bucket ? exports : store;
    const variant = size == null ? undefined : smallestOf(media.variant, size);
    const url = await (variant === undefined
      ? from.presignGet(media.objectKey, media.contentType, media.origName)
      : from.presignGet(variant.objectKey, 'image/webp', `${media.origName}.webp`));
    return { mediaId, url, expiresAt };
  });

/** The smallest variant that is at least as large as asked for; undefined where only the original is. */
const smallestOf = (variants: readonly Variant[], size: number): Variant | undefined =>
  [...variants].sort((a, b) => a.size - b.size).find((variant) => variant.size >= size);

/** The media if the caller may see it: one's own, or linked to a task of a board one may see, or to what is published. */
function readable(
  database: Database,
  mediaId: number,
  session: Session,
): Promise<Readable | undefined> {
  const isStaff = ['mod', 'staff', 'superadmin'].includes(session['x-hasura-role']);
  const accountId = session['x-hasura-role'] === 'anonymous' ? null : accountOf(session);
  return database.row<Readable>(
    `SELECT bucket, object_key AS "objectKey", content_type AS "contentType", orig_name AS "origName",
            coalesce((SELECT jsonb_agg(v) FROM jsonb_array_elements(m.variant) AS v
                       WHERE v ->> 'of' = m.object_key), '[]') AS variant
       FROM media m
      WHERE m.id = $1 AND m.status = 'READY' AND m.deleted_at IS NULL AND (
        $3 OR m.created_by = $2
        OR EXISTS (SELECT 1 FROM product p
                    WHERE p.image_id = m.id AND p.published_at IS NOT NULL AND p.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM event e
                    WHERE e.image_id = m.id AND e.published_at IS NOT NULL AND e.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM task_media l
                     JOIN task t ON t.id = l.task_id AND t.deleted_at IS NULL
                     JOIN board b ON b.id = t.board_id AND b.deleted_at IS NULL
                    WHERE l.media_id = m.id AND (b.visibility = 'PUBLIC' OR EXISTS (
                      SELECT 1 FROM board_member bm WHERE bm.board_id = b.id AND bm.account_id = $2))))`,
    [mediaId, accountId, isStaff],
  );
}
