import { type ArgumentNode, Kind, type ValueNode } from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import { encodeValue } from '../pg/encode.ts';
import type { ArrayEncoding, Encoding, Param } from '../pg/sql.ts';
import type { Features } from '../schema/features.ts';
import type { InputFieldDef, InputObjectType, TypeRef, Types } from '../schema/model.ts';
import { printType } from '../schema/type-ref.ts';
import {
  type Check,
  checkScalar,
  EACH,
  nullText,
  type Rule,
  unknownEnumValue,
  verify,
} from './check.ts';
import { literalToValue } from './literal.ts';
import {
  isObject,
  type Look,
  type Marks,
  mark,
  uniformKeys,
  type VariablePath,
  type Variables,
  valueAt,
} from './shape.ts';
import { describeLiteral, describeValue, isUsable, nullable } from './type-check.ts';
import type { Declaration } from './variables.ts';

/**
 * A value of the request as plan/ sees it: its structure is plain, its leaves may be variables. A planner reads it by
 * the functions of this file only, so that what it looked at is noted (shape.ts) and one cached plan serves every
 * value that it did not look at.
 */
export interface Input {
  /** Where it stands, from the root: for errors. */
  readonly path: JsonPath;
  /** What is expected there. */
  readonly type: TypeRef;
  readonly source: Source;
  readonly request: RequestValues;
}
type Source =
  | { readonly kind: 'literal'; readonly node: ValueNode }
  | { readonly kind: 'variable'; readonly path: VariablePath };

/** What the inputs of one request share. `marks` and `checks` are filled while it is planned. */
export interface RequestValues {
  readonly types: Types;
  readonly features: Features;
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly variables: Variables;
  readonly marks: Marks;
  readonly checks: Check[];
}

/** A field of an input object with what its definition says. */
export interface InputField {
  readonly def: InputFieldDef;
  readonly input: Input;
}

export function fail(input: Input, message: string): never {
  throw new EngineError('validation-failed', message, input.path);
}

/** An input of a value node. Null: a variable stands there that the request left out, so there is no value. */
export function inputOf(
  request: RequestValues,
  node: ValueNode,
  type: TypeRef,
  path: JsonPath,
  hasDefault: boolean,
): Input | null {
  if (node.kind !== Kind.VARIABLE)
    return { path, type, source: { kind: 'literal', node }, request };
  const name = node.name.value;
  const declaration = request.declarations.get(name);
  if (declaration === undefined)
    throw new EngineError('validation-failed', `unbound variable "${name}"`, path);
  if (!isUsable(declaration, type, hasDefault))
    throw new EngineError(
      'validation-failed',
      `variable '${name}' is declared as '${declaration.printed}', but used where '${printType(type)}' is expected`,
      path,
    );
  const input: Input = { path, type, source: { kind: 'variable', path: [name] }, request };
  // A variable that must be given is there in every request, so its presence is nothing to note.
  if (declaration.isRequired || declaration.default !== null) return input;
  look(input, 'kind');
  return request.variables[name] === undefined ? null : input;
}

function look(input: Input, how: Look): void {
  if (input.source.kind === 'variable') mark(input.request.marks, input.source.path, how);
}

const valueIn = (input: Input): unknown =>
  input.source.kind === 'variable'
    ? valueAt(input.request.variables, input.source.path)
    : undefined;

/** The arguments given, each with its definition; a left out variable counts as not given. */
export function readArguments(
  args: readonly ArgumentNode[],
  defs: ReadonlyMap<string, InputFieldDef>,
  path: JsonPath,
  request: RequestValues,
): readonly InputField[] {
  const given = args.flatMap(({ name, value }): readonly InputField[] => {
    const def = defs.get(name.value);
    if (!def) return [];
    const input = inputOf(request, value, def.type, [...path, def.name], def.defaultValue !== null);
    // A variable of a type that may be null is refused already, and none of the others is.
    if (input !== null && value.kind === Kind.NULL && !def.type.isNullable)
      fail(input, nullMessage(input));
    return input === null ? [] : [{ def, input }];
  });
  for (const def of defs.values())
    if (!def.type.isNullable && def.defaultValue === null && !given.some((arg) => arg.def === def))
      throw new EngineError('validation-failed', `missing required field '${def.name}'`, [
        ...path,
        def.name,
      ]);
  return given;
}

/** Whether null stands there. */
export function isNull(input: Input): boolean {
  if (input.source.kind === 'literal') return input.source.node.kind === Kind.NULL;
  look(input, 'kind');
  return valueIn(input) === null;
}

/** What was found there, in Hasura's words. */
function found(input: Input): string {
  return input.source.kind === 'literal'
    ? describeLiteral(input.source.node)
    : describeValue(valueIn(input));
}
function mismatch(input: Input, expected: string): never {
  const type = nullable(input.type);
  return fail(
    input,
    `expected ${expected} for type '${printType(type)}', but found ${found(input)}`,
  );
}

