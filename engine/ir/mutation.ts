import type { TableName } from '../catalog/model.ts';
import type { Param } from '../pg/sql.ts';
import type { BoolExp, JoinColumns, Operand, SqlType } from './bool-exp.ts';
import type { Field } from './select.ts';

/** One write to one table. Root fields run one after another in one transaction. */
export type Mutation =
  | { readonly kind: 'insert'; readonly insert: Insert; readonly output: MutationOutput }
  | { readonly kind: 'update'; readonly update: Update; readonly output: MutationOutput }
  /** `update_many`: each in turn, a list of answers. */
  | {
      readonly kind: 'update-many';
      readonly updates: readonly Update[];
      readonly output: MutationOutput;
    }
  | { readonly kind: 'delete'; readonly delete: Delete; readonly output: MutationOutput };

/** What is answered about the rows written. */
export type MutationOutput =
  /** `{ affected_rows returning { … } }` */
  | { readonly kind: 'response'; readonly fields: readonly MutationField[] }
  /** The row itself, or null: the `_one` and `_by_pk` forms. */
  | { readonly kind: 'row'; readonly fields: readonly Field[] };
export type MutationField =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | { readonly kind: 'affected-rows'; readonly alias: string }
  | { readonly kind: 'returning'; readonly alias: string; readonly fields: readonly Field[] };

export interface Insert {
  readonly table: TableName;
  readonly rows: InsertRows;
  readonly onConflict: OnConflict | null;
  /** Checked on each row after it was written. */
  readonly check: BoolExp;
}

export type InsertRows =
  /** Objects of equal keys out of one variable: one statement for any number of rows. */
  | { readonly kind: 'batch'; readonly columns: readonly BatchColumn[] }
  /** Objects of any keys. */
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly InsertRow[];
    };

/** A column of a batch: one array for all rows, or (a preset) one value for every row. */
export type BatchColumn =
  | { readonly name: string; readonly from: 'array'; readonly param: Param; readonly type: SqlType }
  | { readonly name: string; readonly from: 'value'; readonly value: Operand };

export interface InsertRow {
  /** What the client gave. Columns that are absent take their default. */
  readonly values: ReadonlyMap<string, Operand>;
  /** What the permission sets, whatever else says so. */
  readonly presets: ReadonlyMap<string, Operand>;
  /** Rows that must be there first: their columns become ours. */
  readonly before: readonly NestedInsert[];
  /** Rows that point to ours. */
  readonly after: readonly NestedInsert[];
}

export interface NestedInsert {
  /** The field's name, for error paths. */
  readonly name: string;
  /** Our column to theirs. */
  readonly on: JoinColumns;
  readonly types: ReadonlyMap<string, SqlType>;
  readonly insert: Insert;
}

export interface OnConflict {
  /** Null: any conflict; DO NOTHING only. */
  readonly constraint: string | null;
  /** Empty: DO NOTHING. */
  readonly set: ReadonlyMap<string, Operand | { readonly kind: 'excluded' }>;
  /** The update permission's filter and the client's where. */
  readonly where: BoolExp;
  /** The update permission's check, for rows that were there before. */
  readonly check: BoolExp;
}

export type Assignment =
  | { readonly kind: 'set'; readonly value: Operand }
  | {
      readonly kind:
        | 'increment'
        | 'multiply'
        | 'append'
        | 'prepend'
        | 'delete-key'
        | 'delete-element'
        | 'delete-at-path';
      readonly value: Operand;
    };

export interface Update {
  readonly table: TableName;
  readonly where: BoolExp;
  readonly set: ReadonlyMap<string, Assignment>;
  readonly check: BoolExp;
}

export interface Delete {
  readonly table: TableName;
  readonly where: BoolExp;
}
