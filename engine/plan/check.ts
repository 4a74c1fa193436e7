import { Kind, type ValueNode } from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import { isNumber, numberText } from '../base/json-number.ts';
import type { EnumType, NamedType, ScalarType, TypeRef, Types } from '../schema/model.ts';
import { integerProblem, scalarProblem } from '../schema/scalar-check.ts';
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
  /** Where the type is found, if it is none of the role's own: of a value that goes to a remote schema. */
  readonly types?: Types;
}
/**
 * `limit` is not negative, `offset` may be larger and a numeric string. What is foreign goes to another server, which
 * judges scalars itself.
 */
export type Rule = 'non-negative' | 'big-int' | 'foreign';

export const EACH = '*';

/** Checks what one cached plan takes on trust. To be called before each run, also the first. */
export function verify(checks: readonly Check[], variables: Variables, types: Types): void {
  for (const check of checks) walk(check, variables, 0, check.types ?? types);
}

function walk(check: Check, value: unknown, depth: number, types: Types): void {
  const step = check.variable[depth];
  if (step === undefined) {
    if (value !== undefined && !isPlainlyRight(check, value))
      checkScalar(check, value, null, types);
    return;
  }
  if (step === EACH) {
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length; i++) {
      try {
        walk(check, value[i], depth + 1, types);
      } catch (error) {
        throw ofMember(error, i);
      }
    }
    return;
  }
  if (typeof step === 'number') {
    if (Array.isArray(value)) walk(check, value[step], depth + 1, types);
    return;
  }
  if (isObject(value) && Object.hasOwn(value, step)) walk(check, value[step], depth + 1, types);
}

/** Nearly every value is: a batch holds thousands, and need not look their type up each time. */
function isPlainlyRight({ type, rule }: Check, value: unknown): boolean {
  if (type.kind !== 'named' || rule !== undefined) return false;
  switch (typeof value) {
    case 'string':
      return type.name === 'String';
    case 'number':
      return type.name === 'Int' && (value | 0) === value; // of 32 bits
    default:
      return false;
  }
}

/** Where it went wrong is told only once it did: a batch holds thousands of values that are right. */
const ofMember = (error: unknown, index: number): unknown =>
  error instanceof EngineError
    ? new EngineError(
        error.code,
        error.message,
        error.path.map((step) => (step === EACH ? index : step)),
        error.status,
      )
    : error;

/** `node`: the literal that the value was made of, for how it is called in an error. */
export function checkScalar(
  given: { readonly type: TypeRef; readonly path: JsonPath; readonly rule?: Rule },
  value: unknown,
  node: ValueNode | null,
  types: Types,
): void {
  const { type, path, rule } = given;
  if (value === null || value === undefined) {
    if (type.isNullable) return;
    throw failure(path, nullText(type, types));
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) {
      checkScalar({ ...given, type: type.of, path: [...path, 0] }, value, node, types);
      return;
    }
    const nodes = node !== null && 'values' in node ? node.values : [];
    value.forEach((member, i) => {
      const written = nodes[i]?.kind === Kind.VARIABLE ? null : (nodes[i] ?? null);
      checkScalar({ ...given, type: type.of, path: [...path, i] }, member, written, types);
    });
    return;
  }
  const named = types.get(type.name);
  if (rule === 'foreign') checkForeign(named, path, value, types);
  else if (rule !== undefined) checkCount(rule, path, value, node);
  else if (named?.kind === 'enum') checkEnum(named, path, value, node);
  else if (EXPECTED[type.name] !== undefined) checkBuiltIn(type.name, path, value, node);
  else if (named?.kind === 'scalar') checkFormat(named, path, value);
}

/** What a null that may not be is told, where a value of the type is expected. */
export function nullText(type: TypeRef, types: Types): string {
  const shown = printType(nullable(type));
  if (type.kind === 'list') return `unexpected null value for type '${shown}'`;
  const expected = EXPECTED[type.name] ?? EXPECTED_OF_KIND[types.get(type.name)?.kind ?? 'scalar'];
  return expected === undefined
    ? `unexpected null value for type '${shown}'`
    : `expected ${expected} for type '${shown}', but found null`;
}
const EXPECTED_OF_KIND: Partial<Record<NamedType['kind'], string>> = {
  enum: 'an enum value',
  input: 'an object',
};

