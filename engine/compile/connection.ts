/** Relay: connections and global ids → SQL. */
import { unreachable } from '../base/error.ts';
import type { TableName } from '../catalog/model.ts';
import type { JoinColumns, Scalar } from '../ir/bool-exp.ts';
import type { Connection, ConnectionField, CursorSplit, CursorTerm, Select } from '../ir/select.ts';
import { ident, join, literal, param, type Sql, sql, typeName } from '../pg/sql.ts';
import { conditions, joinToSql, scalarToSql, whereClause } from './bool-exp.ts';
import { type Entry, objectToSql, rowToJson } from './json.ts';
import { orderByClause, targetToSql } from './order-by.ts';
import { aliasedRow, compositeRow } from './row.ts';
import { type FieldsToSql, fromToSql, wholeRowsToSql } from './rows.ts';
import type { Scope } from './scalar.ts';

/**
 * All rows past the cursor are numbered and counted in one pass; the slice and the flags of pageInfo follow from number
 * and count. Whether rows lie on the other side of the cursor is a query of its own, asked only with pageInfo.
 */
export function connectionToSql(
  connection: Connection,
  on: JoinColumns,
  outer: Scope,
  nodes: FieldsToSql,
): Sql {
  const alias = outer.aliases.take();
  const page = compositeRow(alias, '_row');
  const scope: Scope = { row: page, root: page, aliases: outer.aliases };
  const parts: Parts = { alias, scope, nodes, flags: flags(connection, on, outer, alias) };
  const entries = connection.fields.map(
    (field): Entry => ({ key: field.alias, value: fieldToSql(field, parts) }),
  );
  // HAVING makes it one row also where no field aggregates.
  const numbered = numberedRows(connection, on, outer);
  return sql`(SELECT ${objectToSql(entries)} FROM (${slice(connection, numbered, outer)}) AS ${ident(alias)} HAVING true)`;
}

interface Parts {
  readonly alias: string;
  readonly scope: Scope;
  readonly nodes: FieldsToSql;
  readonly flags: { readonly hasNextPage: Sql; readonly hasPreviousPage: Sql };
}

function numberedRows(connection: Connection, on: JoinColumns, outer: Scope): Sql {
  const { rows, cursor, split } = connection;
  const { scope, rowsWhere } = baseRows(rows, on, outer);
  const order = orderByClause(rows.orderBy, scope);
  const past = pastCursor(split, scope);
  return sql`SELECT ${scope.row.whole} AS "_row", ${cursorToSql(cursor, scope)} AS "_cursor", row_number() OVER (${order}) AS "_number", count(*) OVER () AS "_count"${rowsWhere(past)}`;
}

interface BaseRows {
  readonly scope: Scope;
  /** ` FROM … WHERE …` of the rows that also meet `more`. */
  readonly rowsWhere: (more: readonly Sql[]) => Sql;
}
/** The rows that are paged through: distinct, and within the permission's limit, before any cursor is looked at. */
function baseRows(rows: Select, on: JoinColumns, outer: Scope): BaseRows {
  const { aliases } = outer;
  if (rows.limit.allowed === null && rows.distinctOn.length === 0) {
    const row = aliasedRow(aliases.take());
    const scope: Scope = { row, root: row, aliases };
    const joined = joinToSql(on, outer.row, row);
    const from = sql` FROM ${fromToSql(rows.from, outer)} AS ${row.whole}`;
    return {
      scope,
      rowsWhere: (more) =>
        sql`${from}${whereClause(conditions([...joined, ...more], rows.where, scope))}`,
    };
  }
  const inner = aliasedRow(aliases.take());
  const limited = wholeRowsToSql(rows, on, outer, { row: inner, root: inner, aliases });
  const alias = aliases.take();
  const row = compositeRow(alias, '_row');
  return {
    scope: { row, root: row, aliases },
    rowsWhere: (more) =>
      sql` FROM (${limited}) AS ${ident(alias)}${whereClause(join(more, sql` AND `))}`,
  };
}

function slice({ slice: wanted }: Connection, numbered: Sql, { aliases }: Scope): Sql {
  const alias = ident(aliases.take());
  const all = sql`SELECT * FROM (${numbered}) AS ${alias}`;
  if (wanted === null) return sql`${all} ORDER BY "_number"`;
  const count = param(wanted.count, sql`bigint`);
  const kept =
    wanted.from === 'first' ? sql`"_number" <= ${count}` : sql`"_number" > "_count" - ${count}`;
  return sql`${all} WHERE ${kept} ORDER BY "_number"`;
}

function flags(
  connection: Connection,
  on: JoinColumns,
  outer: Scope,
  alias: string,
): Parts['flags'] {
  const { slice: wanted, split } = connection;
  // A page without a row tells no count: of nothing, or of no rows that were asked for.
  const isCut = wanted
    ? sql`coalesce(max(${ident(alias, '_count')}) > ${param(wanted.count, sql`bigint`)}, ${hasRows(connection, on, outer)})`
    : sql`false`;
  const beyond = (side: 'after' | 'before'): Sql =>
    split?.side === side ? hasRowsBeyond(connection, on, outer) : sql`false`;
  return {
    hasNextPage: wanted?.from === 'first' ? isCut : beyond('before'),
    hasPreviousPage: wanted?.from === 'last' ? isCut : beyond('after'),
  };
}

/** Whether there is a row to page through past the cursor. */
function hasRows({ rows, split }: Connection, on: JoinColumns, outer: Scope): Sql {
  const { scope, rowsWhere } = baseRows(rows, on, outer);
  return sql`EXISTS (SELECT 1${rowsWhere(pastCursor(split, scope))})`;
}

