import type { ValueNode } from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import { isNumber, type JsonNumeric, numberText } from '../base/json-number.ts';
import type { EnumType, TypeRef, Types } from '../schema/model.ts';
import { printType } from '../schema/type-ref.ts';
import { geometryProblem } from './geojson.ts';
import { isObject, type VariablePath, type Variables } from './shape.ts';
import { describeLiteral, describeValue, nullable } from './type-check.ts';

/**
 * A value of the variables that goes to Postgres unread: its type is checked before each run of the plan. `*` in a
 * path stands for every member of a list.
 */
export interface Check {
  readonly variable: VariablePath;
  readonly type: TypeRef;
  readonly path: JsonPath;
  readonly rule?: Rule;
}
/** `limit` is not negative, `offset` may be a numeric string. */
export type Rule = 'non-negative' | 'big-int';

export const EACH = '*';

/** Checks what one cached plan takes on trust. To be called before each run, also the first. */
export function verify(checks: readonly Check[], variables: Variables, types: Types): void {
  for (const check of checks) walk(check, variables, 0, types);
}

function walk(check: Check, value: unknown, depth: number, types: Types): void {
  const step = check.variable[depth];
  if (step === undefined) {
    if (value !== undefined) checkScalar(check, value, null, types);
    return;
  }
  if (step === EACH) {
    if (!Array.isArray(value)) return;
    value.forEach((member, i) => {
      const path = check.path.map((own) => (own === EACH ? i : own));
      walk({ ...check, path }, member, depth + 1, types);
    });
    return;
  }
  if (typeof step === 'number') {
    if (Array.isArray(value)) walk(check, value[step], depth + 1, types);
    return;
  }
  if (isObject(value) && Object.hasOwn(value, step)) walk(check, value[step], depth + 1, types);
}

/** `node`: the literal that the value was made of, for how it is called in an error. */
export function checkScalar(
  { type, path, rule }: { readonly type: TypeRef; readonly path: JsonPath; readonly rule?: Rule },
  value: unknown,
  node: ValueNode | null,
  types: Types,
): void {
  if (value === null || value === undefined) {
    if (type.isNullable) return;
    throw failure(path, `unexpected null value for type '${printType(nullable(type))}'`);
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) {
      checkScalar({ type: type.of, path: [...path, 0] }, value, node, types);
      return;
    }
    const nodes = node !== null && 'values' in node ? node.values : [];
    value.forEach((member, i) => {
      checkScalar({ type: type.of, path: [...path, i] }, member, nodes[i] ?? null, types);
    });
    return;
  }
  if (rule === 'big-int' && typeof value === 'string' && /^[+-]?\d+$/.test(value)) return;
  if (rule === 'non-negative' && isNumber(value) && Number(numberText(value)) < 0)
    throw failure(
      path,
      `expected a non-negative 32-bit integer for type 'Int', but found ${node === null ? describeValue(value) : describeLiteral(node)}`,
    );
  const named = types.get(type.name);
  if (named?.kind === 'enum') checkEnum(named, path, value, node);
  else checkNamed(type.name, path, value, node);
}

const failure = (path: JsonPath, message: string): EngineError =>
  new EngineError('validation-failed', message, path);

const EXPECTED: Readonly<Record<string, string>> = {
  Int: 'a 32-bit integer',
  Float: 'a float',
  String: 'a string',
  Boolean: 'a boolean',
  ID: 'a String or a 32-bit integer',
};

/** Only GraphQL's own scalars have rules; others are any JSON, for Postgres to judge. */
function checkNamed(name: string, path: JsonPath, value: unknown, node: ValueNode | null): void {
  const expected = EXPECTED[name];
  if (expected === undefined) {
    checkFormat(name, path, value);
    return;
  }
  if (!isOfType(name, value))
    throw failure(
      path,
      `expected ${expected} for type '${name}', but found ${node === null ? describeValue(value) : describeLiteral(node)}`,
    );
  if (name === 'Int' && isNumber(value)) checkInt(path, value);
}

/** Formats that Hasura reads itself, before Postgres sees them. */
function checkFormat(name: string, path: JsonPath, value: unknown): void {
  const isGeographic = name === 'geometry' || name === 'geography';
  let problem = isGeographic ? geometryProblem(value) : null;
  if (name === 'raster' && !(typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value)))
    problem = 'invalid hexadecimal representation of raster well known binary format';
  if (problem !== null) throw new EngineError('parse-failed', problem, path);
}

function isOfType(name: string, value: unknown): boolean {
  switch (name) {
    case 'Int':
    case 'Float':
      return isNumber(value);
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string' || isNumber(value);
  }
}

function checkInt(path: JsonPath, value: JsonNumeric): void {
  const number = Number(numberText(value));
  if (Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31) return;
  throw new EngineError(
    'parse-failed',
    `The value ${printScientific(number)} lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?`,
    path,
  );
}

/** As Haskell's Scientific shows a number: `1.5`, `3.0e9`, `5.0e-2`. */
export function printScientific(number: number): string {
  const withPoint = (text: string): string => (text.includes('.') ? text : `${text}.0`);
  const size = Math.abs(number);
  if (size === 0 || (size >= 0.1 && size < 1e7)) return withPoint(String(number));
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  return `${withPoint(digits)}e${Number(exponent)}`;
}

function checkEnum(type: EnumType, path: JsonPath, value: unknown, node: ValueNode | null): void {
  const isName = node === null ? typeof value === 'string' : node.kind === 'EnumValue';
  if (!isName)
    throw failure(
      path,
      `expected an enum value for type '${type.name}', but found ${node === null ? describeValue(value) : describeLiteral(node)}`,
    );
  if (typeof value === 'string' && !type.values.has(value))
    throw failure(path, unknownEnumValue(type, value));
}

export function unknownEnumValue(type: EnumType, found: string): string {
  const names = [...type.values.keys()].sort().map((name) => `'${name}'`);
  const expected =
    names.length === 1 ? `the value ${names[0]}` : `one of the values [${names.join(', ')}]`;
  return `expected ${expected} for type '${type.name}', but found '${found}'`;
}
