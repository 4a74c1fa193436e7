/** Rows off the wire → JSON bytes, cell by cell, without a string in between. */
import { giveBuffer, takeBuffer } from '../base/buffers.ts';
import { type RowProgram, STEP, type Step, type Steps } from './row-program.ts';

const START_BYTES = 2 * 1024;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const [QUOTE, BACKSLASH, SPACE, COLON, MINUS, PLUS, ZERO, NINE] = [
  0x22, 0x5c, 0x20, 0x3a, 0x2d, 0x2b, 0x30, 0x39,
];
const [COMMA, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d];
const LETTER_T = 0x54;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
/** From this length on one call into native code is cheaper than a loop over the bytes. */
const LONG_BYTES = 64;
const ESCAPE_BYTES = 6;
/** In front of an array: dimensions, whether there are nulls, the members' type; of each dimension length and first index. */
const ARRAY_HEAD_BYTES = 12;
const ARRAY_DIMENSION_BYTES = 8;
/** No timestamp is longer; `infinity` and its like have no digit in front. */
const TIMESTAMP_BYTES_MAX = 40;

/** What stands behind a backslash: short forms as Postgres's escape_json has them, 0 where only \u00XX will do. */
const SHORT_ESCAPES = new Uint8Array(128);
for (const [byte, short] of ['\bb', '\ff', '\nn', '\rr', '\tt', '""', '\\\\'].map((pair) =>
  Buffer.from(pair),
) as unknown as [number, number][])
  SHORT_ESCAPES[byte] = short;
const HEX = Buffer.from('0123456789abcdef');

/** Collects rows as the members of a JSON list, or one row. */
export class RowWriter {
  #buffer: Buffer;
  #end = 0;
  #rows = 0;
  /** Where the cells of the row at hand end: what is left of it still needs room. */
  #dataEnd = 0;
  /** What that row takes besides the bytes of its cells, as far as is known. */
  #fixedBytes = 0;
  readonly #program: RowProgram;
  readonly #isList: boolean;

  constructor(program: RowProgram, isList: boolean) {
    this.#program = program;
    this.#isList = isList;
    this.#buffer = takeBuffer(Math.max(START_BYTES, program.lastBytes));
  }

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** A DataRow: a count, then length and bytes of each cell, up to `dataEnd`. */
  row(data: Buffer, from: number, dataEnd: number): void {
    this.#dataEnd = dataEnd;
    this.#fixedBytes = this.#program.fixedBytes;
    this.#reserve(dataEnd - from);
    if (this.#rows > 0) this.#buffer[this.#end++] = COMMA;
    else if (this.#isList) this.#buffer[this.#end++] = OPEN;
    this.#rows += 1;
    this.#cells(this.#program.steps, data, from + 2);
  }

  /**
   * The cells of one row; answers where they end. One loop over local variables, since this is where an answer of a
   * thousand rows spends its time: short runs of bytes are copied right here.
   */
  #cells(steps: readonly Step[], data: Buffer, from: number): number {
    let out = this.#buffer;
    let to = this.#end;
    let at = from;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as Step;
      const { kind, before } = step;
      for (let j = 0; j < before.length; j++) out[to++] = before[j] as number;
      if (kind === STEP.bytes) continue;
      const length = int32(data, at);
      at += 4;
      if (length < 0) {
        to = put(NULL, out, to);
        if (kind !== STEP.object) continue;
        at = skipCells(step.cells, data, at);
        i = step.end - 1;
        continue;
      }
      const cellEnd = at + length;
      if (kind === STEP.json || (kind === STEP.number && isNumber(data, at, cellEnd))) {
        if (length > LONG_BYTES) to += data.copy(out, to, at, cellEnd);
        else for (let j = at; j < cellEnd; j++) out[to++] = data[j] as number;
      } else if (kind === STEP.boolean) {
        to = put(data[at] === LOWER_T || data[at] === 1 ? TRUE : FALSE, out, to);
      } else if (kind === STEP.int64) {
        to = putInt64(int32(data, at), int32(data, at + 4), out, to);
      } else if (kind !== STEP.object) {
        this.#end = to;
        if (kind === STEP.string || kind === STEP.number) this.#string(data, at, cellEnd);
        else if (step.rows !== null) this.#list(step.rows, kind === STEP.list, data, at);
        else this.#timestamp(kind, data, at, cellEnd);
        out = this.#buffer;
        to = this.#end;
      }
      at = cellEnd;
    }
    this.#end = to;
    return at;
  }

