/** A value given for a column → what is written or compared. */
import type { PgType } from '../catalog/model.ts';
import type { Operand, Scalar } from '../ir/bool-exp.ts';
import type { RoleColumn } from '../schema/model.ts';
import { baseType, encodingOf } from '../schema/scalar.ts';
import { enumOf, type Input, isNull, paramOf } from './input.ts';

export const columnOf = ({ column }: Pick<RoleColumn, 'column'>): Scalar => ({
  kind: 'column',
  name: column.name,
  type: column.type.sqlName,
});

/** A value of the column's own type; null becomes SQL NULL. */
export function columnOperand(
  input: Input,
  { column, enumTable }: Pick<RoleColumn, 'column' | 'enumTable'>,
): Operand {
  const type = column.type.sqlName;
  // The name of an enum's value may be written otherwise in the API than in its table, so it is read here.
  if (enumTable !== null)
    return isNull(input)
      ? { kind: 'null' }
      : { kind: 'param', param: { from: 'constant', value: enumOf(input) }, type };
  return {
    kind: 'param',
    param: paramOf(input, isGeographic(column.type) ? 'json' : encodingOf(column.type)),
    type,
  };
}

/** Clients give these as GeoJSON, an object. */
export function isGeographic(type: PgType): boolean {
  const { name } = baseType(type);
  return name === 'geometry' || name === 'geography';
}
