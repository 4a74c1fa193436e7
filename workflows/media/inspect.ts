import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HEAD_SIZE_BYTE, MEDIA_SIZE_BYTE_MAX } from '../../lib/media-type.ts';

export interface Inspected {
  readonly head: Uint8Array;
  readonly sizeByte: number;
  readonly sha256: Buffer;
}

/** Reads bytes once: how many they are, their hash, and how they begin. Stops at more than may be stored. */
export async function inspect(bytes: Readable): Promise<Inspected> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let sizeByte = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (sizeByte < HEAD_SIZE_BYTE) head.push(chunk.subarray(0, HEAD_SIZE_BYTE - sizeByte));
    sizeByte += chunk.length;
    hash.update(chunk);
    if (sizeByte > MEDIA_SIZE_BYTE_MAX) break; // breaking off destroys the stream
  }
  return { head: Buffer.concat(head), sizeByte, sha256: hash.digest() };
}
