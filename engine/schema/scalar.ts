import type { PgType } from '../catalog/model.ts';
import type { Output } from '../ir/select.ts';
import type { ArrayEncoding, Encoding } from '../pg/sql.ts';
import type { TypeRef } from './model.ts';
import { list, named, nonNull } from './type-ref.ts';

/** Types of Postgres as the API sees them: names of scalars, and which operators and aggregates a type knows. */

/** Where Hasura's name of a type is not `typname`. */
const SCALAR_NAME: ReadonlyMap<string, string> = new Map([
  ['int4', 'Int'],
  ['int2', 'smallint'],
  ['int8', 'bigint'],
  ['bool', 'Boolean'],
  ['float4', 'Float'],
  ['text', 'String'],
  ['varchar', 'String'],
]);
const isNameable = (name: string): boolean => /^[_A-Za-z]\w*$/.test(name);

/** A domain is seen as the type below it. */
export const baseType = (type: PgType): PgType => (type.base ? baseType(type.base) : type);

export function scalarName(type: PgType): string {
  const { name, kind } = baseType(type);
  // A row type is named as its table is, and so is the object type of that table.
  const known = kind === 'composite' ? `${name}_scalar` : (SCALAR_NAME.get(name) ?? name);
  return isNameable(known) ? known : 'String';
}

export const isArray = (type: PgType): boolean => baseType(type).element !== undefined;
export const elementOf = (type: PgType): PgType => baseType(type).element ?? type;

/** Arrays are lists of what they hold. */
export function typeRefOf(type: PgType): TypeRef {
  const { element } = baseType(type);
  return element === undefined ? named(scalarName(type)) : list(nonNull(typeRefOf(element)));
}

const NUMERIC = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'money']);
export const isNumeric = (type: PgType): boolean => NUMERIC.has(baseType(type).name);

const KNOWN = new Set([
  ...NUMERIC,
  ...['text', 'varchar', 'bpchar', 'citext', 'date', 'timetz', 'timestamp', 'timestamptz', 'uuid'],
  ...['ltree', 'lquery', 'ltxtquery', 'raster'],
]);
/** What `max` and `min` take: Hasura leaves out base types that it does not know itself, and lets others through. */
export const isComparable = (type: PgType): boolean => {
  const { name, element, kind } = baseType(type);
  return element !== undefined || kind === 'enum' || kind === 'composite' || KNOWN.has(name);
};

const TEXTUAL = new Set(['text', 'varchar', 'bpchar', 'char', 'citext']);
export type TypeClass =
  | 'text'
  | 'jsonb'
  | 'ltree'
  | 'geometry'
  | 'geography'
  | 'raster'
  | 'array'
  | 'plain';
export function classOf(type: PgType): TypeClass {
  const { name, element } = baseType(type);
  if (element !== undefined) return 'array';
  if (TEXTUAL.has(name)) return 'text';
  switch (name) {
    case 'jsonb':
    case 'ltree':
    case 'geometry':
    case 'geography':
    case 'raster':
      return name;
    default:
      return 'plain';
  }
}

export const isSpatial = (type: PgType): boolean =>
  ['geometry', 'geography'].includes(baseType(type).name);

const STRINGIFIED = new Set(['int8', 'numeric', 'float8']);
export function outputOf(type: PgType, stringifyNumerics: boolean): Output {
  if (isSpatial(type)) return 'geojson';
  return stringifyNumerics && STRINGIFIED.has(baseType(type).name) ? 'text' : 'plain';
}

const isJson = (type: PgType): boolean => ['json', 'jsonb'].includes(baseType(type).name);
export function encodingOf(type: PgType): Encoding {
  if (isJson(type)) return 'json';
  const { element } = baseType(type);
  return element === undefined ? 'scalar' : listEncodingOf(element);
}
/**
 * What a value is cast to that is compared with one of the type, or written to a column of it. A domain's own check is
 * for what is written, and Postgres makes it then: to look for what no row can be is no mistake.
 */
export const operandType = (type: PgType): string => baseType(type).sqlName;
/** Patterns are texts, whatever they are matched with: some types hold less than a pattern needs. */
export const isPatternOperator = (op: string): boolean => PATTERN_OPERATORS.has(op);
const PATTERN_OPERATORS: ReadonlySet<string> = new Set(
  ['like', 'ilike', 'similar', 'regex', 'iregex'].flatMap((name) => [`_${name}`, `_n${name}`]),
);

/** Of a list of values of the type, as `_in` takes. */
export function listEncodingOf(type: PgType): ArrayEncoding {
  if (isJson(type) || isSpatial(type)) return 'json-array';
  return baseType(type).name === 'box' ? 'box-array' : 'array';
}
