/** Aggregates of related rows as one row of cells: one pass over the related rows, whose values the row writer prints. */
import type { AggregateField, AggregateSelect, AggregateValue, Field } from '../ir/select.ts';
import { join, type Sql, sql } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { scalarToSql } from './bool-exp.ts';
import { type Cell, valueCell } from './cell.ts';
import { aliasedRow } from './row.ts';
import type { RowShape, ShapeEntry } from './row-shape.ts';
import { rowsToSql } from './rows.ts';
import type { Scope } from './scalar.ts';

type OfRelated = Extract<Field, { select: AggregateSelect }>;

/** Only values, over all related rows: what limits or orders them must act before the aggregate does. */
export function isPlainAggregate({ select }: OfRelated): boolean {
  const { limit, offset, distinctOn } = select.rows;
  const isBounded = limit.asked !== null || limit.allowed !== null || offset !== null;
  return (
    !isBounded &&
    distinctOn.length === 0 &&
    select.fields.every(({ kind }) => kind !== 'nodes') &&
    select.fields.some((field) => field.kind === 'aggregate' && field.fields.some(isValue))
  );
}

/** Without one the select would answer a row per related row. */
const isValue = (value: AggregateValue): boolean =>
  value.kind === 'count' ||
  (value.kind === 'function' && value.of.some(({ kind }) => kind === 'scalar'));

/** `ARRAY(SELECT ARRAY[cells] …)`, of exactly one row. */
export function aggregateRow(
  { on, select }: OfRelated,
  outer: Scope,
): { readonly rows: Sql; readonly shape: RowShape } {
  const base = aliasedRow(outer.aliases.take());
  const scope: Scope = { row: base, root: base, aliases: outer.aliases };
  const cells: Sql[] = [];
  const shape = { entries: select.fields.map((field) => fieldShape(field, scope, cells)) };
  const from = rowsToSql({ ...select.rows, orderBy: [] }, on, outer, scope);
  return { rows: sql`ARRAY(SELECT ARRAY[${join(cells, sql`, `)}]${from})`, shape };
}

function fieldShape(field: AggregateField, scope: Scope, cells: Sql[]): ShapeEntry {
  if (field.kind === 'typename') return constant(field);
  if (field.kind === 'nodes') throw new TypeError('nodes are no plain aggregate');
  const entries = field.fields.map((value) => valueShape(value, scope, cells));
  return { kind: 'group', key: field.alias, shape: { entries } };
}

const constant = ({ alias, name }: { alias: string; name: string }): ShapeEntry => ({
  kind: 'constant',
  key: alias,
  json: JSON.stringify(name),
});

function valueShape(value: AggregateValue, scope: Scope, cells: Sql[]): ShapeEntry {
  const entry = (key: string, cell: Cell): ShapeEntry => {
    cells.push(cell.sql);
    return { kind: 'cell', key, format: cell.format };
  };
  if (value.kind === 'typename') return constant(value);
  if (value.kind === 'count') {
    const columns = value.columns.map((scalar) => scalarToSql(scalar, scope));
    const count = aggregateToSql('count', columns, value.distinct);
    return entry(value.alias, valueCell(count, 'bigint', value.output, 'member'));
  }
  const entries = value.of.map((of) => {
    if (of.kind === 'typename') return constant(of);
    const result = aggregateToSql(value.function, [scalarToSql(of.value, scope)]);
    // Of which type the result is, only Postgres knows.
    return entry(of.alias, valueCell(result, null, of.output, 'member'));
  });
  return { kind: 'group', key: value.alias, shape: { entries } };
}
