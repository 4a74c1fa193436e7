/** Runs one write and reads what it tells: see compile/mutation.ts. */
import { EngineError } from '../base/error.ts';
import type { Statement } from '../compile/statement.ts';
import { type Bindings, bind } from './bind.ts';
import { refine } from './postgres-error.ts';
import type { Queryable } from './query.ts';

export interface Written {
  readonly affected: number;
  /** Array literals of the table's row type. */
  readonly rows: readonly string[];
  /** Columns of the first row, as asked for. */
  readonly keys: readonly (string | null)[];
  readonly root: Buffer | null;
}

export async function writeRows(
  statement: Statement,
  bindings: Bindings,
  tx: Queryable,
): Promise<Written> {
  const params = bind(statement, bindings);
  const { rows: answer } = await refine(() => tx.query(statement.text, params), statement);
  const [row] = answer;
  if (!row) throw new EngineError('unexpected', 'a write answered no row');
  const [affected, rows, keys, ok, root] = row;
  if (String(ok) !== 't') throw checkFailed();
  return {
    affected: Number(affected),
    rows: rows ? [String(rows)] : [],
    keys: keys ? (JSON.parse(String(keys)) as (string | null)[]) : [],
    root: root ?? null,
  };
}

export const NOTHING: Written = { affected: 0, rows: [], keys: [], root: null };

export const checkFailed = (): EngineError =>
  new EngineError('permission-error', 'check constraint of an insert/update permission has failed');
