/** Runs root fields that read, each one statement; those of one source travel together. */
import { flatQuery } from '../compile/flat.ts';
import { queryRootToSql } from '../compile/select.ts';
import { type Statement, toStatement } from '../compile/statement.ts';
import type { QueryRoot } from '../ir/select.ts';
import type { Result } from '../pg/result.ts';
import { type Bindings, bind } from './bind.ts';
import { refine } from './postgres-error.ts';
import { compileShape, type RowProgram } from './row-program.ts';
import { RowWriter } from './row-writer.ts';

/** A root field with its SQL, ready to be run with any values. */
export interface PreparedQuery {
  readonly source: string;
  readonly statement: Statement;
  /** How rows are printed; null where Postgres answers in JSON. */
  readonly rows: {
    readonly program: RowProgram;
    readonly isList: boolean;
    readonly binary: readonly boolean[] | null;
  } | null;
}

export type Json = Buffer | string;

export function prepareQuery(source: string, root: QueryRoot): PreparedQuery {
  const flat = flatQuery(root);
  if (flat === null) return { source, statement: toStatement(queryRootToSql(root)), rows: null };
  const { isList, binary } = flat;
  const program = compileShape(flat.shape);
  const rows = { program, isList, binary: binary.includes(true) ? binary : null };
  return { source, statement: toStatement(flat.sql), rows };
}

/** A pool, or a connection inside a transaction. */
export interface Queryable {
  query(
    text: string,
    params: readonly (string | null)[],
    options?: { readonly sink?: RowWriter; readonly binary?: readonly boolean[] | null },
  ): Promise<Result>;
}

export async function runQuery(
  prepared: PreparedQuery,
  bindings: Bindings,
  db: Queryable,
): Promise<Json> {
  const { statement, rows } = prepared;
  const params = bind(statement, bindings);
  if (rows === null) {
    const result = await refine(() => db.query(statement.text, params), statement);
    return result.rows[0]?.[0] ?? 'null';
  }
  const writer = new RowWriter(rows.program, rows.isList);
  const options = { sink: writer, binary: rows.binary };
  await refine(() => db.query(statement.text, params, options), statement);
  return writer.finish();
}
