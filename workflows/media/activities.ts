import { buffer } from 'node:stream/consumers';
import { type Actor, type Database, SYSTEM } from '../../lib/database.ts';
import { extensionOf, lieOf, MEDIA_SIZE_BYTE_MAX } from '../../lib/media-type.ts';
import type { Store, StoredObject } from '../../lib/store.ts';
import {
  incomingPrefix,
  type MediaState,
  mediaPrefix,
  type Upload,
  type Variant,
  variantPrefix,
} from './contract.ts';
import { type Inspected, inspect } from './inspect.ts';
import { isPicture, makePictures } from './variant.ts';

export type MediaActivities = ReturnType<typeof mediaActivities>;

export const mediaActivities = (database: Database, store: Store) => ({
  /**
   * Looks at the upload that came last. What is what it claims to be moves to its lasting place and is READY; a lie is
   * removed, and the media REJECTED if there was nothing good before. Each step may be done again.
   */
  async takeUpload({ mediaId, accountId }: Upload): Promise<MediaState> {
    const uploaded = await newestUpload(store, mediaId);
    if (uploaded === undefined) return { kind: 'unchanged' };
    const inspected = await inspect(await store.read(uploaded.key));
    const reason = await faultOf(inspected, uploaded, store);
    const actor: Actor = { role: 'user', accountId };
    if (reason === undefined) await keep(database, store, actor, mediaId, uploaded, inspected);
    else
      await database.transaction(actor, (sql) =>
        sql.rows(
          `UPDATE media SET status = 'REJECTED', upload_expires_at = NULL WHERE id = $1 AND status = 'PENDING'`,
          [mediaId],
        ),
      );
    await store.remove(uploaded.key); // last: if we die before, the same is done again
    return reason === undefined ? { kind: 'ready' } : { kind: 'rejected', reason };
  },

  /** Makes the variants of a READY picture that has none of its own yet. */
  async makeVariants(mediaId: number): Promise<void> {
    const picture = await database.row<{ objectKey: string }>(
      `SELECT object_key AS "objectKey" FROM media
        WHERE id = $1 AND status = 'READY' AND deleted_at IS NULL AND content_type LIKE 'image/%'
          AND NOT variant @> jsonb_build_array(jsonb_build_object('of', object_key))`,
      [mediaId],
    );
    if (picture === undefined) return;
    const { objectKey } = picture;
    const made = await makePictures(await buffer(await store.read(objectKey)));
    const variants: Variant[] = [];
    for (const { size, bytes } of made.pictures) {
      const key = `${objectKey.replace(/^media\//, 'variant/').replace(/\.\w+$/, '')}/${size}.webp`;
      await store.put(key, bytes, 'image/webp');
      variants.push({ size, objectKey: key, of: objectKey });
    }
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        'UPDATE media SET width = $3, height = $4, variant = $5 WHERE id = $1 AND object_key = $2',
        [mediaId, objectKey, made.width, made.height, JSON.stringify(variants)],
      ),
    );
  },

  /** Removes the objects of a media that its row names no more. */
  async removeOld(mediaId: number): Promise<void> {
    const media = await database.row<{ objectKey: string; variant: readonly Variant[] }>(
      `SELECT object_key AS "objectKey", variant FROM media WHERE id = $1 AND status = 'READY'`,
      [mediaId],
    );
    if (media === undefined) return;
    const kept = new Set([media.objectKey, ...media.variant.map(({ objectKey }) => objectKey)]);
    for (const prefix of [mediaPrefix(mediaId), variantPrefix(mediaId)])
      for await (const { key } of store.list(prefix)) if (!kept.has(key)) await store.remove(key);
  },
});

/** The upload that came last. There is more than one only when several were begun for one media. */
async function newestUpload(store: Store, mediaId: number): Promise<StoredObject | undefined> {
  let newest: { readonly key: string; readonly lastModified: Date } | undefined;
  for await (const item of store.list(incomingPrefix(mediaId)))
    if (newest === undefined || item.lastModified >= newest.lastModified) newest = item;
  return newest && (await store.stat(newest.key));
}

/** Why an upload cannot be kept; undefined when it can. */
async function faultOf(
  { head, sizeByte }: Inspected,
  { key, contentType }: StoredObject,
  store: Store,
): Promise<string | undefined> {
  if (sizeByte > MEDIA_SIZE_BYTE_MAX) return `more than ${MEDIA_SIZE_BYTE_MAX} bytes`;
  const lie = await lieOf(head, contentType);
  if (lie !== undefined || !contentType.startsWith('image/')) return lie;
  // The first bytes are those of a picture; whether the rest is one, only reading it tells.
  const bytes = await buffer(await store.read(key));
  return (await isPicture(bytes)) ? undefined : 'the picture cannot be read';
}

async function keep(
  database: Database,
  store: Store,
  actor: Actor,
  mediaId: number,
  uploaded: StoredObject,
  { sizeByte, sha256 }: Inspected,
): Promise<void> {
  const { contentType } = uploaded;
  const key = `${mediaPrefix(mediaId)}${sha256.toString('hex').slice(0, 16)}.${extensionOf(contentType)}`;
  await store.copy(uploaded, key, contentType);
  await database.transaction(actor, (sql) =>
    sql.rows(
      `UPDATE media SET status = 'READY', object_key = $2, content_type = $3, size_byte = $4,
              sha256 = $5, upload_expires_at = NULL
        WHERE id = $1`,
      [mediaId, key, contentType, sizeByte, sha256],
    ),
  );
}
