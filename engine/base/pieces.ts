import { takeBuffer } from './buffers.ts';

/** Bytes in several buffers, sent one after another: a large answer is not copied to get a head and a tail. */
export type Pieces = readonly Buffer[];

export const byteLength = (pieces: Pieces): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

export function joinPieces(pieces: Pieces): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** Pieces so small that each costs more as a write of its own than as a copy. */
export const areSmall = (pieces: Pieces): boolean =>
  pieces.length > SMALL_PIECES_MIN && byteLength(pieces) / pieces.length < SMALL_BYTES;
const SMALL_PIECES_MIN = 16;
const SMALL_BYTES = 16 * 1024;

/** The same bytes, copied into one taken buffer after the other: whoever is done with a block may give it back. */
export function* blocksOf(pieces: Pieces, blockBytes: number): Generator<Buffer> {
  let block = takeBuffer(blockBytes);
  let end = 0;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const length = piece.copy(block, end, at, at + blockBytes - end);
      at += length;
      end += length;
      if (end < blockBytes) continue;
      yield block;
      block = takeBuffer(blockBytes);
      end = 0;
    }
  if (end > 0) yield block.subarray(0, end);
}
