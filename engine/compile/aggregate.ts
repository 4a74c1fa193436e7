/** AggregateSelect → one JSON object, from one pass over the rows. */
import { unreachable } from '../base/error.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { AggregateField, AggregateSelect, AggregateValue, Select } from '../ir/select.ts';
import { ident, integer, literal, type Sql, sql } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { scalarToSql } from './bool-exp.ts';
import { type Entry, objectToSql, rowToJson } from './json.ts';
import { aliasedRow, compositeRow } from './row.ts';
import { type FieldsToSql, rowsToSql, wholeRowsToSql } from './rows.ts';
import { outputToSql, type Scope } from './scalar.ts';

export function aggregateSelectToSql(
  { rows, fields, nodesLimit }: AggregateSelect,
  on: JoinColumns,
  outer: Scope,
  nodes: FieldsToSql,
): Sql {
  if (!fields.some(readsRows))
    return sql`${objectToSql(fields.map((f) => entry(f, outer, nodes, nodesLimit)))}`;
  const base = aliasedRow(outer.aliases.take());
  const scope: Scope = { row: base, root: base, aliases: outer.aliases };
  if (!isBounded(rows) && !hasOrderedNodes(rows, fields)) {
    const object = objectToSql(fields.map((field) => entry(field, scope, nodes, nodesLimit)));
    return sql`(SELECT ${object}${rowsToSql({ ...rows, orderBy: [] }, on, outer, scope)})`;
  }
  // Limits and orders must act before the aggregate does, so the rows are a sub-select of whole rows.
  const alias = outer.aliases.take();
  const row = compositeRow(alias, '_row');
  const object = objectToSql(
    fields.map((field) => entry(field, { ...scope, row, root: row }, nodes, nodesLimit)),
  );
  return sql`(SELECT ${object} FROM (${wholeRowsToSql(rows, on, outer, scope)}) AS ${ident(alias)})`;
}

const isBounded = ({ limit, offset, distinctOn }: Select): boolean =>
  limit.asked !== null || limit.allowed !== null || offset !== null || distinctOn.length > 0;

const hasOrderedNodes = (rows: Select, fields: readonly AggregateField[]): boolean =>
  rows.orderBy.length > 0 && fields.some(({ kind }) => kind === 'nodes');

/** Without any aggregate function the select would answer a row per row. */
function readsRows(field: AggregateField): boolean {
  if (field.kind === 'typename') return false;
  if (field.kind === 'nodes') return true;
  return field.fields.some(
    (value) =>
      value.kind === 'count' ||
      (value.kind === 'function' && value.of.some(({ kind }) => kind === 'scalar')),
  );
}

function entry(
  field: AggregateField,
  scope: Scope,
  nodes: FieldsToSql,
  nodesLimit: number | null,
): Entry {
  return { key: field.alias, value: fieldToSql(field, scope, nodes, nodesLimit) };
}

function fieldToSql(
  field: AggregateField,
  scope: Scope,
  nodes: FieldsToSql,
  nodesLimit: number | null,
): Sql {
  switch (field.kind) {
    case 'typename':
      return sql`${literal(field.name)}::text`;
    case 'aggregate':
      return objectToSql(
        field.fields.map((value) => ({ key: value.alias, value: valueToSql(value, scope) })),
      );
    case 'nodes':
      return nodesToSql(nodes(field.fields, scope), scope, nodesLimit);
    default:
      return unreachable(field);
  }
}

function nodesToSql(entries: readonly Entry[], scope: Scope, limit: number | null): Sql {
  const alias = scope.aliases.take();
  const { columns, print } = rowToJson(entries);
  const node = sql`(SELECT ${print(alias)} FROM (SELECT ${columns}) AS ${ident(alias)})`;
  // The aggregate beside the nodes must see every row, so the limit cuts the list and not the rows.
  const list =
    limit === null
      ? sql`json_agg(${node})`
      : sql`array_to_json((array_agg(${node}))[1:${integer(limit)}])`;
  return sql`coalesce(${list}, '[]'::json)`;
}

function valueToSql(value: AggregateValue, scope: Scope): Sql {
  switch (value.kind) {
    case 'typename':
      return sql`${literal(value.name)}::text`;
    case 'count': {
      const columns = value.columns.map((scalar) => scalarToSql(scalar, scope));
      return outputToSql(aggregateToSql('count', columns, value.distinct), value.output);
    }
    case 'function':
      return objectToSql(
        value.of.map((of) => ({
          key: of.alias,
          value:
            of.kind === 'typename'
              ? sql`${literal(of.name)}::text`
              : outputToSql(
                  aggregateToSql(value.function, [scalarToSql(of.value, scope)]),
                  of.output,
                ),
        })),
      );
    default:
      return unreachable(value);
  }
}
