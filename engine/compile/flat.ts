/** Select → plain rows, where every field is a column or a single related row: printed as JSON by the row writer. */
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { Field, QueryRoot, Select } from '../ir/select.ts';
import { ident, join, type Sql, sql } from '../pg/sql.ts';
import { boolExpToSql, conditions, joinToSql, scalarToSql } from './bool-exp.ts';
import { aliasedRow } from './row.ts';
import { formatOf, type RowShape, type ShapeEntry } from './row-shape.ts';
import { distinctOn, rowsToSql } from './rows.ts';
import { outputToSql, rootScope, type Scope } from './scalar.ts';

export interface FlatQuery {
  readonly sql: Sql;
  readonly shape: RowShape;
  readonly isList: boolean;
}

/** Null where the query nests lists or aggregates: Postgres makes that JSON. */
export function flatQuery(root: QueryRoot): FlatQuery | null {
  if (root.kind !== 'many' && root.kind !== 'one') return null;
  const { select } = root;
  if (!isFlat(select.fields)) return null;
  const outer = rootScope();
  const row = aliasedRow(outer.aliases.take());
  const scope: Scope = { row, root: row, aliases: outer.aliases };
  const out: Columns = { columns: [], joins: [] };
  const shape = shapeOf(select.fields, scope, out);
  const one: Select =
    root.kind === 'one' ? { ...select, limit: { asked: null, allowed: 1 } } : select;
  const columns = out.columns.length > 0 ? join(out.columns, sql`, `) : sql``;
  const rows = rowsToSql(one, new Map(), outer, scope, join(out.joins, sql``));
  return {
    sql: sql`SELECT ${distinctOn(one, scope)}${columns}${rows}`,
    shape,
    isList: root.kind === 'many',
  };
}

const isFlat = (fields: readonly Field[]): boolean =>
  fields.every(
    (field) =>
      field.kind === 'typename' ||
      (field.kind === 'scalar' && field.path === null) ||
      (field.kind === 'object' && isJoinable(field)),
  );

/** A join keeps the number of rows only where the other side has one at most. */
const isJoinable = ({ select, isUnique, when }: Extract<Field, { kind: 'object' }>): boolean =>
  isUnique && when === null && select.from.kind === 'table' && isFlat(select.fields);

interface Columns {
  readonly columns: Sql[];
  readonly joins: Sql[];
}

/** The columns of a row that is there already (of RETURNING), for fields that are scalars only; else null. */
export function flatColumns(
  fields: readonly Field[],
  scope: Scope,
): { readonly columns: readonly Sql[]; readonly shape: RowShape } | null {
  const isScalar = ({ kind }: Field): boolean => kind === 'scalar' || kind === 'typename';
  if (!isFlat(fields) || !fields.every(isScalar)) return null;
  const out: Columns = { columns: [], joins: [] };
  const shape = shapeOf(fields, scope, out);
  return { columns: out.columns, shape };
}

function shapeOf(fields: readonly Field[], scope: Scope, out: Columns): RowShape {
  return { entries: fields.map((field) => entryOf(field, scope, out)) };
}

function entryOf(field: Field, scope: Scope, out: Columns): ShapeEntry {
  switch (field.kind) {
    case 'typename':
      return { kind: 'constant', key: field.alias, json: JSON.stringify(field.name) };
    case 'object':
      return {
        kind: 'object',
        key: field.alias,
        shape: joined(field.on, field.select, scope, out),
      };
    case 'scalar':
      return { kind: 'cell', key: field.alias, format: scalarColumn(field, scope, out) };
    default:
      throw new TypeError(`no flat field: ${field.kind}`);
  }
}

function scalarColumn(field: Extract<Field, { kind: 'scalar' }>, scope: Scope, out: Columns) {
  const value = outputToSql(scalarToSql(field.value, scope), field.output);
  const format =
    field.output === 'text'
      ? 'string'
      : field.output === 'plain'
        ? formatOf(field.value.type)
        : null;
  const printed = format === null ? sql`to_json(${value})` : value;
  out.columns.push(
    field.when === null
      ? printed
      : sql`CASE WHEN ${boolExpToSql(field.when, scope)} THEN ${printed} END`,
  );
  return format ?? 'json';
}

/** A LEFT JOIN; the first of its columns says whether there was a row. */
function joined(on: JoinColumns, select: Select, scope: Scope, out: Columns): RowShape {
  const row = aliasedRow(scope.aliases.take());
  const inner: Scope = { row, root: row, aliases: scope.aliases };
  if (select.from.kind !== 'table') throw new TypeError('a join is of a table');
  const { schema, name } = select.from.table;
  const condition = conditions(joinToSql(on, scope.row, row), select.where, inner);
  out.joins.push(sql` LEFT JOIN ${ident(schema, name)} AS ${row.whole} ON (${condition})`);
  const [theirs] = on.values();
  if (theirs === undefined) throw new TypeError('a join has columns');
  // A joined column cannot be null in a row that was found, so it tells whether one was.
  out.columns.push(sql`${row.column(theirs)} IS NOT NULL OR NULL`);
  return shapeOf(select.fields, inner, out);
}