/** Members of a list; a single value is a list of one, as the GraphQL specification has it. */
export function listOf(input: Input): readonly Input[] {
  const of = input.type.kind === 'list' ? input.type.of : input.type;
  const single = (): readonly Input[] => [{ ...input, type: of, path: [...input.path, 0] }];
  if (input.source.kind === 'literal') {
    const { node } = input.source;
    if (node.kind === Kind.NULL) return fail(input, nullMessage(input));
    if (node.kind !== Kind.LIST) return single();
    return node.values.flatMap((member, i) => {
      const path = [...input.path, i];
      const inner = inputOf(input.request, member, of, path, false);
      // A left out variable is null where it is a member of a list.
      return [
        inner ?? {
          path,
          type: of,
          source: { kind: 'literal', node: NULL },
          request: input.request,
        },
      ];
    });
  }
  const value = valueIn(input);
  look(input, 'structure');
  if (value === null || value === undefined) return fail(input, nullMessage(input));
  if (!Array.isArray(value)) return single();
  const { path } = input.source;
  return value.map((_, i) => ({
    path: [...input.path, i],
    type: of,
    source: { kind: 'variable', path: [...path, i] },
    request: input.request,
  }));
}
const NULL = { kind: Kind.NULL } as const;

/** Fields of an input object in the order given, each with its definition; defaults stand for what was left out. */
export function fieldsOf(input: Input): readonly InputField[] {
  const type = inputObjectOf(input);
  const given = givenFields(input, type);
  const missing = requiredFields(type).filter((def) => !given.some((field) => field.def === def));
  for (const def of missing)
    if (def.defaultValue === null)
      throw new EngineError('validation-failed', `missing required field '${def.name}'`, [
        ...input.path,
        def.name,
      ]);
  return given;
}

export function inputObjectOf(input: Input): InputObjectType {
  const name = typeNameOf(input.type);
  const type = input.request.types.get(name);
  if (type?.kind !== 'input')
    throw new EngineError('unexpected', `'${name}' is no input object`, input.path);
  return type;
}
const typeNameOf = (type: TypeRef): string =>
  type.kind === 'list' ? typeNameOf(type.of) : type.name;

const required = new WeakMap<InputObjectType, readonly InputFieldDef[]>();
function requiredFields(type: InputObjectType): readonly InputFieldDef[] {
  let defs = required.get(type);
  if (defs === undefined) {
    defs = [...type.fields.values()].filter((def) => !def.type.isNullable);
    required.set(type, defs);
  }
  return defs;
}

function givenFields(input: Input, type: InputObjectType): readonly InputField[] {
  const { request, source, path } = input;
  const definition = (name: string): InputFieldDef =>
    type.fields.get(name) ??
    fail({ ...input, path: [...path, name] }, `field '${name}' not found in type: '${type.name}'`);

  if (source.kind === 'literal') {
    if (source.node.kind !== Kind.OBJECT) return mismatch(input, 'an object');
    return source.node.fields.flatMap((field) => {
      const def = definition(field.name.value);
      const inner = inputOf(
        request,
        field.value,
        def.type,
        [...path, def.name],
        def.defaultValue !== null,
      );
      return inner === null ? [] : [{ def, input: inner }];
    });
  }
  const value = valueIn(input);
  look(input, 'structure');
  if (!isObject(value)) return mismatch(input, 'an object');
  return Object.keys(value).map((name) => {
    const def = definition(name);
    const inner: Source = { kind: 'variable', path: [...source.path, name] };
    return { def, input: { path: [...path, name], type: def.type, source: inner, request } };
  });
}

/** The value that an enum's name stands for. */
export function enumOf(input: Input): string {
  const { source } = input;
  const type = input.request.types.get(typeNameOf(input.type));
  if (type?.kind !== 'enum') throw new EngineError('unexpected', 'no enum', input.path);
  look(input, 'value');
  const value = valueIn(input);
  let name: string;
  if (source.kind === 'variable') {
    if (typeof value !== 'string') return mismatch(input, 'an enum value');
    name = value;
  } else {
    if (source.node.kind !== Kind.ENUM) return mismatch(input, 'an enum value');
    name = source.node.value;
  }
  const known = type.values.get(name);
  if (known !== undefined) return known.value;
  return fail(input, unknownEnumValue(type, name));
}
/** A boolean that decides what SQL is written. */
export function booleanOf(input: Input): boolean {
  look(input, 'value');
  return scalarValue(input) === true;
}

/** A whole value that decides what SQL is written: json paths, cursors of Relay. */
export function plainValueOf(input: Input): unknown {
  look(input, 'value');
  return scalarValue(input);
}

