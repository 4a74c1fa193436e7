/**
 * Select → rows of cells, printed as JSON by the row writer. Single related rows are joined; lists and aggregates of
 * related rows are arrays of bytea in one cell, nested as deep as asked; what fits neither is one cell of JSON.
 */
import { keyOf, type TableName } from '../catalog/model.ts';
import type { BoolExp, JoinColumns } from '../ir/bool-exp.ts';
import type { Field, QueryRoot, Select } from '../ir/select.ts';
import { ident, join, type Sql, sql } from '../pg/sql.ts';
import { boolExpToSql, conditions, joinToSql, scalarToSql } from './bool-exp.ts';
import { type Cell, jsonCell, type Travel, valueCell } from './cell.ts';
import { aggregateRow, isPlainAggregate } from './flat-aggregate.ts';
import { aliasedRow, type Row } from './row.ts';
import type { RowShape, ShapeEntry } from './row-shape.ts';
import { distinctOn, rowsToSql } from './rows.ts';
import { rootScope, type Scope } from './scalar.ts';
import { fieldsToSql } from './select.ts';

export interface FlatQuery {
  readonly sql: Sql;
  readonly shape: RowShape;
  readonly isList: boolean;
  /** Of each column: whether it travels in Postgres's binary format, as arrays of cells do. */
  readonly binary: readonly boolean[];
}

/** Null for what is one row anyway: Postgres makes that JSON. */
export function flatQuery(root: QueryRoot): FlatQuery | null {
  if (root.kind !== 'many' && root.kind !== 'one') return null;
  const isList = root.kind === 'many';
  const { out, shape, rows } = selectCells(root.select, isList, new Map(), rootScope(), 'column');
  // `__typename` alone asks for no column, and DISTINCT ON needs one.
  const columns = out.cells.length > 0 ? join(out.cells, sql`, `) : sql`NULL`;
  return { sql: rows(columns), shape, isList, binary: out.binary };
}

/** What a row takes besides the rows that it comes from. */
interface Cells {
  readonly travel: Travel;
  /** Whether a column is of the type that it is said to be: a native query's author may be wrong. */
  readonly isTyped: boolean;
  readonly cells: Sql[];
  readonly binary: boolean[];
  readonly joins: Sql[];
}

/** Beyond this Postgres plans joins in the order written, and further on by chance: related rows are looked up then. */
const JOINS_MAX = 8;

interface SelectCells {
  readonly out: Cells;
  readonly shape: RowShape;
  /** The select over these, the cells in whatever form. */
  rows(cells: Sql): Sql;
}

function selectCells(
  asked: Select,
  isList: boolean,
  on: JoinColumns,
  outer: Scope,
  travel: Travel,
): SelectCells {
  const row = aliasedRow(outer.aliases.take());
  const scope: Scope = { row, root: row, aliases: outer.aliases };
  const isTyped = asked.from.kind !== 'native-query';
  const out: Cells = { travel, isTyped, cells: [], binary: [], joins: [] };
  const filter: Filter = { parts: conjuncts(asked.where), scope };
  const shape = shapeOf(asked.fields, scope, out, filter);
  const where: BoolExp = { kind: 'and', of: filter.parts };
  const limit = isList ? asked.limit : { asked: null, allowed: 1 };
  const select: Select = { ...asked, where, limit };
  const from = rowsToSql(select, on, outer, scope, join(out.joins, sql``));
  return { out, shape, rows: (cells) => sql`SELECT ${distinctOn(select, scope)}${cells}${from}` };
}

/** The columns of a row that is there already (of RETURNING), for fields that are scalars only; else null. */
export function flatColumns(
  fields: readonly Field[],
  scope: Scope,
): { readonly columns: readonly Sql[]; readonly shape: RowShape } | null {
  const isScalar = (field: Field): boolean =>
    field.kind === 'typename' || (field.kind === 'scalar' && field.path === null);
  if (!fields.every(isScalar)) return null;
  const out: Cells = { travel: 'column', isTyped: true, cells: [], binary: [], joins: [] };
  const shape = shapeOf(fields, scope, out, { parts: [], scope });
  return { columns: out.cells, shape };
}

/**
 * What must hold of the row at hand, in parts of which all must hold. A join that finds the very row that a part asks
 * for takes that part over: Postgres then walks from the row filtered to the rows asked for, once, where it would have
 * collected the filtered ones first and looked each up again (a third of the time, engine/bench.md).
 */
interface Filter {
  readonly parts: BoolExp[];
  readonly scope: Scope;
}

const conjuncts = (exp: BoolExp): BoolExp[] =>
  exp.kind === 'and' ? exp.of.flatMap(conjuncts) : [exp];

const shapeOf = (fields: readonly Field[], scope: Scope, out: Cells, filter: Filter): RowShape => ({
  entries: fields.map((field) => entryOf(field, scope, out, filter)),
});

