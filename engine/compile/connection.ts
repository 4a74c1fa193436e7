/** Relay: connections and global ids → SQL. */

import { EngineError } from '../base/error.ts';
import type { TableName } from '../catalog/model.ts';
import type { JoinColumns, Scalar } from '../ir/bool-exp.ts';
import type { Connection } from '../ir/select.ts';
import { join, literal, type Sql, sql } from '../pg/sql.ts';
import type { FieldsToSql } from './rows.ts';
import { type Scope, scalarToSql } from './scalar.ts';

export function connectionToSql(
  _connection: Connection,
  _on: JoinColumns,
  _scope: Scope,
  _nodes: FieldsToSql,
): Sql {
  throw new EngineError('not-supported', 'connections are not compiled yet');
}

/** base64 of `[1, "schema", "table", key…]`, without the line breaks that Postgres' encode puts in. */
export function nodeIdToSql(
  { schema, name }: TableName,
  key: readonly Scalar[],
  scope: Scope,
): Sql {
  const values = key.map((scalar) => scalarToSql(scalar, scope));
  const list = sql`json_build_array(1, ${join([literal(schema), literal(name), ...values], sql`, `)})`;
  return sql`translate(encode(convert_to((${list})::text, 'UTF8'), 'base64'), E'\\n', '')`;
}
