import sharp from 'sharp';

/** Longest sides of the variants, in pixels. A picture is never made larger. */
const VARIANT_SIZES = [320, 1_280] as const;

/** A picture may be small in bytes and huge in pixels. Beyond this it is kept, but not unpacked. */
const PIXEL_COUNT_MAX = 50_000_000;

export interface Pictures {
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly { readonly size: number; readonly bytes: Buffer }[];
}

/** Whether all of the bytes are a picture, and not only the first. */
export async function isPicture(bytes: Buffer): Promise<boolean> {
  try {
    const image = sharp(bytes, { failOn: 'error' });
    const { width, height } = await image.metadata();
    if (width * height <= PIXEL_COUNT_MAX) await image.stats();
    return true;
  } catch {
    return false;
  }
}

/** The size of a picture, and smaller ones of it. */
export async function makePictures(original: Buffer): Promise<Pictures> {
  const image = sharp(original).rotate(); // as the camera was held
  const { width, height } = await image.metadata();
  const pictures = [];
  for (const size of width * height > PIXEL_COUNT_MAX ? [] : VARIANT_SIZES) {
    const bytes = await image
      .clone()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp()
      .toBuffer();
    pictures.push({ size, bytes });
  }
  return { width, height, pictures };
}
