/**
 * Runs one mutation inside its transaction. Writes without nested rows are one or two statements that were compiled
 * with the plan; nested inserts are walked here, parent by parent, since a child needs its parent's columns.
 */
import { atAsync, EngineError, unreachable } from '../base/error.ts';
import {
  AFFECTED,
  answerToSql,
  deleteToSql,
  insertToSql,
  isOwnColumns,
  ROWS,
  updateToSql,
} from '../compile/mutation.ts';
import { type Statement, toStatement } from '../compile/statement.ts';
import type { Operand } from '../ir/bool-exp.ts';
import type { Insert, InsertRow, Mutation, MutationOutput, NestedInsert } from '../ir/mutation.ts';
import { type Bindings, bind } from './bind.ts';

/** A connection inside the mutation's transaction. */
export interface Transaction {
  query(
    text: string,
    params: readonly (string | null)[],
  ): Promise<readonly (readonly (Buffer | null)[])[]>;
}

/** A mutation with its SQL, ready to be run with any values. */
export type Program =
  | { readonly kind: 'write'; readonly write: Statement; readonly answer: Statement | null }
  | { readonly kind: 'list'; readonly writes: readonly Extract<Program, { kind: 'write' }>[] }
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
    case 'update': {
      const { update } = mutation;
      return write((inline) => updateToSql(update, { output: inline }), update.table, output);
    }
    case 'update-many':
      return {
        kind: 'list',
        writes: mutation.updates.map((update) =>
          write((inline) => updateToSql(update, { output: inline }), update.table, output),
        ),
      };
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

const isFlat = ({ rows }: Insert): boolean =>
  rows.kind === 'batch' ||
  (rows.rows.length > 0 &&
    rows.rows.every(({ before, after }) => before.length + after.length === 0));

/** The mutation's JSON; null where no row was found. */
export async function runMutation(
  program: Program,
  bindings: Bindings,
  tx: Transaction,
): Promise<Buffer | string | null> {
  switch (program.kind) {
    case 'write':
      return runWrite(program, bindings, tx);
    case 'list': {
      const answers: string[] = [];
      for (const each of program.writes) answers.push(String(await runWrite(each, bindings, tx)));
      return `[${answers.join(',')}]`;
    }
    case 'insert': {
      const locals = new Map<string, string | null>();
      const written = await insertAll(program.insert, { ...bindings, locals }, locals, tx);
      return runAnswer(program.answer, written, bindings, tx);
    }
    default:
      return unreachable(program);
  }
}

async function runWrite(
  program: Write,
  bindings: Bindings,
  tx: Transaction,
): Promise<Buffer | string | null> {
  const written = await writeRows(program.write, bindings, tx);
  return program.answer ? runAnswer(program.answer, written, bindings, tx) : written.root;
}

interface Written {
  readonly affected: number;
  /** Array literals of the table's row type. */
  readonly rows: readonly string[];
  /** Columns of the first row, as asked for. */
  readonly keys: readonly (string | null)[];
  readonly root: Buffer | null;
}

async function writeRows(
  statement: Statement,
  bindings: Bindings,
  tx: Transaction,
): Promise<Written> {
  const [row] = await tx.query(statement.text, bind(statement, bindings));
  if (!row) throw new EngineError('unexpected', 'a write answered no row');
  const [affected, rows, keys, ok, root] = row;
  if (String(ok) !== 't')
    throw new EngineError(
      'permission-error',
      'check constraint of an insert/update permission has failed',
    );
  return {
    affected: Number(affected),
    rows: rows ? [String(rows)] : [],
    keys: keys ? (JSON.parse(String(keys)) as (string | null)[]) : [],
    root: root ?? null,
  };
}

async function runAnswer(
  answer: Statement,
  { affected, rows }: Written,
  bindings: Bindings,
  tx: Transaction,
) {
  const locals = new Map([
    [AFFECTED, String(affected)],
    [ROWS, concatArrays(rows)],
  ]);
  const [row] = await tx.query(answer.text, bind(answer, { ...bindings, locals }));
  return row?.[0] ?? null;
}

/** `{a,b}` and `{c}` are `{a,b,c}`: members are quoted, so no comma of theirs stands bare. */
function concatArrays(literals: readonly string[]): string | null {
  const members = literals.map((literal) => literal.slice(1, -1)).filter((inner) => inner !== '');
  return members.length === 0 ? null : `{${members.join(',')}}`;
}

type Locals = Map<string, string | null>;

const NOTHING: Written = { affected: 0, rows: [], keys: [], root: null };

