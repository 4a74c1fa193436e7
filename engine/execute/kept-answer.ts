/** Answers that need nothing but the schema, made once: small ones are kept as they are, large ones compressed. */
import { gunzipSync, gzip } from 'node:zlib';
import { byteLength, type Pieces } from '../base/pieces.ts';

/** Introspection of a thousand tables is 68 MB, and 4 MB compressed: unpacking it takes a tenth of making it. */
const PLAIN_BYTES_MAX = 256 * 1024;
const GZIP = { level: 1 };

export function keepAnswer(make: () => Pieces): () => Pieces {
  let plain: Pieces | null = null;
  let packed: Buffer | null = null;
  return () => {
    if (plain !== null) return plain;
    if (packed !== null) return [gunzipSync(packed)];
    const made = make();
    if (byteLength(made) <= PLAIN_BYTES_MAX) plain = made;
    // Of a copy: whoever sends the pieces gives their buffers back.
    else
      gzip(Buffer.concat(made), GZIP, (error, bytes) => {
        if (error === null) packed = bytes;
      });
    return made;
  };
}
