/** Runs a flat write: session, statement and check in one exchange with Postgres, which is their transaction. */
import { unreachable } from '../base/error.ts';
import { CHECK_FAILED, CHECK_GUARD, type FlatWrite, flatWrite } from '../compile/flat-write.ts';
import { type Statement, toStatement } from '../compile/statement.ts';
import type { Mutation, MutationField } from '../ir/mutation.ts';
import { GuardError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import type { RowSink } from '../pg/result.ts';
import { type Bindings, bind } from './bind.ts';
import { refine } from './postgres-error.ts';
import type { Json } from './query.ts';
import { compileShape, type RowProgram } from './row-program.ts';
import { RowWriter } from './row-writer.ts';
import type { Settings } from './settings.ts';
import { checkFailed } from './write.ts';

export interface ShortWrite {
  readonly statement: Statement;
  readonly program: RowProgram | null;
  readonly response: FlatWrite['response'];
  readonly isChecked: boolean;
}

export function prepareShortWrite(mutation: Mutation): ShortWrite | null {
  const flat = flatWrite(mutation);
  if (flat === null) return null;
  const { shape, response, isChecked } = flat;
  const program = shape === null ? null : compileShape(shape);
  return { statement: toStatement(flat.sql), program, response, isChecked };
}

const GUARD = { text: CHECK_GUARD, params: [] };

export async function runShortWrite(
  { statement, program, response, isChecked }: ShortWrite,
  bindings: Bindings,
  pool: Pool,
  preamble: Settings,
): Promise<Json> {
  const params = bind(statement, bindings);
  const writer = program === null ? null : new RowWriter(program, response !== null);
  const sink = writer ?? NO_ROWS;
  const options = { preamble, sink, guard: isChecked ? GUARD : undefined };
  const work = () => pool.shortWrite(statement.text, params, options).catch(refuseUnchecked);
  const { count } = await refine(work, statement);
  const rows = writer?.finish() ?? Buffer.alloc(0);
  return response === null ? rows : respond(response, count, rows);
}

const NO_ROWS: RowSink = { isEmpty: true, row: () => undefined };

function refuseUnchecked(error: unknown): never {
  if (error instanceof GuardError && error.code === CHECK_FAILED) throw checkFailed();
  throw error;
}

function respond(fields: readonly MutationField[], count: number, rows: Buffer): Buffer {
  const parts = fields.flatMap((field, i) => {
    const key = Buffer.from(`${i === 0 ? '' : ','}${JSON.stringify(field.alias)}:`);
    switch (field.kind) {
      case 'typename':
        return [key, Buffer.from(JSON.stringify(field.name))];
      case 'affected-rows':
        return [key, Buffer.from(String(count))];
      case 'returning':
        return [key, rows];
      default:
        return unreachable(field);
    }
  });
  return Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')]);
}
