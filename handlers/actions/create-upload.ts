import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { isAllowedType, MEDIA_SIZE_BYTE_MAX } from '../../lib/media-type.ts';
import { UPLOAD_SECONDS } from '../../lib/store.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({
  mediaId: z.int().positive().nullish(),
  fileName: z.string().trim().min(1, 'must not be empty').max(255, 'is too long'),
  contentType: z.string().refine(isAllowedType, 'is not a type that can be uploaded'),
  sizeByte: z
    .int()
    .min(1, 'must not be empty')
    .max(MEDIA_SIZE_BYTE_MAX, `must not exceed ${MEDIA_SIZE_BYTE_MAX} bytes`),
});

/**
 * `createUpload`: leave to put one file into the store, under a key that nobody reads. The store itself holds
 * the upload to type and size. The media becomes READY by completeUpload; a replaced one stays as it is till then.
 */
export const createUpload = ({ database, store }: Ports) =>
  action(
    'createUpload',
    input,
    async ({ mediaId: replacedId, fileName, contentType, sizeByte }, session) => {
      const upload = randomUUID();
      // Signed first: while no store answers, no row is made that waits for bytes which cannot come.
      await store.check();
      const mediaId = await database.transaction(actorOf(session), (sql) =>
        replacedId == null
          ? insertMedia(sql, store.bucket, upload, fileName)
          : renewMedia(sql, replacedId, accountOf(session), fileName),
      );
      const expiresAt = new Date(Date.now() + UPLOAD_SECONDS * 1_000);
      const { url, fields } = await store.presignPost(
        incomingKey(mediaId, upload),
        contentType,
        sizeByte,
      );
      return {
        mediaId,
        uploadUrl: url,
        method: 'POST',
        formFields: fields,
        expiresAt,
        maxSizeByte: sizeByte,
      };
    },
  );

const incomingKey = (mediaId: number, upload: string): string => `incoming/${mediaId}/${upload}`;

async function insertMedia(
  sql: Sql,
  bucket: string,
  upload: string,
  fileName: string,
): Promise<number> {
  const media = await sql.one<{ id: number }>(
    `INSERT INTO media (bucket, object_key, orig_name, upload_expires_at)
     VALUES ($1, 'incoming/' || $2, $3, now() + make_interval(secs => $4)) RETURNING id`,
    [bucket, upload, fileName, UPLOAD_SECONDS],
  );
  return media.id;
}

async function renewMedia(
  sql: Sql,
  mediaId: number,
  accountId: number,
  fileName: string,
): Promise<number> {
  const media = await sql.row<{ id: number }>(
    // What was rejected gets another chance; what is READY stays so until the new file is looked at.
    `UPDATE media SET orig_name = $3, status = CASE status WHEN 'REJECTED' THEN 'PENDING' ELSE status END,
            upload_expires_at = now() + make_interval(secs => $4)
      WHERE id = $1 AND created_by = $2 AND deleted_at IS NULL RETURNING id`,
    [mediaId, accountId, fileName, UPLOAD_SECONDS],
  );
  if (media === undefined) throw new ActionError('not-found', 'upload not found');
  return media.id;
}
