/**
 * Mutation → a plain INSERT, UPDATE or DELETE whose returned rows are printed by the row writer, where the answer is out of
 * the rows' own columns. One statement, no CTE, no JSON made by Postgres: half the cost (engine/bench.md). A check is
 * evaluated for each row returned; that one failed is noted in a setting, which CHECK_GUARD reads in the same transaction:
 * behind the triggers and constraints of the write, whose errors come first.
 */
import type { Mutation, MutationField } from '../ir/mutation.ts';
import { join, type Sql, sql } from '../pg/sql.ts';
import { flatColumns } from './flat.ts';
import { isOwnColumns, type PlainChange, plainChange } from './mutation.ts';
import type { RowShape } from './row-shape.ts';

export interface FlatWrite {
  readonly sql: Sql;
  /** Of the rows returned; null where none are asked for. */
  readonly shape: RowShape | null;
  /** Null: the row itself is the answer. */
  readonly response: readonly MutationField[] | null;
  /** Whether CHECK_GUARD must follow. */
  readonly isChecked: boolean;
}

/** Fails with CHECK_FAILED, since the word is no number, where a row was found wanting. */
export const CHECK_GUARD = "SELECT nullif(current_setting('nordkapp.check', true), '')::integer";
/** invalid_text_representation */
export const CHECK_FAILED = '22P02';

export function flatWrite(mutation: Mutation): FlatWrite | null {
  const { output } = mutation;
  if (!isOwnColumns(output)) return null;
  const response = output.kind === 'response' ? output.fields : null;
  const returning = response?.filter((field) => field.kind === 'returning') ?? [];
  if (returning.length > 1) return null; // the same rows twice, in two shapes
  const plain = plainChange(mutation);
  if (plain === null) return null;
  const fields = output.kind === 'row' ? output.fields : returning[0]?.fields;
  const flat =
    fields === undefined ? { columns: [], shape: null } : flatColumns(fields, plain.scope);
  if (flat === null) return null;
  const isReturning = fields !== undefined || plain.check !== null;
  const statement = isReturning ? returningToSql(plain, flat.columns) : plain.change;
  return { sql: statement, shape: flat.shape, response, isChecked: plain.check !== null };
}

function returningToSql({ change, check }: PlainChange, columns: readonly Sql[]): Sql {
  const note =
    check === null
      ? []
      : [
          sql`CASE WHEN (${check}) IS NOT TRUE THEN set_config('nordkapp.check', 'failed', true) END`,
        ];
  const all = [...columns, ...note];
  // `__typename` alone asks for no column, and RETURNING needs one.
  return sql`${change} RETURNING ${all.length > 0 ? join(all, sql`, `) : sql`NULL`}`;
}