/** A variable as another server gets it: enums and the fields of objects are known here too. */
function checkForeign(
  type: NamedType | undefined,
  path: JsonPath,
  value: unknown,
  types: Types,
): void {
  if (type?.kind === 'enum') checkEnum(type, path, value, null);
  if (type?.kind !== 'input') return;
  if (!isObject(value)) throw failure(path, mismatchText('an object', type.name, value, null));
  for (const [name, member] of Object.entries(value)) {
    const at = [...path, name];
    const def = type.fields.get(name);
    if (!def) throw failure(at, `field '${name}' not found in type: '${type.name}'`);
    checkScalar({ type: def.type, path: at, rule: 'foreign' }, member, null, types);
  }
  for (const { name, type: of, defaultValue } of type.fields.values())
    if (!of.isNullable && defaultValue === null && !Object.hasOwn(value, name))
      throw failure([...path, name], `missing required field '${name}'`);
}

type CountRule = Exclude<Rule, 'foreign'>;
/** `limit` and `offset`. */
function checkCount(rule: CountRule, path: JsonPath, value: unknown, node: ValueNode | null): void {
  const isText = rule === 'big-int' && typeof value === 'string' && /^-?\d+$/.test(value);
  if (isText) return;
  const isCount =
    isNumber(value) &&
    node?.kind !== Kind.FLOAT &&
    (rule === 'big-int' || Number(numberText(value)) >= 0);
  if (!isCount) throw failure(path, mismatchText(EXPECTED_COUNT[rule], 'Int', value, node));
  const problem = integerProblem(value, rule === 'big-int' ? 64 : 32);
  if (problem !== null) throw new EngineError('parse-failed', problem, path);
}
const EXPECTED_COUNT: { readonly [R in CountRule]: string } = {
  'non-negative': 'a non-negative 32-bit integer',
  'big-int': 'a 32-bit integer, or a 64-bit integer represented as a string',
};

const mismatchText = (
  expected: string,
  type: string,
  value: unknown,
  node: ValueNode | null,
): string =>
  `expected ${expected} for type '${type}', but found ${node === null ? describeValue(value) : describeLiteral(node)}`;

const failure = (path: JsonPath, message: string): EngineError =>
  new EngineError('validation-failed', message, path);

const EXPECTED: Readonly<Record<string, string>> = {
  Int: 'a 32-bit integer',
  Float: 'a float',
  String: 'a string',
  Boolean: 'a boolean',
  ID: 'a String or a 32-bit integer',
};

function checkBuiltIn(name: string, path: JsonPath, value: unknown, node: ValueNode | null): void {
  const expected = EXPECTED[name] ?? '';
  const isOfType = node === null ? isValueOf(name, value) : isLiteralOf(name, node);
  if (!isOfType) throw failure(path, mismatchText(expected, name, value, node));
  const problem = name === 'Int' && isNumber(value) ? integerProblem(value, 32) : null;
  if (problem !== null) throw new EngineError('parse-failed', problem, path);
}

/** Formats that Hasura reads itself, before Postgres sees them. A scalar of an action's is any JSON. */
function checkFormat({ name, catalogName }: ScalarType, path: JsonPath, value: unknown): void {
  const isGeographic = name === 'geometry' || name === 'geography';
  let problem = isGeographic ? geometryProblem(value) : null;
  if (!isGeographic && catalogName !== null) problem = scalarProblem(catalogName, value);
  if (name === 'raster' && !(typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value)))
    problem = 'invalid hexadecimal representation of raster well known binary format';
  if (problem !== null) throw new EngineError('parse-failed', problem, path);
}

function isValueOf(name: string, value: unknown): boolean {
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

const LITERALS: Readonly<Record<string, readonly Kind[]>> = {
  Int: [Kind.INT],
  Float: [Kind.FLOAT, Kind.INT],
  String: [Kind.STRING],
  Boolean: [Kind.BOOLEAN],
  ID: [Kind.STRING, Kind.INT],
};
const isLiteralOf = (name: string, { kind }: ValueNode): boolean =>
  LITERALS[name]?.includes(kind) ?? false;

function checkEnum(type: EnumType, path: JsonPath, value: unknown, node: ValueNode | null): void {
  const isName = node === null ? typeof value === 'string' : node.kind === Kind.ENUM;
  if (!isName) throw failure(path, mismatchText('an enum value', type.name, value, node));
  if (typeof value === 'string' && !type.values.has(value))
    throw failure(path, unknownEnumValue(type, value));
}

export function unknownEnumValue(type: EnumType, found: string): string {
  const names = [...type.values.keys()].sort().map((name) => `'${name}'`);
  const expected =
    names.length === 1 ? `the value ${names[0]}` : `one of the values [${names.join(', ')}]`;
  return `expected ${expected} for type '${type.name}', but found '${found}'`;
}
