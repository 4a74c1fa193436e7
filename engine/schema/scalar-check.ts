import { isNumber, type JsonNumeric, numberText, printScientific } from '../base/json-number.ts';
import type { PgType } from '../catalog/model.ts';
import { baseType } from './scalar.ts';

/**
 * What is wrong with a JSON value for a column, in Hasura's words; null where nothing is. Hasura reads these before
 * Postgres is asked. Text is left to Postgres, but for label paths. Rule: Hasura's Backends.Postgres.SQL.Value.
 */
export function valueProblem(value: unknown, type: PgType): string | null {
  const { name, element } = baseType(type);
  return value === null || element !== undefined ? null : scalarProblem(name, value);
}

/** As valueProblem, of a scalar by its name in the catalog. */
export function scalarProblem(name: string, value: unknown): string | null {
  if (name === 'ltree') return labelPathProblem(value);
  return typeof value === 'string' ? null : problemOf(name, value);
}

/** Bits of the types that hold whole numbers. */
const BITS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };
/** Names of the Haskell types that the others are read as, and what JSON they are read from. */
const READ_AS: Readonly<Record<string, readonly [name: string, json: 'Number' | 'String']>> = {
  numeric: ['Scientific', 'Number'],
  money: ['Scientific', 'Number'],
  float4: ['Float', 'Number'],
  float8: ['Double', 'Number'],
  text: ['Text', 'String'],
  varchar: ['Text', 'String'],
  citext: ['Text', 'String'],
  lquery: ['Text', 'String'],
  ltxtquery: ['Text', 'String'],
  bpchar: ['Char', 'String'],
  date: ['Day', 'String'],
  timestamp: ['LocalTime', 'String'],
  timestamptz: ['UTCTime', 'String'],
  timetz: ['ZonedTimeOfDay', 'String'],
  uuid: ['UUID', 'String'],
};
/** Any JSON, or read by rules of their own: see plan/geojson.ts. */
const FREE: ReadonlySet<string> = new Set(['json', 'jsonb', 'geometry', 'geography', 'raster']);

function problemOf(name: string, value: unknown): string | null {
  if (FREE.has(name)) return null;
  const bits = BITS[name];
  if (bits !== undefined)
    return isNumber(value) ? integerProblem(value, bits) : expected(`Int${bits}`, 'Number', value);
  if (name === 'bool')
    return typeof value === 'boolean' ? null : expected('Bool', 'Boolean', value);
  const [read, json] = READ_AS[name] ?? [];
  if (read === undefined || json === undefined) return `A string is expected for type: ${name}`;
  return jsonType(value) === json ? null : expected(read, json, value);
}

const expected = (read: string, json: string, value: unknown): string =>
  `parsing ${read} failed, expected ${json}, but encountered ${jsonType(value)}`;

export function jsonType(value: unknown): string {
  if (isNumber(value)) return 'Number';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  return value === null || value === undefined ? 'Null' : 'Object';
}

/** A number that is no integer of so many bits. */
export function integerProblem(value: JsonNumeric, bits: number): string | null {
  const text = numberText(value);
  const isSmall = bits < 64 || Number.isSafeInteger(Number(text));
  const limit = 2 ** (bits - 1);
  const number = Number(text);
  const fits = isSmall
    ? Number.isInteger(number) && number >= -limit && number < limit
    : /^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
  if (fits) return null;
  return `The value ${printScientific(number)} lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?`;
}

const labelPathProblem = (value: unknown): string | null =>
  typeof value === 'string' && LABEL_PATH.test(value) ? null : NO_LABEL_PATH;

const LABEL_PATH = /^(\w+(\.\w+)*)?$/;
const NO_LABEL_PATH =
  'Expecting label path: a sequence of zero or more labels separated by dots, for example L1.L2.L3';
