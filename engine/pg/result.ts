/** What a statement answers. Nothing is decoded: a cell stays the bytes that Postgres sent until somebody asks. */

export interface ResultField {
  readonly name: string;
  readonly tableOid: number;
  readonly columnNumber: number;
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** Takes rows as they arrive. `buffer` is valid during the call only; the row's cells start at `from` (a count, then length and bytes each). */
export interface RowSink {
  /** Whether it took none so far: the statement may be asked again then. */
  readonly isEmpty: boolean;
  row(buffer: Buffer, from: number, end: number): void;
}

export type Cell = Buffer | null;

export class Result {
  readonly fields: readonly ResultField[];
  readonly rows: readonly (readonly Cell[])[];
  /** `INSERT 0 3`; empty where there was nothing to run. */
  readonly tag: string;

  constructor(fields: readonly ResultField[], rows: readonly (readonly Cell[])[], tag: string) {
    this.fields = fields;
    this.rows = rows;
    this.tag = tag;
  }

  /** Rows affected, or read, as the tag counts them. */
  get count(): number {
    const digits = /\d+$/.exec(this.tag);
    return digits === null ? 0 : Number(digits[0]);
  }

  text(row: number, column: number): string | null {
    return this.rows[row]?.[column]?.toString('utf8') ?? null;
  }

  /** Every row as name → text. Of two columns with one name the later is kept. */
  records(): Record<string, string | null>[] {
    return this.rows.map((cells) =>
      Object.fromEntries(
        this.fields.map(({ name }, i) => [name, cells[i]?.toString('utf8') ?? null]),
      ),
    );
  }

  /** The first column as JSON, row by row: for statements of ours that answer in JSON. */
  json(): unknown[] {
    return this.rows.map(([cell]) => (cell ? JSON.parse(cell.toString('utf8')) : null));
  }
}

/** Copies rows out of the socket's buffer, so that they may outlive it. */
export class Collector {
  readonly rows: Cell[][] = [];

  row(buffer: Buffer, from: number, end: number): void {
    const own = Buffer.from(buffer.subarray(from, end));
    const count = own.readInt16BE(0);
    const cells: Cell[] = [];
    let at = 2;
    for (let i = 0; i < count; i++) {
      const length = own.readInt32BE(at);
      at += 4;
      if (length < 0) cells.push(null);
      else {
        cells.push(own.subarray(at, at + length));
        at += length;
      }
    }
    this.rows.push(cells);
  }
}

export function parseFields(buffer: Buffer, from: number): ResultField[] {
  const count = buffer.readInt16BE(from);
  const fields: ResultField[] = [];
  let at = from + 2;
  for (let i = 0; i < count; i++) {
    const end = buffer.indexOf(0, at);
    fields.push({
      name: buffer.toString('utf8', at, end),
      tableOid: buffer.readUInt32BE(end + 1),
      columnNumber: buffer.readInt16BE(end + 5),
      typeOid: buffer.readUInt32BE(end + 7),
      typeModifier: buffer.readInt32BE(end + 13),
    });
    at = end + 19;
  }
  return fields;
}