function scalarValue(input: Input, rule?: Rule): unknown {
  if (input.source.kind === 'literal') refuseMisused(input, input.source.node, input.type);
  const value =
    input.source.kind === 'literal'
      ? literalToValue(input.source.node, (name) => variableInside(input, name))
      : valueIn(input);
  const node = input.source.kind === 'literal' ? input.source.node : null;
  checkScalar(rule === undefined ? input : { ...input, rule }, value, node, input.request.types);
  return value ?? null;
}

/** Variables among the members of a list have types to keep to; those within JSON have none. */
function refuseMisused(input: Input, node: ValueNode, type: TypeRef): void {
  if (node.kind !== Kind.LIST || type.kind !== 'list') return;
  for (const [i, member] of node.values.entries()) {
    const path = [...input.path, i];
    if (member.kind === Kind.VARIABLE) inputOf(input.request, member, type.of, path, false);
    else refuseMisused({ ...input, path }, member, type.of);
  }
}

/** A variable inside a literal of a scalar (`{ a: $x }` for jsonb) is read when planned. */
function variableInside(input: Input, name: string): unknown {
  const { request } = input;
  if (!request.declarations.has(name)) fail(input, `unbound variable "${name}"`);
  mark(request.marks, [name], 'value');
  return request.variables[name] ?? null;
}

/**
 * A scalar, or a list of them, that goes to Postgres. A variable is not read: it is checked for its type before each
 * run (check.ts). Null, where the type admits it, is SQL NULL.
 */
export function paramOf(input: Input, as: Encoding, rule?: Rule): Param {
  const { source, request } = input;
  if (source.kind === 'literal' || isRenamedEnum(input)) {
    look(input, 'value');
    const value = enumValues(input, scalarValue(input, rule));
    const isSingle = input.type.kind === 'list' && !isMissing(value) && !Array.isArray(value);
    return { from: 'constant', value: encodeValue(isSingle ? [value] : value, as) };
  }
  const check: Check = {
    variable: source.path,
    type: input.type,
    path: input.path,
    ...(rule === undefined ? {} : { rule }),
  };
  const value = valueIn(input);
  checkScalar(check, value, null, request.types);
  request.checks.push(check);
  if (input.type.kind === 'list') {
    look(input, 'kind');
    // A single value stands for a list of one; rare enough to be planned for its value.
    if (!isMissing(value) && !Array.isArray(value)) {
      look(input, 'value');
      return { from: 'constant', value: encodeValue([value], as) };
    }
  }
  return { from: 'variable', path: source.path, as };
}

/** Where in the variables a value is that another server gets unread. It is checked before each run. */
export function passOn(input: Input, path: VariablePath): VariablePath {
  const { request, type } = input;
  const check: Check = {
    variable: path,
    type,
    path: input.path,
    rule: 'foreign',
    types: request.types,
  };
  verify([check], request.variables, request.types);
  request.checks.push(check);
  return path;
}

/** An enum whose names in GraphQL are not the values in Postgres: its values must be looked at. */
const isRenamedEnum = (input: Input): boolean => {
  const type = input.request.types.get(typeNameOf(input.type));
  return type?.kind === 'enum' && [...type.values].some(([name, { value }]) => name !== value);
};
function enumValues(input: Input, value: unknown): unknown {
  const type = input.request.types.get(typeNameOf(input.type));
  if (type?.kind !== 'enum') return value;
  const one = (name: unknown): unknown =>
    typeof name === 'string' ? (type.values.get(name)?.value ?? name) : name;
  return Array.isArray(value) ? value.map(one) : one(value);
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;
export const nullMessage = ({ type, request }: Input): string => nullText(type, request.types);

/** A list of objects in a variable that all have the same keys: one path for the whole batch, whatever its length. */
export interface UniformList {
  readonly path: VariablePath;
  readonly keys: readonly {
    readonly def: InputFieldDef;
    readonly param: (as: ArrayEncoding, of: TypeRef) => Param;
  }[];
}
/** Null where the list is a literal, or its objects differ in their keys. */
export function uniformListOf(input: Input): UniformList | null {
  if (input.source.kind !== 'variable' || input.type.kind !== 'list') return null;
  const value = valueIn(input);
  const {
    request,
    source,
    type: { of },
  } = input;
  look(input, Array.isArray(value) ? 'uniform' : 'structure');
  const keys = Array.isArray(value) ? uniformKeys(value) : null;
  if (keys === null) return null;
  const type = inputObjectOf({ ...input, type: of });
  const defs = keys.map((key) => type.fields.get(key));
  if (defs.includes(undefined)) return null; // listOf and fieldsOf say what is wrong
  return {
    path: source.path,
    keys: defs.flatMap((def) =>
      def === undefined
        ? []
        : [
            {
              def,
              param: (as, of) => {
                const check: Check = {
                  variable: [...source.path, EACH, def.name],
                  type: of,
                  path: [...input.path, EACH, def.name],
                };
                verify([check], request.variables, request.types);
                request.checks.push(check);
                return { from: 'column-of', path: source.path, key: def.name, as };
              },
            },
          ],
    ),
  };
}
