/**
 * How rows become JSON: what a flat select's columns are, in their order. Postgres spends four times as much on
 * json_agg as on the rows themselves, so rows are printed by execute/row-writer.ts (docs/adr/0006-rows-printed-in-node.md,
 * 0008-lists-as-arrays-of-bytes.md).
 */
export interface RowShape {
  readonly entries: readonly ShapeEntry[];
}
export type ShapeEntry =
  /** The next cell. */
  | { readonly kind: 'cell'; readonly key: string; readonly format: CellFormat }
  | { readonly kind: 'constant'; readonly key: string; readonly json: string }
  /** An object that is always there; its cells are the next ones. */
  | { readonly kind: 'group'; readonly key: string; readonly shape: RowShape }
  /** The next cell is null where there is no row; then the row's own cells. */
  | { readonly kind: 'object'; readonly key: string; readonly shape: RowShape }
  /**
   * The next cell is an array of rows, each an array of cells: a list, or the first of them or null. Null where an
   * inherited role does not see it.
   */
  | {
      readonly kind: 'rows';
      readonly key: string;
      readonly shape: RowShape;
      readonly isList: boolean;
    };

export type CellFormat =
  /** Digits, or a word such as NaN that is quoted. */
  | 'number'
  /** Eight bytes, the highest first. */
  | 'int64'
  /** `t` or `f`; 1 or 0 as a byte. */
  | 'boolean'
  /** Quoted and escaped. */
  | 'string'
  /** JSON already. */
  | 'json'
  /** `2020-01-01 00:00:00+00` → `"2020-01-01T00:00:00+00:00"` */
  | 'timestamp'
  | 'timestamptz';
