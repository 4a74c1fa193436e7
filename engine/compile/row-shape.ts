/**
 * How text rows become JSON: what a flat select's columns are, in their order. Postgres spends four times as much on
 * json_agg as on the rows themselves, so flat rows are printed by execute/row-writer.ts (docs/adr/0006-rows-printed-in-node.md).
 */
export interface RowShape {
  readonly entries: readonly ShapeEntry[];
}
export type ShapeEntry =
  /** The next column. */
  | { readonly kind: 'cell'; readonly key: string; readonly format: CellFormat }
  | { readonly kind: 'constant'; readonly key: string; readonly json: string }
  /** An object that is always there; its columns are the next ones. */
  | { readonly kind: 'group'; readonly key: string; readonly shape: RowShape }
  /** The next column is null where there is no row; then the row's own columns. */
  | { readonly kind: 'object'; readonly key: string; readonly shape: RowShape };

export type CellFormat =
  /** Digits, or a word such as NaN that is quoted. */
  | 'number'
  /** `t` or `f` */
  | 'boolean'
  /** Quoted and escaped. */
  | 'string'
  /** JSON already. */
  | 'json'
  /** `2020-01-01 00:00:00+00` → `"2020-01-01T00:00:00+00:00"` */
  | 'timestamp'
  | 'timestamptz';

const FORMAT: ReadonlyMap<string, CellFormat> = new Map([
  ['smallint', 'number'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['real', 'number'],
  ['double precision', 'number'],
  ['numeric', 'number'],
  ['boolean', 'boolean'],
  ['text', 'string'],
  ['character varying', 'string'],
  ['character', 'string'],
  ['uuid', 'string'],
  ['citext', 'string'],
  ['date', 'string'],
  ['time without time zone', 'string'],
  ['time with time zone', 'string'],
  ['interval', 'string'],
  ['bytea', 'string'],
  ['inet', 'string'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
]);

/** Null for a type whose JSON is not plain from its text: Postgres prints that column by to_json. */
export const formatOf = (sqlType: string): CellFormat | null => FORMAT.get(sqlType) ?? null;
