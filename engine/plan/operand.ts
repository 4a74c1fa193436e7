/** A value given for a column → what is written or compared. */
import type { PgType } from '../catalog/model.ts';
import type { Operand, Scalar } from '../ir/bool-exp.ts';
import type { RoleColumn, RoleTable, TypeRef } from '../schema/model.ts';
import { baseType, encodingOf, operandType } from '../schema/scalar.ts';
import { nonNull } from '../schema/type-ref.ts';
import { enumOf, type Input, isNull, paramOf } from './input.ts';

export const columnOf = ({ column }: Pick<RoleColumn, 'column'>): Scalar => ({
  kind: 'column',
  name: column.name,
  type: column.type.sqlName,
});

/** The column as the role sees it: an inherited role sees some cells on a condition only. */
export function cellOf(column: RoleColumn, { select }: RoleTable): Scalar {
  const when = select?.columns.get(column.column.name) ?? null;
  const of = columnOf(column);
  return when === null ? of : { kind: 'guarded', of, when, type: of.type };
}
/** The column's name, of a cell too. */
export const columnNameOf = (scalar: Scalar): string | null => {
  if (scalar.kind === 'guarded') return columnNameOf(scalar.of);
  return scalar.kind === 'column' ? scalar.name : null;
};
/** As cellOf, of a computed field. */
export function computedCellOf(of: Scalar, name: string, { select }: RoleTable): Scalar {
  const when = select?.computedFields.get(name) ?? null;
  return when === null ? of : { kind: 'guarded', of, when, type: of.type };
}

/** A value of the column's own type; null becomes SQL NULL. */
export function columnOperand(
  input: Input,
  { column, enumTable }: Pick<RoleColumn, 'column' | 'enumTable'>,
): Operand {
  const type = operandType(column.type);
  // The name of an enum's value may be written otherwise in the API than in its table, so it is read here.
  if (enumTable !== null)
    return input.type.isNullable && isNull(input)
      ? { kind: 'null' }
      : { kind: 'param', param: { from: 'constant', value: enumOf(input) }, type };
  return {
    kind: 'param',
    param: paramOf(input, isGeographic(column.type) ? 'json' : encodingOf(column.type)),
    type,
  };
}

/** As columnOperand, of a value that is written: a column that takes no null is given none. */
export const writtenOperand = (input: Input, column: RoleColumn): Operand =>
  columnOperand({ ...input, type: writtenType(input.type, column) }, column);

/** The type that values of a column have to be of. Arguments show it as nullable, since they may be left out. */
export const writtenType = (type: TypeRef, { column }: RoleColumn): TypeRef =>
  column.isNullable ? type : nonNull(type);

/** Clients give these as GeoJSON, an object. */
export function isGeographic(type: PgType): boolean {
  const { name } = baseType(type);
  return name === 'geometry' || name === 'geography';
}
