/** Answers that need nothing but the schema, made once: small ones are kept as they are, large ones compressed. */

import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { giveBuffer } from '../base/buffers.ts';
import { blocksOf, byteLength, type Pieces } from '../base/pieces.ts';

/** Introspection of a thousand tables is 68 MB, and 4 MB compressed: unpacking it takes a tenth of making it. */
const PLAIN_BYTES_MAX = 256 * 1024;
/** What is compressed at a time: fresh memory for all of it at once costs more than the compressing. */
const BLOCK_BYTES = 1024 * 1024;
const PACK_AFTER_MS = 1000;
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
      packLater(plain)
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

/** Whoever asked first is sent it first: compressing takes a processor from the sending, and from who reads it. */
async function packLater(pieces: Pieces): Promise<Pieces> {
  await pause(PACK_AFTER_MS, undefined, { ref: false });
  return pack(pieces);
}

async function pack(pieces: Pieces): Promise<Pieces> {
  const packed: Buffer[] = [];
  for (const block of blocksOf(pieces, BLOCK_BYTES)) {
    packed.push(await gzipAside(block, GZIP));
    giveBuffer(block);
  }
  return packed;
}
