/** A value given for a column → what is written or compared. */
import type { PgType } from '../catalog/model.ts';
import type { Operand } from '../ir/bool-exp.ts';
import type { Encoding } from '../pg/sql.ts';
import type { RoleColumn } from '../schema/model.ts';
import { enumOf, type Input, isNull, paramOf } from './input.ts';

const JSON_TYPES: ReadonlySet<string> = new Set(['json', 'jsonb']);
/** Given as GeoJSON, an object. */
const GEOGRAPHIC_TYPES: ReadonlySet<string> = new Set(['geometry', 'geography']);

export function encodingOf(type: PgType): Encoding {
  if (type.element) return encodingOf(type.element) === 'json' ? 'json-array' : 'array';
  if (type.base) return encodingOf(type.base);
  return JSON_TYPES.has(type.name) || GEOGRAPHIC_TYPES.has(type.name) ? 'json' : 'scalar';
}

/** A value of the column's own type; null becomes SQL NULL. */
export function columnOperand(input: Input, { column, enumTable }: RoleColumn): Operand {
  const type = column.type.sqlName;
  // The name of an enum's value may be written otherwise in the API than in its table, so it is read here.
  if (enumTable !== null)
    return isNull(input)
      ? { kind: 'null' }
      : { kind: 'param', param: { from: 'constant', value: enumOf(input) }, type };
  return { kind: 'param', param: paramOf(input, encodingOf(column.type)), type };
}
