import type { Writable } from 'node:stream';
import { giveBuffer } from '../base/buffers.ts';
import { areSmall, blocksOf, type Pieces } from '../base/pieces.ts';

const BLOCK_BYTES = 1024 * 1024;

/** A large body, whole or until the connection ends. Resolves when more may be written behind it. */
export async function sendPieces(to: Writable, pieces: Pieces): Promise<void> {
  if (areSmall(pieces)) {
    for (const block of blocksOf(pieces, BLOCK_BYTES)) await sent(to, block);
    return;
  }
  to.cork();
  for (const piece of pieces) to.write(piece, () => giveBuffer(piece));
  to.uncork();
}

/** The next block is filled once this one is the kernel's. */
function sent(to: Writable, block: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    to.write(block, (error) => {
      giveBuffer(block);
      if (error) reject(error);
      else resolve();
    });
  });
}