function entryOf(field: Field, scope: Scope, out: Cells, filter: Filter): ShapeEntry {
  const key = field.alias;
  switch (field.kind) {
    case 'typename':
      return { kind: 'constant', key, json: JSON.stringify(field.name) };
    case 'scalar': {
      if (field.path !== null) return jsonEntry(field, scope, out);
      const type = out.isTyped ? field.value.type : null;
      const cell = valueCell(scalarToSql(field.value, scope), type, field.output, out.travel);
      return cellEntry(key, { ...cell, sql: guarded(cell.sql, field.when, scope) }, out);
    }
    case 'object':
      if (isJoinable(field) && out.joins.length < JOINS_MAX)
        return { kind: 'object', key, shape: joined(field, scope, out, filter) };
      return rowsEntry(field, false, field.on, scope, out);
    case 'array':
      return rowsEntry(field, true, field.on, scope, out);
    case 'call':
      return rowsEntry(field, field.shape === 'many', new Map(), scope, out);
    case 'array-aggregate': {
      if (!isPlainAggregate(field)) return jsonEntry(field, scope, out);
      const { rows, shape } = aggregateRow(field, scope);
      pushRows(guarded(rows, field.when, scope), out);
      return { kind: 'rows', key, shape, isList: false };
    }
    default:
      return jsonEntry(field, scope, out);
  }
}

function cellEntry(key: string, { sql: cell, format }: Cell, out: Cells): ShapeEntry {
  out.cells.push(cell);
  out.binary.push(false);
  return { kind: 'cell', key, format };
}

function jsonEntry(field: Field, scope: Scope, out: Cells): ShapeEntry {
  const values = fieldsToSql([field], scope).map(({ value }) => value);
  return cellEntry(field.alias, jsonCell(join(values, sql``), out.travel), out);
}

/** An inherited role sees the cell only where one of its parents would. */
const guarded = (cell: Sql, when: BoolExp | null, scope: Scope): Sql =>
  when === null ? cell : sql`CASE WHEN ${boolExpToSql(when, scope)} THEN ${cell} END`;

type Related = Extract<Field, { select: Select }>;

/** `ARRAY(SELECT ARRAY[cells] …)` */
function rowsEntry(
  field: Related,
  isList: boolean,
  on: JoinColumns,
  scope: Scope,
  out: Cells,
): ShapeEntry {
  const { out: inner, shape, rows } = selectCells(field.select, isList, on, scope, 'member');
  if (inner.cells.length === 0) return jsonEntry(field, scope, out); // an array of nothing has no length
  const array = sql`ARRAY(${rows(sql`ARRAY[${join(inner.cells, sql`, `)}]`)})`;
  pushRows(guarded(array, field.when, scope), out);
  return { kind: 'rows', key: field.alias, shape, isList };
}

function pushRows(array: Sql, out: Cells): void {
  out.cells.push(out.travel === 'column' ? array : sql`array_send(${array})`);
  out.binary.push(true);
}

type ObjectField = Extract<Field, { kind: 'object' }>;

/** A join keeps the number of rows only where the other side has one at most. */
const isJoinable = ({ select, isUnique, when }: ObjectField): boolean =>
  isUnique && when === null && select.from.kind === 'table';

/** A join; the first of its cells says whether there was a row. */
function joined({ on, select }: ObjectField, scope: Scope, out: Cells, filter: Filter): RowShape {
  const row = aliasedRow(scope.aliases.take());
  const inner: Scope = { row, root: row, aliases: scope.aliases };
  if (select.from.kind !== 'table') throw new TypeError('a join is of a table');
  const asked = takePart(filter, select.from.table, on);
  const isThere = asked ? isSeen(select.where, inner) : isFound(on, row);
  out.cells.push(out.travel === 'column' ? isThere : sql`boolsend(${isThere})`);
  out.binary.push(false);
  const at = out.joins.push(sql``) - 1; // in front of the joins that hang on it
  const below: Filter = { parts: asked ? conjuncts(asked) : [], scope: { ...filter.scope, row } };
  const shape = shapeOf(select.fields, inner, { ...out, isTyped: true }, below);
  const parts = asked
    ? conditions(joinToSql(on, scope.row, row), { kind: 'and', of: below.parts }, below.scope)
    : conditions(joinToSql(on, scope.row, row), select.where, inner);
  const table = ident(select.from.table.schema, select.from.table.name);
  const kind = asked ? sql` JOIN ` : sql` LEFT JOIN `;
  out.joins[at] = sql`${kind}${table} AS ${row.whole} ON (${parts})`;
  return shape;
}

/** A joined column cannot be null in a row that was found, so it tells whether one was. */
function isFound(on: JoinColumns, row: Row): Sql {
  const [theirs] = on.values();
  if (theirs === undefined) throw new TypeError('a join has columns');
  return sql`${row.column(theirs)} IS NOT NULL OR NULL`;
}

/** The row is there, as the filter asked for it; who may look at it is another question. */
const isSeen = (where: BoolExp, scope: Scope): Sql =>
  conjuncts(where).length === 0 ? sql`true` : sql`${boolExpToSql(where, scope)} OR NULL`;

/** The part that asks for a related row over just these columns: taken out, and what it asks of that row. */
function takePart({ parts }: Filter, table: TableName, on: JoinColumns): BoolExp | null {
  const at = parts.findIndex(
    (part) =>
      part.kind === 'exists' && keyOf(part.table) === keyOf(table) && isSameJoin(part.on, on),
  );
  const [part] = at < 0 ? [] : parts.splice(at, 1);
  return part?.kind === 'exists' ? part.where : null;
}

const isSameJoin = (a: JoinColumns, b: JoinColumns): boolean =>
  a.size === b.size && [...a].every(([ours, theirs]) => b.get(ours) === theirs);
