/** AggregateSelect → one JSON object, from one pass over the rows. */
import { unreachable } from '../base/error.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { AggregateField, AggregateSelect, AggregateValue, Select } from '../ir/select.ts';
import { ident, literal, type Sql, sql } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { type Entry, objectToSql, rowToJson } from './json.ts';
import { aliasedRow, compositeRow } from './row.ts';
import { type FieldsToSql, rowsToSql, wholeRowsToSql } from './rows.ts';
import { outputToSql, type Scope, scalarToSql } from './scalar.ts';

export function aggregateSelectToSql(
  { rows, fields }: AggregateSelect,
  on: JoinColumns,
  outer: Scope,
  nodes: FieldsToSql,
): Sql {
  if (!fields.some(readsRows))
    return sql`${objectToSql(fields.map((f) => entry(f, outer, nodes)))}`;
  const base = aliasedRow(outer.aliases.take());
  const scope: Scope = { row: base, root: base, aliases: outer.aliases };
  if (!isBounded(rows) && !hasOrderedNodes(rows, fields)) {
    const object = objectToSql(fields.map((field) => entry(field, scope, nodes)));
    return sql`(SELECT ${object}${rowsToSql({ ...rows, orderBy: [] }, on, outer, scope)})`;
  }
  // Limits and orders must act before the aggregate does, so the rows are a sub-select of whole rows.
  const alias = outer.aliases.take();
  const row = compositeRow(alias, '_row');
  const object = objectToSql(
    fields.map((field) => entry(field, { ...scope, row, root: row }, nodes)),
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

function entry(field: AggregateField, scope: Scope, nodes: FieldsToSql): Entry {
  return { key: field.alias, value: fieldToSql(field, scope, nodes) };
}

function fieldToSql(field: AggregateField, scope: Scope, nodes: FieldsToSql): Sql {
  switch (field.kind) {
    case 'typename':
      return sql`${literal(field.name)}::text`;
    case 'aggregate':
      return objectToSql(
        field.fields.map((value) => ({ key: value.alias, value: valueToSql(value, scope) })),
      );
    case 'nodes':
      return nodesToSql(nodes(field.fields, scope), scope);
    default:
      return unreachable(field);
  }
}

function nodesToSql(entries: readonly Entry[], scope: Scope): Sql {
  const alias = scope.aliases.take();
  const { columns, print } = rowToJson(entries);
  return sql`coalesce(json_agg((SELECT ${print(alias)} FROM (SELECT ${columns}) AS ${ident(alias)})), '[]'::json)`;
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
