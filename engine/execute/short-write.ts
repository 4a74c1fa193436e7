/** Runs a flat write: the session and the statement in one exchange with Postgres, which is their transaction. */
import { unreachable } from '../base/error.ts';
import { type FlatWrite, flatWrite } from '../compile/flat-write.ts';
import { type Statement, toStatement } from '../compile/statement.ts';
import type { Mutation, MutationField } from '../ir/mutation.ts';
import type { Pool } from '../pg/pool.ts';
import { type Bindings, bind, sessionJson } from './bind.ts';
import { refine } from './postgres-error.ts';
import type { Json } from './query.ts';
import { compileShape, type RowProgram } from './row-program.ts';
import { RowWriter } from './row-writer.ts';

export interface ShortWrite {
  readonly statement: Statement;
  readonly program: RowProgram | null;
  readonly response: FlatWrite['response'];
}

export function prepareShortWrite(mutation: Mutation): ShortWrite | null {
  const flat = flatWrite(mutation);
  if (flat === null) return null;
  const program = flat.shape === null ? null : compileShape(flat.shape);
  return { statement: toStatement(flat.sql), program, response: flat.response };
}

/** `true`: for this transaction only. Triggers read it. */
export const SET_SESSION = `SELECT set_config('hasura.user', $1, true)`;

export async function runShortWrite(
  { statement, program, response }: ShortWrite,
  bindings: Bindings,
  pool: Pool,
): Promise<Json> {
  const params = bind(statement, bindings);
  const preamble = { text: SET_SESSION, params: [sessionJson(bindings.session)] };
  const writer = program === null ? null : new RowWriter(program, response !== null);
  const options = writer === null ? { preamble } : { preamble, sink: writer };
  const { count } = await refine(() => pool.write(statement.text, params, options), statement);
  const rows = writer?.finish() ?? Buffer.alloc(0);
  return response === null ? rows : respond(response, count, rows);
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
