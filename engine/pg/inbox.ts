/** Bytes as they arrive → whole messages. Nothing is copied, unless a message came in pieces. */

const EMPTY = Buffer.alloc(0);
/** From this size on the pieces are kept in a list until the message is whole, for joining at each would be quadratic. */
const LARGE_BYTES = 64 * 1024;

/** `body` begins behind type and length; `end` is one past the message. */
export type OnMessage = (type: number, buffer: Buffer, body: number, end: number) => void;

export class Inbox {
  readonly #onMessage: OnMessage;
  #rest: Buffer = EMPTY;
  #pieces: Buffer[] | null = null;
  #have = 0;
  #wanted = 0;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  take(chunk: Buffer): void {
    const buffer = this.#join(chunk);
    if (buffer === null) return;
    let at = 0;
    const end = buffer.length;
    while (end - at >= 5) {
      const length = buffer.readUInt32BE(at + 1) + 1;
      if (end - at < length) {
        this.#keep(buffer.subarray(at), length);
        return;
      }
      this.#onMessage(buffer[at] ?? 0, buffer, at + 5, at + length);
      at += length;
    }
    this.#rest = at === end ? EMPTY : buffer.subarray(at); // less than a header
  }

  #join(chunk: Buffer): Buffer | null {
    if (this.#pieces === null) {
      return this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    }
    this.#pieces.push(chunk);
    this.#have += chunk.length;
    if (this.#have < this.#wanted) return null;
    const whole = Buffer.concat(this.#pieces, this.#have);
    this.#pieces = null;
    return whole;
  }

  #keep(first: Buffer, wanted: number): void {
    this.#rest = wanted > LARGE_BYTES ? EMPTY : first;
    if (wanted <= LARGE_BYTES) return;
    this.#pieces = [first];
    this.#have = first.length;
    this.#wanted = wanted;
  }
}
