/** Answers that need nothing but the schema, made once: small ones are kept as they are, large ones compressed. */
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { giveBuffer, takeBuffer } from '../base/buffers.ts';
import { byteLength, type Pieces } from '../base/pieces.ts';

/** Introspection of a thousand tables is 68 MB, and 4 MB compressed: unpacking it takes a tenth of making it. */
const PLAIN_BYTES_MAX = 256 * 1024;
/** What is compressed at a time: fresh memory for all of it at once costs more than the compressing. */
const BLOCK_BYTES = 1024 * 1024;
const GZIP = { level: 1 };
/** Longer by one than any block, so that it is unpacked into one buffer. */
const GUNZIP = { chunkSize: BLOCK_BYTES + 1 };

const gzipAside = promisify(gzip);

/** The pieces made must be nobody else's to write to: they are handed out again until they are compressed. */
export function keepAnswer(make: () => Pieces): () => Pieces {
  let plain: Pieces | null = null;
  let packed: Pieces | null = null;
  return () => {
    if (plain !== null) return plain;
    if (packed !== null) return packed.map((block) => gunzipSync(block, GUNZIP));
    plain = make();
    if (byteLength(plain) > PLAIN_BYTES_MAX)
      pack(plain)
        .then((blocks) => {
          packed = blocks;
        })
        .finally(() => {
          plain = null;
        })
        .catch(() => undefined); // no memory to compress in: it is made anew
    return plain;
  };
}

async function pack(pieces: Pieces): Promise<Pieces> {
  const block = takeBuffer(BLOCK_BYTES);
  const packed: Buffer[] = [];
  let end = 0;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const length = piece.copy(block, end, at, at + BLOCK_BYTES - end);
      at += length;
      end += length;
      if (end < BLOCK_BYTES) continue;
      packed.push(await gzipAside(block, GZIP));
      end = 0;
    }
  if (end > 0) packed.push(await gzipAside(block.subarray(0, end), GZIP));
  giveBuffer(block);
  return packed;
}
