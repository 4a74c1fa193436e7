/** Bytes in several buffers, sent one after another: a large answer is not copied to get a head and a tail. */
export type Pieces = readonly Buffer[];

export const byteLength = (pieces: Pieces): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

export function joinPieces(pieces: Pieces): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
