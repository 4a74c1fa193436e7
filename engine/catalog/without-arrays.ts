import type { Catalog, Column, DbFunction, PgType, Table } from './model.ts';

/** The catalog of a Postgres whose arrays are opaque: `text[]` is a type `_text` with nothing inside. */
export const withoutArrays = (catalog: Catalog): Catalog => ({
  ...catalog,
  tables: mapValues(catalog.tables, opaqueColumns),
  functions: mapValues(catalog.functions, (overloads) => overloads.map(opaqueFunction)),
});

function opaque({ element: _, base, ...type }: PgType): PgType {
  return base === undefined ? type : { ...type, base: opaque(base) };
}

const opaqueColumns = (table: Table): Table => ({
  ...table,
  columns: mapValues(table.columns, (column): Column => ({ ...column, type: opaque(column.type) })),
});

const opaqueFunction = (fn: DbFunction): DbFunction => ({
  ...fn,
  args: fn.args.map((arg) => ({ ...arg, type: opaque(arg.type) })),
  returns: opaque(fn.returns),
});

const mapValues = <K, V, W>(map: ReadonlyMap<K, V>, edit: (value: V) => W): ReadonlyMap<K, W> =>
  new Map([...map].map(([key, value]) => [key, edit(value)]));
