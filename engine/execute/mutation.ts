/**
 * Runs one mutation inside its transaction. Writes without nested rows are one or two statements that were compiled
 * with the plan; nested inserts are walked here, parent by parent, since a child needs its parent's columns.
 */
import { unreachable } from '../base/error.ts';
import {
  AFFECTED,
  answerToSql,
  deleteToSql,
  insertToSql,
  isFlat,
  isOwnColumns,
  ROWS,
  updateToSql,
} from '../compile/mutation.ts';
import { type Statement, toStatement } from '../compile/statement.ts';
import type { Insert, Mutation, MutationOutput, Update } from '../ir/mutation.ts';
import { type Bindings, bind } from './bind.ts';
import { insertNested } from './nested-insert.ts';
import { refine } from './postgres-error.ts';
import type { Queryable } from './query.ts';
import { NOTHING, type Written, writeRows } from './write.ts';

/** A mutation with its SQL, ready to be run with any values. */
export type Program =
  | { readonly kind: 'write'; readonly write: Statement; readonly answer: Statement | null }
  | { readonly kind: 'list'; readonly of: readonly Program[] }
  /** An update that sets nothing writes nothing. */
  | { readonly kind: 'nothing'; readonly answer: Statement }
  /** Nested inserts, or no row at all. */
  | { readonly kind: 'insert'; readonly insert: Insert; readonly answer: Statement };

export function compileMutation(mutation: Mutation): Program {
  const { output } = mutation;
  switch (mutation.kind) {
    case 'insert': {
      const { insert } = mutation;
      if (isFlat(insert))
        return write((inline) => insertToSql(insert, { output: inline }), insert.table, output);
      return { kind: 'insert', insert, answer: toStatement(answerToSql(insert.table, output)) };
    }
    case 'update':
      return compileUpdate(mutation.update, output);
    case 'update-many':
      return { kind: 'list', of: mutation.updates.map((update) => compileUpdate(update, output)) };
    case 'delete':
      return write(
        (inline) => deleteToSql(mutation.delete, { output: inline }),
        mutation.delete.table,
        output,
      );
    default:
      return unreachable(mutation);
  }
}

function compileUpdate(update: Update, output: MutationOutput): Program {
  if (update.set.size === 0)
    return { kind: 'nothing', answer: toStatement(answerToSql(update.table, output)) };
  return write((inline) => updateToSql(update, { output: inline }), update.table, output);
}

type Write = Extract<Program, { kind: 'write' }>;

function write(
  compile: (inline: MutationOutput | null) => Parameters<typeof toStatement>[0],
  table: Insert['table'],
  output: MutationOutput,
): Write {
  if (isOwnColumns(output))
    return { kind: 'write', write: toStatement(compile(output)), answer: null };
  const answer = toStatement(answerToSql(table, output));
  return { kind: 'write', write: toStatement(compile(null)), answer };
}

/** The mutation's JSON; null where no row was found. */
export async function runMutation(
  program: Program,
  bindings: Bindings,
  tx: Queryable,
): Promise<Buffer | string | null> {
  switch (program.kind) {
    case 'write':
      return runWrite(program, bindings, tx);
    case 'list': {
      const answers: string[] = [];
      for (const each of program.of) answers.push(String(await runMutation(each, bindings, tx)));
      return `[${answers.join(',')}]`;
    }
    case 'nothing':
      return runAnswer(program.answer, NOTHING, bindings, tx);
    case 'insert': {
      const written = await insertNested(program.insert, bindings, tx);
      return runAnswer(program.answer, written, bindings, tx);
    }
    default:
      return unreachable(program);
  }
}

async function runWrite(
  program: Write,
  bindings: Bindings,
  tx: Queryable,
): Promise<Buffer | string | null> {
  const written = await writeRows(program.write, bindings, tx);
  return program.answer ? runAnswer(program.answer, written, bindings, tx) : written.root;
}

async function runAnswer(
  answer: Statement,
  { affected, rows }: Written,
  bindings: Bindings,
  tx: Queryable,
) {
  const locals = new Map([
    [AFFECTED, String(affected)],
    [ROWS, concatArrays(rows)],
  ]);
  const params = bind(answer, { ...bindings, locals });
  const { rows: found } = await refine(() => tx.query(answer.text, params), answer);
  return found[0]?.[0] ?? null;
}

/** `{a,b}` and `{c}` are `{a,b,c}`: members are quoted, so no comma of theirs stands bare. */
function concatArrays(literals: readonly string[]): string | null {
  const members = literals.map((literal) => literal.slice(1, -1)).filter((inner) => inner !== '');
  return members.length === 0 ? null : `{${members.join(',')}}`;
}
