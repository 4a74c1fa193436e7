import type { PgType, TableName } from '../catalog/model.ts';
import { keyOf } from '../catalog/model.ts';
import type { RoleColumn, TypeRef } from './model.ts';
import { enumOf } from './registry.ts';
import { baseType, scalarName } from './scalar.ts';
import type { TrackedSource } from './tracked.ts';
import { list, nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

/** The GraphQL type of a column: a scalar, a list of them, or the enum of the table that it refers to. Nullable. */
export const columnType = (
  { column, enumTable }: Pick<RoleColumn, 'column' | 'enumTable'>,
  source: TrackedSource,
  builder: Builder,
): TypeRef =>
  enumTable === null ? valueType(column.type, builder) : enumType(enumTable, source, builder);

export function valueType(type: PgType, builder: Builder): TypeRef {
  const { element } = baseType(type);
  return element === undefined
    ? builder.types.scalar(scalarName(type), baseType(type).name)
    : list(nonNull(valueType(element, builder)));
}

export function enumType(table: TableName, source: TrackedSource, { types }: Builder): TypeRef {
  const tracked = source.tables.get(keyOf(table));
  const base = tracked?.base ?? { text: table.name, isCustom: false };
  const name = source.naming.type(base, 'enum');
  const values = source.catalog.enumValues.get(keyOf(table)) ?? new Map<string, string | null>();
  return types.use(name, 'enum', () =>
    enumOf(
      name,
      null,
      [...values].map(([value, description]) => ({
        name: source.naming.enumValue(value),
        value,
        description,
      })),
    ),
  );
}

/** Pieces that every source shares. */
export const orderByType = ({ types }: Builder, { naming }: TrackedSource): TypeRef => {
  const name = naming.shared('order_by');
  return types.use(name, 'enum', () =>
    enumOf(
      name,
      'column ordering options',
      ORDERS.map(([value, description]) => ({ name: naming.enumValue(value), value, description })),
    ),
  );
};
const ORDERS = [
  ['asc', 'in ascending order, nulls last'],
  ['asc_nulls_first', 'in ascending order, nulls first'],
  ['asc_nulls_last', 'in ascending order, nulls last'],
  ['desc', 'in descending order, nulls first'],
  ['desc_nulls_first', 'in descending order, nulls first'],
  ['desc_nulls_last', 'in descending order, nulls last'],
] as const;
