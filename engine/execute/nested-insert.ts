/** Inserts whose objects hold others: parent by parent, since a child needs its parent's columns. */
import { atAsync, EngineError } from '../base/error.ts';
import { insertToSql } from '../compile/mutation.ts';
import { toStatement } from '../compile/statement.ts';
import type { Operand } from '../ir/bool-exp.ts';
import type { Insert, InsertRow, NestedInsert } from '../ir/mutation.ts';
import type { Bindings } from './bind.ts';
import type { Queryable } from './query.ts';
import { NOTHING, type Written, writeRows } from './write.ts';

export const isFlat = ({ rows }: Insert): boolean =>
  rows.kind === 'batch' ||
  (rows.rows.length > 0 &&
    rows.rows.every(({ before, after }) => before.length + after.length === 0));

export function insertNested(insert: Insert, bindings: Bindings, tx: Queryable): Promise<Written> {
  const locals: Locals = new Map();
  return insertAll(insert, { ...bindings, locals }, locals, tx);
}

type Locals = Map<string, string | null>;

/** Rows one by one where they have relatives, otherwise in one statement. */
async function insertAll(
  insert: Insert,
  bindings: Bindings,
  locals: Locals,
  tx: Queryable,
): Promise<Written> {
  const { rows } = insert;
  if (isFlat(insert))
    return writeRows(toStatement(insertToSql(insert, { output: null })), bindings, tx);
  if (rows.kind === 'batch' || rows.rows.length === 0) return NOTHING;
  let all = NOTHING;
  for (const [i, row] of rows.rows.entries()) {
    const one = await atAsync(i, () => insertOne(insert, row, [], bindings, locals, tx));
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
  tx: Queryable,
): Promise<Written> {
  let affected = 0;
  const values = new Map(row.values);
  for (const nested of row.before) {
    const parent = await below(nested, () => insertBefore(nested, bindings, locals, tx));
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
    const child = await below(nested, () => insertAfter(nested, ours, bindings, locals, tx));
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
  tx: Queryable,
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
  tx: Queryable,
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

/** Errors of a nested insert point at `name.data`. */
const below = <T>({ name }: NestedInsert, work: () => Promise<T>): Promise<T> =>
  atAsync(name, () => atAsync('data', work));
