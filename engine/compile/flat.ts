/** Select → plain rows, where every field is a column or a single related row: printed as JSON by the row writer. */
import { keyOf, type TableName } from '../catalog/model.ts';
import type { BoolExp, JoinColumns } from '../ir/bool-exp.ts';
import type { AggregateSelect, Field, QueryRoot, Select } from '../ir/select.ts';
import { ident, join, type Sql, sql } from '../pg/sql.ts';
import { boolExpToSql, conditions, joinToSql, scalarToSql } from './bool-exp.ts';
import { isPlainAggregate, lateralAggregate } from './flat-aggregate.ts';
import { orderByClause } from './order-by.ts';
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
  if (select.fields.some(isAggregate)) return withAggregates(root.kind, select);
  if (!isFlat(select.fields)) return null;
  const outer = rootScope();
  const row = aliasedRow(outer.aliases.take());
  const scope: Scope = { row, root: row, aliases: outer.aliases };
  const out: Columns = { columns: [], joins: [] };
  const filter: Filter = { parts: conjuncts(select.where), scope };
  const shape = shapeOf(select.fields, scope, out, filter);
  const where: BoolExp = { kind: 'and', of: filter.parts };
  const one: Select =
    root.kind === 'one'
      ? { ...select, where, limit: { asked: null, allowed: 1 } }
      : { ...select, where };
  const columns = out.columns.length > 0 ? join(out.columns, sql`, `) : sql``;
  const rows = rowsToSql(one, new Map(), outer, scope, join(out.joins, sql``));
  return {
    sql: sql`SELECT ${distinctOn(one, scope)}${columns}${rows}`,
    shape,
    isList: root.kind === 'many',
  };
}

type AggregateOfRelated = Extract<Field, { select: AggregateSelect }>;
const isAggregate = (field: Field): field is AggregateOfRelated => field.kind === 'array-aggregate';

/**
 * Rows with aggregates of related rows. The rows are cut to the limit first: an aggregate of a row that is not shown
 * is work for nothing, and Postgres does not put a join off until behind the limit by itself.
 */
function withAggregates(kind: 'many' | 'one', select: Select): FlatQuery | null {
  // Behind the limit a row is no longer of the table's type, which computed fields take: columns only.
  const isPlain = (field: Field): boolean => {
    if (isAggregate(field)) return isPlainAggregate(field);
    const isColumn =
      field.kind !== 'scalar' || (field.value.kind === 'column' && field.when === null);
    return isColumn && isFlat([field]);
  };
  const isOrderable = select.orderBy.every(({ by }) => by.kind === 'column');
  if (!select.fields.every(isPlain) || !isOrderable) return null;
  const outer = rootScope();
  const row = aliasedRow(outer.aliases.take());
  const scope: Scope = { row, root: row, aliases: outer.aliases };
  const out: Columns = { columns: [], joins: [] };
  const shape = shapeOf(select.fields, scope, out, { parts: [], scope });
  const isList = kind === 'many';
  const one: Select = isList ? select : { ...select, limit: { asked: null, allowed: 1 } };
  const base = sql`SELECT ${distinctOn(one, scope)}${row.whole}.*${rowsToSql(one, new Map(), outer, scope)}`;
  const order = orderByClause(select.orderBy, scope);
  return {
    sql: sql`SELECT ${join(out.columns, sql`, `)} FROM (${base}) AS ${row.whole}${join(out.joins, sql``)}${order}`,
    shape,
    isList,
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
  const shape = shapeOf(fields, scope, out, { parts: [], scope });
  return { columns: out.columns, shape };
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

function shapeOf(fields: readonly Field[], scope: Scope, out: Columns, filter: Filter): RowShape {
  return { entries: fields.map((field) => entryOf(field, scope, out, filter)) };
}

function entryOf(field: Field, scope: Scope, out: Columns, filter: Filter): ShapeEntry {
  switch (field.kind) {
    case 'typename':
      return { kind: 'constant', key: field.alias, json: JSON.stringify(field.name) };
    case 'object':
      return {
        kind: 'object',
        key: field.alias,
        shape: joined(field.on, field.select, scope, out, filter),
      };
    case 'scalar':
      return { kind: 'cell', key: field.alias, format: scalarColumn(field, scope, out) };
    case 'array-aggregate': {
      const { join: lateral, columns, shape } = lateralAggregate(field, scope);
      out.joins.push(lateral);
      out.columns.push(...columns);
      return { kind: 'group', key: field.alias, shape };
    }
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

/** A join; the first of its columns says whether there was a row. */
function joined(
  on: JoinColumns,
  select: Select,
  scope: Scope,
  out: Columns,
  filter: Filter,
): RowShape {
  const row = aliasedRow(scope.aliases.take());
  const inner: Scope = { row, root: row, aliases: scope.aliases };
  if (select.from.kind !== 'table') throw new TypeError('a join is of a table');
  const table = ident(select.from.table.schema, select.from.table.name);
  const ours = conditions(joinToSql(on, scope.row, row), select.where, inner);
  const [theirs] = on.values();
  if (theirs === undefined) throw new TypeError('a join has columns');
  const asked = takePart(filter, select.from.table, on);
  // A joined column cannot be null in a row that was found, so it tells whether one was.
  out.columns.push(asked ? sql`true` : sql`${row.column(theirs)} IS NOT NULL OR NULL`);
  const at = out.joins.push(sql``) - 1; // in front of the joins that hang on it
  const below: Filter = { parts: asked ? conjuncts(asked) : [], scope: { ...filter.scope, row } };
  const shape = shapeOf(select.fields, inner, out, below);
  const condition = conditions([ours], { kind: 'and', of: below.parts }, below.scope);
  const kind = asked ? sql` JOIN ` : sql` LEFT JOIN `;
  out.joins[at] = sql`${kind}${table} AS ${row.whole} ON (${condition})`;
  return shape;
}

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
