/** Inserts whose objects hold others: parent by parent, since a child needs its parent's columns. */
import { at, atAsync, EngineError } from '../base/error.ts';
import { insertToSql, isFlat } from '../compile/mutation.ts';
import { toStatement } from '../compile/statement.ts';
import type { Operand } from '../ir/bool-exp.ts';
import type { Insert, InsertRow, NestedInsert } from '../ir/mutation.ts';
import type { Bindings } from './bind.ts';
import type { Queryable } from './query.ts';
import { NOTHING, type Written, writeRows } from './write.ts';

export function insertNested(insert: Insert, bindings: Bindings, tx: Queryable): Promise<Written> {
  const locals: Locals = new Map();
  return insertAll(insert, NOTHING_GIVEN, { bindings: { ...bindings, locals }, locals, tx });
}

type Locals = Map<string, string | null>;
interface Run {
  readonly bindings: Bindings;
  readonly locals: Locals;
  readonly tx: Queryable;
}

/** Columns of rows that come from the row above. */
type Given = ReadonlyMap<string, Operand>;
const NOTHING_GIVEN: Given = new Map();

/** Rows one by one where they have relatives, otherwise in one statement. */
async function insertAll(insert: Insert, given: Given, run: Run): Promise<Written> {
  const { rows } = insert;
  if (rows.kind === 'rows' && rows.rows.length === 0) return NOTHING;
  if (rows.kind === 'batch' || isFlat(insert))
    return writeRows(compile(insert), run.bindings, run.tx);
  let all = NOTHING;
  for (const [i, row] of rows.rows.entries()) {
    const one = await atAsync(i, () => insertOne(insert, row, given, [], run));
    all = { ...all, affected: all.affected + one.affected, rows: [...all.rows, ...one.rows] };
  }
  return all;
}

const compile = (insert: Insert, keys: readonly string[] = []) =>
  toStatement(insertToSql(insert, { output: null, keys }));

async function insertOne(
  insert: Insert,
  row: InsertRow,
  given: Given,
  keys: readonly string[],
  run: Run,
): Promise<Written> {
  refuseGiven(row, given);
  refuseDetermined(row, given);
  const values = new Map([...row.values, ...given]);
  let affected = 0;
  for (const nested of row.before) {
    const parent = await atAsync(nested.name, () => insertBefore(nested, run));
    affected += parent.affected;
    for (const [column, value] of parent.columns) values.set(column, value);
  }
  const wanted = [...new Set([...keys, ...row.after.flatMap(({ on }) => [...on.keys()])])];
  const written = await writeRows(
    compile(alone(insert, row, values), wanted),
    run.bindings,
    run.tx,
  );
  if (row.after.length > 0 && written.affected === 0)
    throw new EngineError(
      'not-supported',
      `cannot proceed to insert array relations since insert to table ${JSON.stringify(insert.table.name)} affects zero rows`,
    );
  const ours = new Map(wanted.map((name, i) => [name, written.keys[i] ?? null]));
  for (const nested of row.after) affected += await insertAfter(nested, ours, run);
  return {
    ...written,
    affected: affected + written.affected,
    keys: written.keys.slice(0, keys.length),
  };
}

/** The row by itself: those that it nests are written apart. */
function alone(insert: Insert, row: InsertRow, values: InsertRow['values']): Insert {
  const names = [...new Set([...values.keys(), ...row.presets.keys()])];
  const all = insert.rows.kind === 'rows' ? insert.rows.columns : [];
  return {
    ...insert,
    rows: {
      kind: 'rows',
      columns: names.length > 0 ? names : all,
      rows: [{ ...row, values, before: [], after: [] }],
    },
  };
}

/** A column that the row above decides cannot be given. */
function refuseGiven({ values }: InsertRow, given: Given): void {
  const twice = [...values.keys()].filter((name) => given.has(name));
  if (twice.length === 0) return;
  throw new EngineError(
    'validation-failed',
    `cannot insert ${quoted(twice)} columns as their values are already being determined by parent insert`,
  );
}

/** A column cannot be given and come from a nested row at once. */
function refuseDetermined({ values, before }: InsertRow, given: Given): void {
  for (const { name, on } of before) {
    const twice = [...on.keys()].filter((column) => values.has(column) || given.has(column));
    if (twice.length === 0) continue;
    throw new EngineError(
      'validation-failed',
      `cannot insert object relationship ${JSON.stringify(name)} as ${quoted(twice)} column values are already determined`,
      [name],
    );
  }
}

const quoted = (names: readonly string[]): string =>
  names.map((name) => JSON.stringify(name)).join(', ');

/** A row that ours points to: inserted first, its columns become ours. */
async function insertBefore(nested: NestedInsert, run: Run) {
  const { rows, table } = nested.insert;
  const row = rows.kind === 'rows' ? rows.rows[0] : undefined;
  if (!row) throw new EngineError('unexpected', 'a nested object without a row');
  const theirs = [...nested.on.values()];
  const { affected, keys } = await atAsync('data', () =>
    insertOne(nested.insert, row, NOTHING_GIVEN, theirs, run),
  );
  if (keys.length === 0)
    throw new EngineError(
      'not-supported',
      `cannot proceed to insert object relation ${JSON.stringify(nested.name)} since insert to table ${JSON.stringify(table.name)} affects zero rows`,
    );
  const columns = [...nested.on.keys()].map((our, i): [string, Operand] => [
    our,
    bindLocal(keys[i] ?? null, our, nested, run.locals),
  ]);
  return { affected, columns };
}

/** Rows that point to ours: each gets our columns. */
async function insertAfter(
  nested: NestedInsert,
  ours: ReadonlyMap<string, string | null>,
  run: Run,
): Promise<number> {
  const { insert, name, on } = nested;
  if (insert.rows.kind === 'batch')
    throw new EngineError('unexpected', 'a nested insert is no batch');
  const given: Given = new Map(
    [...on].map(([our, their]) => [
      their,
      bindLocal(ours.get(our) ?? null, our, nested, run.locals),
    ]),
  );
  const written = await atAsync(name, () =>
    atAsync('data', () => insertChildren(insert, given, run)),
  );
  return written.affected;
}

async function insertChildren(insert: Insert, given: Given, run: Run): Promise<Written> {
  const { rows } = insert;
  if (rows.kind === 'batch' || !isFlat(insert)) return insertAll(insert, given, run);
  for (const [i, row] of rows.rows.entries()) at(i, () => refuseGiven(row, given));
  const columns = [...new Set([...rows.columns, ...given.keys()])];
  const filled = rows.rows.map((row) => ({ ...row, values: new Map([...row.values, ...given]) }));
  return insertAll(
    { ...insert, rows: { kind: 'rows', columns, rows: filled } },
    NOTHING_GIVEN,
    run,
  );
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
