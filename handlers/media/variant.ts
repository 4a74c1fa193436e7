import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { type Database, SYSTEM } from '../../lib/database.ts';
import type { MediaStore } from './store.ts';

/** Longest sides of the variants, in pixels. A picture is never made larger. */
export const VARIANT_SIZES = [320, 1_280] as const;

/** A picture may be small in bytes and huge in pixels. Beyond this it is kept, but gets no variants. */
const PIXEL_COUNT_MAX = 50_000_000;

/** An entry of media.variant. `of` is the object it was made from: of another one it is out of date. */
export interface Variant {
  readonly size: number;
  readonly objectKey: string;
  readonly of: string;
}

interface Picture {
  readonly objectKey: string;
  readonly width: number | null;
}

/** Makes the variants of a picture that became READY, and forgets those of the one it replaced. */
export async function makeVariants(
  database: Database,
  store: MediaStore,
  mediaId: number,
): Promise<void> {
  const picture = await database.row<Picture>(
    `SELECT object_key AS "objectKey", width FROM media
      WHERE id = $1 AND status = 'READY' AND deleted_at IS NULL AND content_type LIKE 'image/%'
        AND NOT variant @> jsonb_build_array(jsonb_build_object('of', object_key))`,
    [mediaId],
  );
  if (picture === undefined) return;
  const image = sharp(await buffer(await store.read(picture.objectKey)), {
    limitInputPixels: PIXEL_COUNT_MAX,
  }).rotate(); // as the camera was held
  const { width, height } = await image.metadata();
  const stem = picture.objectKey.replace(/^media\//, 'variant/').replace(/\.\w+$/, '');
  const variant: Variant[] = [];
  for (const size of VARIANT_SIZES) {
    const objectKey = `${stem}/${size}.webp`;
    const bytes = await image
      .clone()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp()
      .toBuffer();
    await store.put(objectKey, bytes, 'image/webp');
    variant.push({ size, objectKey, of: picture.objectKey });
  }
  await database.transaction(SYSTEM, (sql) =>
    sql.rows(
      `UPDATE media SET width = $3, height = $4, variant = $5 WHERE id = $1 AND object_key = $2`,
      [mediaId, picture.objectKey, width, height, JSON.stringify(variant)],
    ),
  );
}
