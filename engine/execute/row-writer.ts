/** Text rows off the wire → JSON bytes, cell by cell, without a string in between. */
import { unreachable } from '../base/error.ts';
import type { CellFormat, RowShape } from '../compile/row-shape.ts';

type Op =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'cell'; readonly format: CellFormat }
  /** When the next cell is null, write null and go on at op `end`, `cells` cells further. */
  | { readonly kind: 'object'; readonly end: number; readonly cells: number };

/** What to write for one row, in order; made once per plan. */
export interface RowProgram {
  readonly ops: readonly Op[];
}

export function compileShape(shape: RowShape): RowProgram {
  const ops: Op[] = [];
  let pending = '';
  const flush = (): void => {
    if (pending !== '') ops.push({ kind: 'bytes', bytes: Buffer.from(pending) });
    pending = '';
  };
  /** Returns the number of cells that it reads. */
  const walk = ({ entries }: RowShape): number => {
    let cells = 0;
    entries.forEach((entry, i) => {
      pending += `${i === 0 ? '{' : ','}${JSON.stringify(entry.key)}:`;
      switch (entry.kind) {
        case 'constant':
          pending += entry.json;
          break;
        case 'cell':
          flush();
          ops.push({ kind: 'cell', format: entry.format });
          cells += 1;
          break;
        case 'object': {
          flush();
          const at = ops.push({ kind: 'object', end: 0, cells: 0 }) - 1;
          const inner = walk(entry.shape);
          flush();
          ops[at] = { kind: 'object', end: ops.length, cells: inner };
          cells += inner + 1;
          break;
        }
        default:
          unreachable(entry);
      }
    });
    pending += entries.length === 0 ? '{}' : '}';
    return cells;
  };
  walk(shape);
  flush();
  return { ops };
}

const START_BYTES = 8 * 1024;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const [QUOTE, BACKSLASH, SPACE, COLON, MINUS, PLUS, ZERO, NINE] = [
  0x22, 0x5c, 0x20, 0x3a, 0x2d, 0x2b, 0x30, 0x39,
];
const LETTER_T = 0x54;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
/** What stands behind a backslash for the control characters that have a short form, as Postgres's escape_json has. */
const SHORT_ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x08, 0x62],
  [0x0c, 0x66],
  [0x0a, 0x6e],
  [0x0d, 0x72],
  [0x09, 0x74],
]);
const HEX = Buffer.from('0123456789abcdef');

/** Collects rows as the members of a JSON list, or one row. */
export class RowWriter {
  #buffer: Buffer;
  #end = 0;
  #rows = 0;
  readonly #ops: readonly Op[];
  readonly #isList: boolean;

  constructor({ ops }: RowProgram, isList: boolean) {
    this.#ops = ops;
    this.#isList = isList;
    this.#buffer = Buffer.allocUnsafe(START_BYTES);
  }

  /** A DataRow: a count, then length and bytes of each cell, from `from` on. */
  row(data: Buffer, from: number): void {
    this.#reserve(1);
    if (this.#rows > 0 || this.#isList) this.#buffer[this.#end++] = this.#rows === 0 ? 0x5b : 0x2c;
    this.#rows += 1;
    let at = from + 2;
    const ops = this.#ops;
    for (let i = 0; i < ops.length; i++) {
      const op = ops[i] as Op;
      if (op.kind === 'bytes') {
        this.#bytes(op.bytes);
        continue;
      }
      const length = data.readInt32BE(at);
      at += 4;
      if (length < 0) {
        this.#bytes(NULL);
        if (op.kind === 'object') {
          // The columns of an absent row are all null: four bytes each.
          at += op.cells * 4;
          i = op.end - 1;
        }
        continue;
      }
      if (op.kind === 'cell') this.#cell(op.format, data, at, at + length);
      at += length;
    }
  }

  /** The JSON. The buffer is the writer's own; it is not reused. */
  finish(): Buffer {
    if (this.#isList) {
      this.#reserve(2);
      if (this.#rows === 0) this.#buffer[this.#end++] = 0x5b;
      this.#buffer[this.#end++] = 0x5d;
    } else if (this.#rows === 0) this.#bytes(NULL);
    return this.#buffer.subarray(0, this.#end);
  }

  #cell(format: CellFormat, data: Buffer, from: number, end: number): void {
    switch (format) {
      case 'number':
        if (isNumber(data, from, end)) this.#copy(data, from, end);
        else this.#string(data, from, end);
        break;
      case 'boolean':
        this.#bytes(data[from] === LOWER_T ? TRUE : FALSE);
        break;
      case 'json':
        this.#copy(data, from, end);
        break;
      case 'string':
        this.#string(data, from, end);
        break;
      case 'timestamp':
      case 'timestamptz':
        this.#timestamp(format, data, from, end);
        break;
      default:
        unreachable(format);
    }
  }

  #string(data: Buffer, from: number, end: number): void {
    this.#reserve(2);
    this.#buffer[this.#end++] = QUOTE;
    let plain = from; // where the run of bytes that need no escape begins
    for (let i = from; i < end; i++) {
      const byte = data[i] as number;
      if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) continue;
      this.#copy(data, plain, i);
      this.#escape(byte);
      plain = i + 1;
    }
    this.#copy(data, plain, end);
    this.#reserve(1);
    this.#buffer[this.#end++] = QUOTE;
  }

  #escape(byte: number): void {
    this.#reserve(6);
    const out = this.#buffer;
    out[this.#end++] = BACKSLASH;
    const short = byte >= SPACE ? byte : SHORT_ESCAPES.get(byte);
    if (short !== undefined) {
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
  #timestamp(format: CellFormat, data: Buffer, from: number, end: number): void {
    const separator = data.indexOf(SPACE, from);
    const start = this.#end + 1;
    this.#string(data, from, end);
    this.#reserve(3);
    if (separator < 0 || separator >= end || end - from > 40) return; // infinity
    const out = this.#buffer;
    out[start + separator - from] = LETTER_T;
    if (format === 'timestamp') return;
    const sign = out[this.#end - 4];
    if (sign !== PLUS && sign !== MINUS) return; // minutes are there: +05:30
    this.#end -= 1;
    out[this.#end++] = COLON;
    out[this.#end++] = ZERO;
    out[this.#end++] = ZERO;
    out[this.#end++] = QUOTE;
  }

  #bytes(bytes: Buffer): void {
    this.#copy(bytes, 0, bytes.length);
  }

  /** Short runs are copied by hand: a call into native code costs more than twenty bytes do. */
  #copy(data: Buffer, from: number, end: number): void {
    const length = end - from;
    if (this.#end + length > this.#buffer.length) this.#reserve(length);
    const out = this.#buffer;
    if (length > 24) data.copy(out, this.#end, from, end);
    else for (let i = 0; i < length; i++) out[this.#end + i] = data[from + i] as number;
    this.#end += length;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#end + bytes));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

/** A digit first, or a minus and a digit; NaN and Infinity are words. */
function isNumber(data: Buffer, from: number, end: number): boolean {
  const first = data[data[from] === MINUS ? from + 1 : from] ?? 0;
  return first >= ZERO && first <= NINE && end > from;
}
