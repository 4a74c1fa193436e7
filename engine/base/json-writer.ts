/**
 * JSON text written as bytes, piece by piece, for answers that would be too large as a string. Its memory is never used
 * for anything else: pieces may be kept, and sent in another order, without being copied.
 */
const START_BYTES = 4096;
const CHUNK_BYTES = 1024 * 1024;
/** From this length on one call into native code is cheaper than a loop over the bytes. */
const LONG_BYTES = 48;

const [SPACE, QUOTE, BACKSLASH, DELETE] = [0x20, 0x22, 0x5c, 0x7f];

/** A text with places for two names, in any order: behind each piece but the last stands one of them. */
export interface Template {
  readonly pieces: readonly Uint8Array[];
  readonly isTypeBehind: readonly boolean[];
}

export class JsonWriter {
  #buffer = Buffer.allocUnsafe(START_BYTES);
  #start = 0;
  #end = 0;

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const buffer = this.#buffer;
    const at = this.#end;
    this.#end += bytes.length;
    if (bytes.length > LONG_BYTES) buffer.set(bytes, at);
    else for (let i = 0; i < bytes.length; i++) buffer[at + i] = bytes[i] as number;
  }

  /** Both names are as those of `ascii`. */
  fill({ pieces, isTypeBehind }: Template, name: string, type: string): void {
    for (let i = 0; i < pieces.length; i++) {
      if (i > 0) this.ascii(isTypeBehind[i - 1] === true ? type : name);
      this.bytes(pieces[i] as Uint8Array);
    }
  }

  /** Of characters that JSON does not escape, below 128. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const buffer = this.#buffer;
    const at = this.#end;
    this.#end += text.length;
    for (let i = 0; i < text.length; i++) buffer[at + i] = text.charCodeAt(i);
  }

  /** A string, quoted. Descriptions quote names; what else needs escaping is rare. */
  json(value: string): void {
    this.#reserve(value.length * 2 + 2);
    const buffer = this.#buffer;
    let at = this.#end;
    buffer[at++] = QUOTE;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code < SPACE || code >= DELETE) {
        this.#escaped(value);
        return;
      }
      if (code === QUOTE || code === BACKSLASH) buffer[at++] = BACKSLASH;
      buffer[at++] = code;
    }
    buffer[at++] = QUOTE;
    this.#end = at;
  }

  #escaped(value: string): void {
    const text = JSON.stringify(value);
    this.#reserve(text.length * 3);
    this.#end += this.#buffer.write(text, this.#end);
  }

  /** All that was written since the last cut. */
  cut(): Buffer {
    const piece = this.#buffer.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return piece;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const begun = this.#end - this.#start;
    const next = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 2 * (begun + bytes)));
    this.#buffer.copy(next, 0, this.#start, this.#end);
    this.#buffer = next;
    this.#start = 0;
    this.#end = begun;
  }
}