  /** An array of bytea in two dimensions: rows, and the cells of each. Without any row it has no dimension. */
  #list({ steps, fixedBytes }: Steps, isList: boolean, data: Buffer, from: number): void {
    const dimensions = int32(data, from);
    const rows = dimensions === 0 ? 0 : int32(data, from + ARRAY_HEAD_BYTES);
    let at = from + ARRAY_HEAD_BYTES + dimensions * ARRAY_DIMENSION_BYTES;
    this.#fixedBytes += rows * fixedBytes;
    this.#reserve(this.#dataEnd - at);
    if (isList) this.#buffer[this.#end++] = OPEN;
    else if (rows === 0) this.#end = put(NULL, this.#buffer, this.#end);
    for (let i = 0; i < rows; i++) {
      if (i > 0) this.#buffer[this.#end++] = COMMA;
      at = this.#cells(steps, data, at);
    }
    if (isList) this.#buffer[this.#end++] = CLOSE;
  }

  /** The JSON. Who has sent it may give the buffer back. */
  finish(): Buffer {
    if (this.#isList) {
      this.#reserve(2);
      if (this.#rows === 0) this.#buffer[this.#end++] = OPEN;
      this.#buffer[this.#end++] = CLOSE;
    } else if (this.#rows === 0) this.#end = put(NULL, this.#buffer, this.#end);
    // A little more than this time, so that one answer of the usual size never grows its buffer.
    this.#program.lastBytes = Math.min(this.#end + (this.#end >> 3), LAST_BYTES_MAX);
    return this.#buffer.subarray(0, this.#end);
  }

  /** Copies and looks for what must be escaped in one pass. */
  #string(data: Buffer, from: number, end: number): void {
    let out = this.#buffer;
    let at = this.#end;
    out[at++] = QUOTE;
    for (let i = from; i < end; i++) {
      const byte = data[i] as number;
      if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) {
        out[at++] = byte;
        continue;
      }
      this.#end = at;
      this.#reserve(this.#dataEnd - i + ESCAPE_BYTES);
      this.#escape(byte);
      out = this.#buffer;
      at = this.#end;
    }
    out[at++] = QUOTE;
    this.#end = at;
  }

  #escape(byte: number): void {
    const out = this.#buffer;
    out[this.#end++] = BACKSLASH;
    const short = SHORT_ESCAPES[byte] as number;
    if (short !== 0) {
      out[this.#end++] = short;
      return;
    }
    out[this.#end++] = LOWER_U;
    out[this.#end++] = ZERO;
    out[this.#end++] = ZERO;
    out[this.#end++] = HEX[byte >> 4] as number;
    out[this.#end++] = HEX[byte & 15] as number;
  }

  /** DateStyle ISO has a space where JSON has a T, and leaves the minutes of a whole-hour offset out. */
  #timestamp(kind: number, data: Buffer, from: number, end: number): void {
    const start = this.#end + 1;
    this.#string(data, from, end);
    const separator = data.indexOf(SPACE, from);
    if (separator < 0 || separator >= end || end - from > TIMESTAMP_BYTES_MAX) return; // infinity
    const out = this.#buffer;
    out[start + separator - from] = LETTER_T;
    if (kind === STEP.timestamp) return;
    const sign = out[this.#end - 4];
    if (sign !== PLUS && sign !== MINUS) return; // minutes are there: +05:30
    this.#end -= 1;
    out[this.#end++] = COLON;
    out[this.#end++] = ZERO;
    out[this.#end++] = ZERO;
    out[this.#end++] = QUOTE;
  }

  /** Room for these bytes and all that a row adds to them. */
  #reserve(bytes: number): void {
    const wanted = this.#end + bytes + this.#fixedBytes;
    if (wanted <= this.#buffer.length) return;
    const larger = takeBuffer(Math.max(this.#buffer.length * 2, wanted));
    this.#buffer.copy(larger, 0, 0, this.#end);
    giveBuffer(this.#buffer);
    this.#buffer = larger;
  }
}

/** One huge answer must not make every later one of its plan begin as large. */
const LAST_BYTES_MAX = 2 * 1024 * 1024;

function put(bytes: Buffer, out: Buffer, to: number): number {
  let at = to;
  for (let i = 0; i < bytes.length; i++) out[at++] = bytes[i] as number;
  return at;
}

const int32 = (data: Buffer, at: number): number =>
  ((data[at] as number) << 24) |
  ((data[at + 1] as number) << 16) |
  ((data[at + 2] as number) << 8) |
  (data[at + 3] as number);

/** Behind cells that are not looked at. */
function skipCells(cells: number, data: Buffer, from: number): number {
  let at = from;
  for (let i = 0; i < cells; i++) at += 4 + Math.max(0, int32(data, at));
  return at;
}

/** The digits of high · 2³² + low, which is all its bits as an unsigned number. */
function putInt64(high: number, low: number, out: Buffer, to: number): number {
  if (high === 0 && low >= 0) return putDigits(low, out, to);
  const value = high * 2 ** 32 + (low >>> 0);
  const text = Number.isSafeInteger(value)
    ? String(value)
    : String((BigInt(high) << 32n) | BigInt(low >>> 0));
  return to + out.write(text, to, 'latin1');
}

function putDigits(value: number, out: Buffer, to: number): number {
  let end = to + 1;
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) end++;
  let at = end;
  let rest = value;
  do {
    out[--at] = ZERO + (rest % 10);
    rest = (rest / 10) | 0;
  } while (rest > 0);
  return end;
}

/** A digit first, or a minus and a digit; NaN and Infinity are words. */
function isNumber(data: Buffer, from: number, end: number): boolean {
  const first = data[data[from] === MINUS ? from + 1 : from] ?? 0;
  return first >= ZERO && first <= NINE && end > from;
}
