import { z } from 'zod';
import { action } from '../action.ts';
import { inspect } from '../media/inspect.ts';
import type { MediaStore, StoredObject } from '../media/store.ts';
import { extensionOf, lieOf, MEDIA_SIZE_BYTE_MAX } from '../media/type.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ mediaId: z.int().positive() });

interface Media {
  readonly mediaId: number;
  readonly status: string;
  readonly contentType: string | null;
  readonly sizeByte: number | null;
}
const MEDIA = 'id AS "mediaId", status, content_type AS "contentType", size_byte AS "sizeByte"';

/**
 * `completeUpload`: looks at the bytes that came. What is what it claims to be moves to its lasting place and is
 * READY; a lie is removed, and REJECTED if there was nothing good before. Asked again, it tells how things stand.
 */
export const completeUpload = ({ database, store }: Ports) =>
  action('completeUpload', input, async ({ mediaId }, session): Promise<Media> => {
    const media = await database.row<Media>(
      `SELECT ${MEDIA} FROM media WHERE id = $1 AND created_by = $2 AND deleted_at IS NULL`,
      [mediaId, accountOf(session)],
    );
    if (media === undefined) throw new ActionError('not-found', 'upload not found');
    const uploaded = await newestUpload(store, mediaId);
    if (uploaded === undefined) {
      if (media.status === 'PENDING') throw new ActionError('not-uploaded', 'no file has come yet');
      return media;
    }
    const { head, sizeByte, sha256 } = await inspect(await store.read(uploaded.key));
    const lie =
      sizeByte > MEDIA_SIZE_BYTE_MAX
        ? `more than ${MEDIA_SIZE_BYTE_MAX} bytes`
        : await lieOf(head, uploaded.contentType);
    const key = `media/${mediaId}/${sha256.toString('hex').slice(0, 16)}.${extensionOf(uploaded.contentType)}`;
    if (lie === undefined) await store.copy(uploaded, key, uploaded.contentType);

    const changed = await database.transaction(actorOf(session), (sql) =>
      lie === undefined
        ? sql.row<Media>(
            `UPDATE media SET status = 'READY', object_key = $2, content_type = $3, size_byte = $4,
                    sha256 = $5, upload_expires_at = NULL
              WHERE id = $1 RETURNING ${MEDIA}`,
            [mediaId, key, uploaded.contentType, sizeByte, sha256],
          )
        : sql.row<Media>(
            `UPDATE media SET status = 'REJECTED', upload_expires_at = NULL
              WHERE id = $1 AND status = 'PENDING' RETURNING ${MEDIA}`,
            [mediaId],
          ),
    );
    await store.remove(uploaded.key); // last: if we die before, the same is done again
    if (lie !== undefined && changed === undefined) throw new ActionError('rejected', lie);
    return changed ?? media;
  });

/** The upload that came last. There is more than one only when several were begun for one media. */
async function newestUpload(store: MediaStore, mediaId: number): Promise<StoredObject | undefined> {
  let newest: { readonly key: string; readonly lastModified: Date } | undefined;
  for await (const item of store.list(`incoming/${mediaId}/`))
    if (newest === undefined || item.lastModified >= newest.lastModified) newest = item;
  return newest && (await store.stat(newest.key));
}
