/** The rows of a Select, without its fields: FROM, WHERE, ORDER BY, LIMIT. */
import { unreachable } from '../base/error.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { Field, From, Limit, NativePiece, Select } from '../ir/select.ts';
import {
  ident,
  integer,
  join,
  type Param,
  param,
  type Sql,
  sql,
  trustedSql,
  typeName,
} from '../pg/sql.ts';
import { conditions, joinToSql, scalarToSql, whereClause } from './bool-exp.ts';
import type { Entry } from './json.ts';
import { orderByClause } from './order-by.ts';
import { callToSql, operandToSql, type Scope } from './scalar.ts';

/** Compiles a selection set. Handed down to aggregates and connections, whose nodes are rows again. */
export type FieldsToSql = (fields: readonly Field[], scope: Scope) => readonly Entry[];

export const distinctOn = (select: Select, scope: Scope): Sql =>
  select.distinctOn.length === 0
    ? sql``
    : sql`DISTINCT ON (${join(
        select.distinctOn.map((scalar) => scalarToSql(scalar, scope)),
        sql`, `,
      )}) `;

/** ` FROM … WHERE … ORDER BY … LIMIT … OFFSET …` of rows that stand under `scope.row`. */
export function rowsToSql(
  select: Select,
  on: JoinColumns,
  outer: Scope,
  scope: Scope,
  joins: Sql = sql``,
): Sql {
  const condition = conditions(joinToSql(on, outer.row, scope.row), select.where, scope);
  const from = sql` FROM ${fromToSql(select.from, outer)} AS ${scope.row.whole}${joins}`;
  const order = orderByClause(select.orderBy, scope);
  const offset = select.offset ? sql` OFFSET ${param(select.offset, sql`bigint`)}` : sql``;
  return sql`${from}${whereClause(condition)}${order}${limitClause(select.limit)}${offset}`;
}

/** DISTINCT ON and the rest of a select without its fields: rows for an aggregate. */
export const wholeRowsToSql = (select: Select, on: JoinColumns, outer: Scope, scope: Scope): Sql =>
  sql`SELECT ${distinctOn(select, scope)}${scope.row.whole} AS "_row"${rowsToSql(select, on, outer, scope)}`;

export function limitClause({ asked, allowed, hasTies }: Limit): Sql {
  const rows = rowCount(asked, allowed);
  if (rows === null) return sql``;
  return hasTies && asked ? sql` FETCH FIRST (${rows}) ROWS WITH TIES` : sql` LIMIT ${rows}`;
}

/**
 * A number that stands in the document is written out. As a parameter Postgres would not know it when it plans for
 * any value, takes a tenth of the table for it, finds that dear, and plans anew at every run.
 */
function rowCount(asked: Param | null, allowed: number | null): Sql | null {
  if (asked === null) return allowed === null ? null : integer(allowed);
  const digits = asked.from === 'constant' ? /^\d{1,15}$/.exec(asked.value ?? '')?.[0] : undefined;
  if (digits !== undefined) return integer(Math.min(Number(digits), allowed ?? Infinity));
  const rows = param(asked, sql`bigint`);
  return allowed === null ? rows : sql`least(${rows}, ${integer(allowed)})`;
}

export function fromToSql(from: From, outer: Scope): Sql {
  switch (from.kind) {
    case 'table':
      return ident(from.table.schema, from.table.name);
    case 'function':
      return callToSql(from.call, outer);
    case 'rows':
      return sql`unnest(${param({ from: 'local', name: from.local }, sql`${ident(from.table.schema, from.table.name)}[]`)})`;
    case 'records': {
      const columns = from.columns.map(({ name, type }) => sql`${ident(name)} ${typeName(type)}`);
      const records = param({ from: 'local', name: from.local }, sql`json`);
      return sql`(SELECT * FROM json_to_recordset(${records}) AS "_records"(${join(columns, sql`, `)}))`;
    }
    case 'native-query':
      // The line break ends a comment that the author may have left behind the last line.
      return sql`(${join(
        from.pieces.map((piece) => nativePieceToSql(piece, outer)),
        sql``,
      )}
)`;
    default:
      return unreachable(from);
  }
}

const nativePieceToSql = (piece: NativePiece, scope: Scope): Sql =>
  piece.kind === 'text' ? trustedSql(piece.text) : operandToSql(piece.value, scope);
