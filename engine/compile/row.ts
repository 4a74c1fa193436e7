import { ident, type Sql, sql } from '../pg/sql.ts';

/** The row that an expression is about, wherever it stands in the statement. */
export interface Row {
  column(name: string): Sql;
  /** The row as one composite value, for functions that take it. */
  readonly whole: Sql;
}

export const aliasedRow = (alias: string): Row => ({
  column: (name) => ident(alias, name),
  whole: ident(alias),
});

/** A row kept as one composite column of a sub-select: `(_w."_row")."name"`. */
export const compositeRow = (alias: string, column: string): Row => ({
  column: (name) => sql`(${ident(alias, column)}).${ident(name)}`,
  whole: ident(alias, column),
});

/** Aliases counted per statement, never random: the same plan gives the same text, so that it can be prepared once. */
export class Aliases {
  readonly #prefix: string;
  #next = 0;

  constructor(prefix = '_') {
    this.#prefix = prefix;
  }

  take(): string {
    return `${this.#prefix}${this.#next++}`;
  }
  /** Counted anew, apart from these: what is compiled with them reads the same wherever it stands. */
  inside(): Aliases {
    return new Aliases(`${this.#prefix}g`);
  }
}
