/** Aggregates of related rows as plain columns: one pass over the related rows, whose values the row writer prints. */
import type { AggregateField, AggregateSelect, AggregateValue, Field } from '../ir/select.ts';
import { ident, join, type Sql, sql } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { scalarToSql } from './bool-exp.ts';
import { aliasedRow } from './row.ts';
import type { CellFormat, RowShape, ShapeEntry } from './row-shape.ts';
import { rowsToSql } from './rows.ts';
import { outputToSql, type Scope } from './scalar.ts';

type OfRelated = Extract<Field, { select: AggregateSelect }>;

/** Only values, over all related rows: what limits or orders them must act before the aggregate does. */
export function isPlainAggregate({ select, when }: OfRelated): boolean {
  const { limit, offset, distinctOn } = select.rows;
  const isBounded = limit.asked !== null || limit.allowed !== null || offset !== null;
  return (
    when === null &&
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

export interface Lateral {
  readonly join: Sql;
  readonly columns: readonly Sql[];
  readonly shape: RowShape;
}

/** An aggregate over any rows is one row, so that the join keeps the rows as they are. */
export function lateralAggregate({ on, select }: OfRelated, outer: Scope): Lateral {
  const base = aliasedRow(outer.aliases.take());
  const scope: Scope = { row: base, root: base, aliases: outer.aliases };
  const values: Sql[] = [];
  const shape = { entries: select.fields.map((field) => fieldShape(field, scope, values)) };
  const alias = outer.aliases.take();
  const named = values.map((value, i) => sql`${value} AS ${ident(`c${i}`)}`);
  const rows = rowsToSql({ ...select.rows, orderBy: [] }, on, outer, scope);
  return {
    join: sql` CROSS JOIN LATERAL (SELECT ${join(named, sql`, `)}${rows}) AS ${ident(alias)}`,
    columns: values.map((_, i) => ident(alias, `c${i}`)),
    shape,
  };
}

function fieldShape(field: AggregateField, scope: Scope, values: Sql[]): ShapeEntry {
  if (field.kind === 'typename') return constant(field);
  if (field.kind === 'nodes') throw new TypeError('nodes are no plain aggregate');
  const entries = field.fields.map((value) => valueShape(value, scope, values));
  return { kind: 'group', key: field.alias, shape: { entries } };
}

const constant = ({ alias, name }: { alias: string; name: string }): ShapeEntry => ({
  kind: 'constant',
  key: alias,
  json: JSON.stringify(name),
});

function valueShape(value: AggregateValue, scope: Scope, values: Sql[]): ShapeEntry {
  const cell = (key: string, text: Sql, format: CellFormat): ShapeEntry => {
    values.push(text);
    return { kind: 'cell', key, format };
  };
  if (value.kind === 'typename') return constant(value);
  if (value.kind === 'count') {
    const columns = value.columns.map((scalar) => scalarToSql(scalar, scope));
    const count = outputToSql(aggregateToSql('count', columns, value.distinct), value.output);
    return cell(value.alias, count, value.output === 'text' ? 'string' : 'number');
  }
  const entries = value.of.map((of) => {
    if (of.kind === 'typename') return constant(of);
    const result = aggregateToSql(value.function, [scalarToSql(of.value, scope)]);
    // Of which type the result is, only Postgres knows.
    const printed = sql`to_json(${outputToSql(result, of.output)})`;
    return cell(of.alias, printed, 'json');
  });
  return { kind: 'group', key: value.alias, shape: { entries } };
}
