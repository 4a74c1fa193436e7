/** Select → SQL that answers with JSON text. One statement per root field, related rows by correlated sub-selects. */
import { unreachable } from '../base/error.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { Field, QueryRoot, Select } from '../ir/select.ts';
import { ident, literal, param, type Sql, sql } from '../pg/sql.ts';
import { aggregateSelectToSql } from './aggregate.ts';
import { boolExpToSql, scalarToSql } from './bool-exp.ts';
import { connectionToSql, nodeIdToSql } from './connection.ts';
import { objectToSql, rowToJson } from './json.ts';
import { aliasedRow } from './row.ts';
import { distinctOn, type FieldsToSql, rowsToSql } from './rows.ts';
import { outputToSql, rootScope, type Scope } from './scalar.ts';

/** One row with one column `root`: JSON, or null where no row was found. */
export function queryRootToSql(root: QueryRoot, scope: Scope = rootScope()): Sql {
  switch (root.kind) {
    case 'many':
      return sql`SELECT ${listToSql(root.select, new Map(), scope)} AS "root"`;
    case 'one':
      return sql`SELECT ${rowOrNullToSql(root.select, new Map(), scope)} AS "root"`;
    case 'aggregate':
      return sql`SELECT ${aggregateSelectToSql(root.select, new Map(), scope, fieldsToSql)} AS "root"`;
    case 'connection':
      return sql`SELECT ${connectionToSql(root.connection, new Map(), scope, fieldsToSql)} AS "root"`;
    default:
      return unreachable(root);
  }
}

/** `(SELECT json_agg(…))`: all rows as a JSON list. */
export function listToSql(select: Select, on: JoinColumns, scope: Scope): Sql {
  const alias = scope.aliases.take();
  const { body, print } = selectToSql(select, on, scope);
  return sql`(SELECT coalesce(json_agg(${print(alias)}), '[]'::json) FROM (${body}) AS ${ident(alias)})`;
}

/** `(SELECT row_to_json(…))`: the first row as a JSON object. */
export function rowOrNullToSql(select: Select, on: JoinColumns, scope: Scope): Sql {
  const alias = scope.aliases.take();
  const one: Select = { ...select, limit: { asked: null, allowed: 1 } };
  const { body, print } = selectToSql(one, on, scope);
  return sql`(SELECT to_json(${print(alias)}) FROM (${body}) AS ${ident(alias)})`;
}

interface Body {
  readonly body: Sql;
  /** The row as JSON, once the body stands under an alias. */
  print(alias: string): Sql;
}

function selectToSql(select: Select, on: JoinColumns, outer: Scope): Body {
  const row = aliasedRow(outer.aliases.take());
  const scope: Scope = { row, root: row, aliases: outer.aliases };
  const { columns, print } = rowToJson(fieldsToSql(select.fields, scope));
  return {
    body: sql`SELECT ${distinctOn(select, scope)}${columns}${rowsToSql(select, on, outer, scope)}`,
    print,
  };
}

export const fieldsToSql: FieldsToSql = (fields, scope) =>
  fields.map((field) => ({ key: field.alias, value: fieldToSql(field, scope) }));

function fieldToSql(field: Field, scope: Scope): Sql {
  const value = fieldValueToSql(field, scope);
  const when = 'when' in field ? field.when : null;
  // An inherited role sees the cell only where one of its parents would.
  return when === null ? value : sql`CASE WHEN ${boolExpToSql(when, scope)} THEN ${value} END`;
}

function fieldValueToSql(field: Field, scope: Scope): Sql {
  switch (field.kind) {
    case 'scalar': {
      const value = scalarToSql(field.value, scope);
      return outputToSql(field.path ? jsonPath(value, field.path) : value, field.output);
    }
    case 'typename':
      return sql`${literal(field.name)}::text`;
    case 'object':
      return rowOrNullToSql(field.select, field.on, scope);
    case 'array':
      return listToSql(field.select, field.on, scope);
    case 'array-aggregate':
      return aggregateSelectToSql(field.select, field.on, scope, fieldsToSql);
    case 'call':
      return field.shape === 'one'
        ? rowOrNullToSql(field.select, new Map(), scope)
        : listToSql(field.select, new Map(), scope);
    case 'connection':
      return connectionToSql(field.connection, field.on, scope, fieldsToSql);
    case 'node-id':
      return nodeIdToSql(field.table, field.key, scope);
    case 'join':
      return objectToSql(
        field.key.map(({ name, value, output }) => ({
          key: name,
          value: outputToSql(scalarToSql(value, scope), output),
        })),
      );
    default:
      return unreachable(field);
  }
}

/** Steps go as one text[] parameter: they are a request's. */
function jsonPath(value: Sql, path: readonly string[]): Sql {
  const steps = path.map((step) => `"${step.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  const array = param({ from: 'constant', value: `{${steps.join(',')}}` }, sql`text[]`);
  return sql`(${value} #> ${array})`;
}

/** `{ rows, cursor }` of a streaming subscription: the rows as JSON and the last row's cursor columns as JSON texts. */
export function streamToSql(asked: Select, cursor: readonly string[]): Sql {
  const select: Select = { ...asked, limit: { ...asked.limit, hasTies: true } };
  const scope = rootScope();
  const row = aliasedRow(scope.aliases.take());
  const inner: Scope = { row, root: row, aliases: scope.aliases };
  const node = rowToJson(fieldsToSql(select.fields, inner));
  const values = cursor.map((name) => ({ key: name, value: sql`(${row.column(name)})::text` }));
  const body = sql`SELECT (SELECT to_json(${node.print('_n')}) FROM (SELECT ${node.columns}) AS "_n") AS "node", ${objectToSql(values)} AS "cursor"${rowsToSql(select, new Map(), scope, inner)}`;
  return sql`SELECT coalesce(json_agg("_s"."node"), '[]'::json) AS "root", (array_agg("_s"."cursor"))[count(*)] AS "cursor" FROM (${body}) AS "_s"`;
}