/** Rows one by one where they have relatives, otherwise in one statement. */
async function insertAll(
  insert: Insert,
  bindings: Bindings,
  locals: Locals,
  tx: Transaction,
): Promise<Written> {
  const { rows } = insert;
  if (isFlat(insert))
    return writeRows(toStatement(insertToSql(insert, { output: null })), bindings, tx);
  if (rows.kind === 'batch' || rows.rows.length === 0) return NOTHING;
  let all = NOTHING;
  for (const [i, row] of rows.rows.entries()) {
    const one = await atAsync([i], () => insertOne(insert, row, [], bindings, locals, tx));
    all = { ...all, affected: all.affected + one.affected, rows: [...all.rows, ...one.rows] };
  }
  return all;
}

async function insertOne(
  insert: Insert,
  row: InsertRow,
  keys: readonly string[],
  bindings: Bindings,
  locals: Locals,
  tx: Transaction,
): Promise<Written> {
  let affected = 0;
  const values = new Map(row.values);
  for (const nested of row.before) {
    const parent = await atAsync([nested.name, 'data'], () =>
      insertBefore(nested, bindings, locals, tx),
    );
    affected += parent.affected;
    for (const [column, value] of parent.columns) values.set(column, value);
  }
  const columns = [...values.keys()];
  const wanted = [...new Set([...keys, ...row.after.flatMap(({ on }) => [...on.keys()])])];
  const plain: Insert = {
    ...insert,
    rows: {
      kind: 'rows',
      columns: columns.length > 0 ? columns : columnsOf(insert),
      rows: [{ values, before: [], after: [] }],
    },
  };
  const written = await writeRows(
    toStatement(insertToSql(plain, { output: null, keys: wanted })),
    bindings,
    tx,
  );
  if (row.after.length > 0 && written.affected === 0)
    throw new EngineError(
      'not-supported',
      `cannot proceed to insert array relations since insert to table ${JSON.stringify(insert.table.name)} affects zero rows`,
    );
  for (const nested of row.after) {
    const ours = new Map(wanted.map((name, i) => [name, written.keys[i] ?? null]));
    const child = await atAsync([nested.name, 'data'], () =>
      insertAfter(nested, ours, bindings, locals, tx),
    );
    affected += child.affected;
  }
  return {
    ...written,
    affected: affected + written.affected,
    keys: written.keys.slice(0, keys.length),
  };
}

const columnsOf = ({ rows }: Insert): readonly string[] =>
  rows.kind === 'rows' ? rows.columns : [];

/** A row that ours points to: inserted first, its columns become ours. */
async function insertBefore(
  nested: NestedInsert,
  bindings: Bindings,
  locals: Locals,
  tx: Transaction,
) {
  const { rows, table } = nested.insert;
  const row = rows.kind === 'rows' ? rows.rows[0] : undefined;
  if (!row) throw new EngineError('unexpected', 'a nested object without a row');
  const theirs = [...nested.on.values()];
  const { affected, keys } = await insertOne(nested.insert, row, theirs, bindings, locals, tx);
  if (keys.length === 0)
    throw new EngineError(
      'not-supported',
      `cannot proceed to insert object relation ${JSON.stringify(nested.name)} since insert to table ${JSON.stringify(table.name)} affects zero rows`,
    );
  const columns = [...nested.on.keys()].map((our, i): [string, Operand] => [
    our,
    bindLocal(keys[i] ?? null, our, nested, locals),
  ]);
  return { affected, columns };
}

/** Rows that point to ours: each gets our columns. */
async function insertAfter(
  nested: NestedInsert,
  ours: ReadonlyMap<string, string | null>,
  bindings: Bindings,
  locals: Locals,
  tx: Transaction,
): Promise<Written> {
  const { insert } = nested;
  if (insert.rows.kind === 'batch')
    throw new EngineError('unexpected', 'a nested insert is no batch');
  const given = [...nested.on].map(([our, their]): [string, Operand] => [
    their,
    bindLocal(ours.get(our) ?? null, our, nested, locals),
  ]);
  const rows = insert.rows.rows.map((row) => ({
    ...row,
    values: new Map([...row.values, ...given]),
  }));
  const columns = [...new Set([...insert.rows.columns, ...given.map(([name]) => name)])];
  return insertAll({ ...insert, rows: { kind: 'rows', columns, rows } }, bindings, locals, tx);
}

function bindLocal(
  value: string | null,
  ours: string,
  { types }: NestedInsert,
  locals: Locals,
): Operand {
  const type = types.get(ours);
  if (type === undefined) throw new EngineError('unexpected', `no type of ${JSON.stringify(ours)}`);
  const name = `key${locals.size}`;
  locals.set(name, value);
  return { kind: 'param', param: { from: 'local', name }, type };
}
