/** OrderBy → SQL. An order over another table is a correlated sub-select, so that it cannot multiply rows. */
import type { OrderBy, OrderTarget } from '../ir/select.ts';
import { ident, join, type Sql, sql } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { conditions, joinToSql, scalarToSql, whereClause } from './bool-exp.ts';
import { aliasedRow } from './row.ts';
import { callToSql, type Scope } from './scalar.ts';

const DIRECTION = { asc: sql` ASC`, desc: sql` DESC` };
const NULLS = { first: sql` NULLS FIRST`, last: sql` NULLS LAST` };

export function orderByClause(orderBy: readonly OrderBy[], scope: Scope): Sql {
  if (orderBy.length === 0) return sql``;
  const terms = orderBy.map(
    ({ by, direction, nulls }) =>
      sql`${targetToSql(by, scope)}${DIRECTION[direction]}${nulls === null ? sql`` : NULLS[nulls]}`,
  );
  return sql` ORDER BY ${join(terms, sql`, `)}`;
}

export function targetToSql(target: OrderTarget, scope: Scope): Sql {
  switch (target.kind) {
    case 'object': {
      const row = aliasedRow(scope.aliases.take());
      const inner = { ...scope, row };
      const condition = conditions(joinToSql(target.on, scope.row, row), target.where, inner);
      return sql`(SELECT ${targetToSql(target.by, inner)} FROM ${ident(
        target.table.schema,
        target.table.name,
      )} AS ${row.whole}${whereClause(condition)} LIMIT 1)`;
    }
    case 'aggregate':
    case 'call-aggregate': {
      const row = aliasedRow(scope.aliases.take());
      const inner = { ...scope, row };
      const from =
        target.kind === 'aggregate'
          ? ident(target.table.schema, target.table.name)
          : callToSql(target.call, scope);
      const joined = target.kind === 'aggregate' ? joinToSql(target.on, scope.row, row) : [];
      const condition = conditions(joined, target.where, inner);
      const args = target.column === null ? [] : [scalarToSql(target.column, inner)];
      return sql`(SELECT ${aggregateToSql(target.function, args)} FROM ${from} AS ${row.whole}${whereClause(condition)})`;
    }
    default:
      return scalarToSql(target, scope);
  }
}
