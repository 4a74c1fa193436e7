/**
 * Large buffers, used again: a fresh megabyte costs page faults where it is written and the collector's time afterwards,
 * and makes the process as large as all the answers since the last collection (engine/bench.md).
 */
const FROM_BYTES = 64 * 1024;
const TO_BYTES = 4 * 1024 * 1024;
/** What lies idle, of all sizes together. */
const KEPT_BYTES_MAX = 16 * 1024 * 1024;

const idle = new Map<number, Buffer[]>();
let keptBytes = 0;
/** Memory that came from here and was not given back: nothing else is taken in. */
const lent = new WeakSet<ArrayBufferLike>();

/** Of at least this length, with whatever was in it before. */
export function takeBuffer(bytes: number): Buffer {
  if (bytes < FROM_BYTES || bytes > TO_BYTES) return Buffer.allocUnsafe(bytes);
  const size = 2 ** Math.ceil(Math.log2(bytes));
  const kept = idle.get(size)?.pop();
  if (kept !== undefined) keptBytes -= size;
  const buffer = kept ?? Buffer.allocUnsafeSlow(size);
  lent.add(buffer.buffer);
  return buffer;
}

/** A taken buffer, or a part of one, that nobody will look at any more. Whatever was not taken is left alone. */
export function giveBuffer(part: Buffer): void {
  const { buffer } = part;
  if (!lent.delete(buffer) || keptBytes + buffer.byteLength > KEPT_BYTES_MAX) return;
  keptBytes += buffer.byteLength;
  const same = idle.get(buffer.byteLength);
  if (same === undefined) idle.set(buffer.byteLength, [Buffer.from(buffer)]);
  else same.push(Buffer.from(buffer));
}