const pastCursor = (split: Connection['split'], scope: Scope): readonly Sql[] =>
  split === null ? [] : [splitToSql(split.where, split.side, scope)];

/** Whether the cursor's row, or one on its other side, is there. */
function hasRowsBeyond({ rows, split }: Connection, on: JoinColumns, outer: Scope): Sql {
  if (split === null) return sql`false`;
  const { scope, rowsWhere } = baseRows(rows, on, outer);
  const past = sql`(NOT coalesce(${splitToSql(split.where, split.side, scope)}, false))`;
  return sql`(EXISTS (SELECT 1${rowsWhere([past])}))`;
}

/** Lexicographic: the first term that differs decides. Nulls stand where the order puts them. */
function splitToSql({ terms }: CursorSplit, side: 'after' | 'before', scope: Scope): Sql {
  const alternatives = terms.map((term, i) => {
    const equal = terms.slice(0, i).map((earlier) => isSame(earlier, scope));
    return sql`(${join([...equal, isPast(term, side, scope)], sql` AND `)})`;
  });
  return sql`(${join(alternatives, sql` OR `)})`;
}
type Term = CursorSplit['terms'][number];

function isSame({ by, value }: Term, scope: Scope): Sql {
  const left = targetToSql(by, scope);
  return value === null ? sql`(${left} IS NULL)` : sql`(${left} = ${valueToSql(value)})`;
}

function isPast(
  { by, direction, nulls, value }: Term,
  side: 'after' | 'before',
  scope: Scope,
): Sql {
  const left = targetToSql(by, scope);
  const nullsArePast = (nulls === 'last') === (side === 'after');
  if (value === null) return nullsArePast ? sql`false` : sql`(${left} IS NOT NULL)`;
  const isGreater = (direction === 'asc') === (side === 'after');
  const compared = isGreater
    ? sql`(${left} > ${valueToSql(value)})`
    : sql`(${left} < ${valueToSql(value)})`;
  return nullsArePast ? sql`(${compared} OR (${left} IS NULL))` : compared;
}

const valueToSql = ({ param: source, type }: NonNullable<Term['value']>): Sql =>
  param(source, typeName(type));

/** base64 of the order's terms as JSON, nested as the order_by was. */
function cursorToSql(terms: readonly CursorTerm[], scope: Scope): Sql {
  return base64(nested(terms, 0, scope));
}

function nested(terms: readonly CursorTerm[], depth: number, scope: Scope): Sql {
  const groups = new Map<string, CursorTerm[]>();
  for (const term of terms) {
    const key = term.path[depth] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  const entries = [...groups].map(([key, group]): Entry => {
    const [first] = group;
    // What is ordered by twice is one value: the first decides.
    const isLeaf = first !== undefined && first.path.length === depth + 1;
    return { key, value: isLeaf ? targetToSql(first.by, scope) : nested(group, depth + 1, scope) };
  });
  return objectToSql(entries);
}

function fieldToSql(field: ConnectionField, parts: Parts): Sql {
  switch (field.kind) {
    case 'typename':
      return sql`${literal(field.name)}::text`;
    case 'page-info':
      return pageInfoToSql(field, parts);
    case 'edges': {
      const edge = objectToSql(
        field.fields.map((inner): Entry => ({ key: inner.alias, value: edgeToSql(inner, parts) })),
      );
      return sql`coalesce(json_agg(${edge} ORDER BY ${ident(parts.alias, '_number')}), '[]'::json)`;
    }
    default:
      return unreachable(field);
  }
}

function pageInfoToSql(
  { fields }: Extract<ConnectionField, { kind: 'page-info' }>,
  { alias, flags: { hasNextPage, hasPreviousPage } }: Parts,
): Sql {
  const cursors = sql`array_agg(${ident(alias, '_cursor')} ORDER BY ${ident(alias, '_number')})`;
  const values = {
    hasNextPage,
    hasPreviousPage,
    startCursor: sql`coalesce((${cursors})[1], '')`,
    endCursor: sql`coalesce((${cursors})[count(*)], '')`,
  };
  return objectToSql(
    fields.map(
      (field): Entry => ({
        key: field.alias,
        value:
          field.name === '__typename'
            ? sql`${literal(field.typename ?? 'PageInfo')}::text`
            : values[field.name],
      }),
    ),
  );
}

function edgeToSql(
  field: Extract<ConnectionField, { kind: 'edges' }>['fields'][number],
  { alias, scope, nodes }: Parts,
): Sql {
  switch (field.kind) {
    case 'typename':
      return sql`${literal(field.name)}::text`;
    case 'cursor':
      return ident(alias, '_cursor');
    case 'node': {
      const row = scope.aliases.take();
      const { columns, print } = rowToJson(nodes(field.fields, scope));
      return sql`(SELECT ${print(row)} FROM (SELECT ${columns}) AS ${ident(row)})`;
    }
    default:
      return unreachable(field);
  }
}

/** base64 of `[1, "schema", "table", key…]`. */
export function nodeIdToSql(
  { schema, name }: TableName,
  key: readonly Scalar[],
  scope: Scope,
): Sql {
  const values = key.map((scalar) => scalarToSql(scalar, scope));
  return base64(
    sql`json_build_array(1, ${join([literal(schema), literal(name), ...values], sql`, `)})`,
  );
}

/** Postgres breaks base64 into lines of 76; JSON's clients do not expect that. */
const base64 = (json: Sql): Sql =>
  sql`translate(encode(convert_to((${json})::text, 'UTF8'), 'base64'), E'\\n', '')`;
