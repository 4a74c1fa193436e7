/**
 * Mutation → a plain INSERT, UPDATE or DELETE whose returned rows are printed by the row writer. For writes that nothing
 * can take back afterwards: no check of a permission, and an answer out of the row's own columns. One statement, no CTE,
 * no JSON made by Postgres: half the cost (engine/bench.md).
 */
import type { Mutation, MutationField } from '../ir/mutation.ts';
import { join, type Sql, sql } from '../pg/sql.ts';
import { flatColumns } from './flat.ts';
import { isOwnColumns, plainChange } from './mutation.ts';
import type { RowShape } from './row-shape.ts';

export interface FlatWrite {
  readonly sql: Sql;
  /** Of the rows returned; null where none are asked for. */
  readonly shape: RowShape | null;
  /** Null: the row itself is the answer. */
  readonly response: readonly MutationField[] | null;
}

export function flatWrite(mutation: Mutation): FlatWrite | null {
  const { output } = mutation;
  if (!isOwnColumns(output)) return null;
  const response = output.kind === 'response' ? output.fields : null;
  const returning = response?.filter((field) => field.kind === 'returning') ?? [];
  if (returning.length > 1) return null; // the same rows twice, in two shapes
  const plain = plainChange(mutation);
  if (plain === null) return null;
  const { change, scope } = plain;
  const fields = output.kind === 'row' ? output.fields : returning[0]?.fields;
  if (fields === undefined) return { sql: change, shape: null, response };
  const flat = flatColumns(fields, scope);
  if (flat === null) return null;
  // `__typename` alone asks for no column, and RETURNING needs one.
  const columns = flat.columns.length > 0 ? join(flat.columns, sql`, `) : sql`NULL`;
  return { sql: sql`${change} RETURNING ${columns}`, shape: flat.shape, response };
}
