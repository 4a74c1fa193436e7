import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { NO_FEATURES } from '../schema/features.ts';
import type { InputFieldDef, NamedType, TypeRef } from '../schema/model.ts';
import { verify } from './check.ts';
import { usedVariables } from './document.ts';
import {
  booleanOf,
  enumOf,
  fieldsOf,
  type Input,
  inputOf,
  isNull,
  listOf,
  paramOf,
  type RequestValues,
  uniformListOf,
} from './input.ts';
import { noMarks, shape } from './shape.ts';
import { completeVariables, declarationsOf } from './variables.ts';

const named = (name: string, isNullable = true): TypeRef => ({ kind: 'named', name, isNullable });
const list = (of: TypeRef): TypeRef => ({ kind: 'list', of, isNullable: true });
const field = (name: string, type: TypeRef): [string, InputFieldDef] => [
  name,
  { name, description: null, type, defaultValue: null, means: { kind: 'plain' } },
];
const TYPES: readonly NamedType[] = [
  {
    kind: 'input',
    name: 'author_bool_exp',
    description: null,
    fields: new Map([
      field('id', named('Int')),
      field('name', named('String')),
      field('_and', list(named('author_bool_exp', false))),
      field('_is_null', named('Boolean')),
    ]),
  },
  {
    kind: 'input',
    name: 'key',
    description: null,
    fields: new Map([field('id', named('Int', false))]),
  },
  {
    kind: 'enum',
    name: 'order_by',
    description: null,
    values: new Map([
      ['asc', { description: null, value: 'asc' }],
      ['desc', { description: null, value: 'desc' }],
    ]),
  },
];
const typeNamed = (name: string) => TYPES.find((type) => type.name === name);
const types = {
  get: typeNamed,
  kindOf: (name: string) => typeNamed(name)?.kind,
  find: typeNamed,
  each: () => TYPES,
};

/** The argument `x` of the first field of a document. */
function argument(
  text: string,
  type: TypeRef,
  given: Record<string, unknown> = {},
  features = NO_FEATURES,
): { readonly input: Input | null; readonly request: RequestValues } {
  const operation = parse(text).definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );
  const selected = operation?.selectionSet.selections[0];
  const value = selected?.kind === Kind.FIELD ? selected.arguments?.[0]?.value : undefined;
  if (operation === undefined || value === undefined) throw new Error('no argument');
  const declarations = declarationsOf(operation);
  const used = usedVariables(operation, new Map());
  const variables = completeVariables(declarations, used, given, features);
  const request = { types, features, declarations, variables, marks: noMarks(), checks: [] };
  return { input: inputOf(request, value, type, ['args', 'x'], false), request };
}
function read<T>(
  text: string,
  type: TypeRef,
  given: Record<string, unknown>,
  how: (input: Input) => T,
): T {
  const { input } = argument(text, type, given);
  if (input === null) throw new Error('absent');
  return how(input);
}

describe('refuses in Hasura’s words', () => {
  const refuses = (
    text: string,
    type: TypeRef,
    how: (input: Input) => unknown,
    message: string,
    given = {},
  ) => test(message, () => expect(() => read(text, type, given, how)).toThrow(message));
  const boolExp = named('author_bool_exp');
  refuses(
    '{ a(x: []) }',
    boolExp,
    fieldsOf,
    "expected an object for type 'author_bool_exp', but found a list",
  );
  refuses('{ a(x: {y: 1}) }', boolExp, fieldsOf, "field 'y' not found in type: 'author_bool_exp'");
  refuses('{ a(x: {}) }', named('key'), fieldsOf, "missing required field 'id'");
  refuses(
    '{ a(x: "1") }',
    named('Int'),
    (x) => paramOf(x, 'scalar'),
    "expected a 32-bit integer for type 'Int', but found a string",
  );
  refuses(
    '{ a(x: null) }',
    named('Int', false),
    (x) => paramOf(x, 'scalar'),
    "expected a 32-bit integer for type 'Int', but found null",
  );
  refuses(
    '{ a(x: 3000000000) }',
    named('Int'),
    (x) => paramOf(x, 'scalar'),
    'The value 3.0e9 lies outside the bounds',
  );
  refuses(
    '{ a(x: up) }',
    named('order_by'),
    enumOf,
    "expected one of the values ['asc', 'desc'] for type 'order_by', but found 'up'",
  );
  refuses(
    'query ($v: Int) { a(x: $v) }',
    named('Int', false),
    (x) => paramOf(x, 'scalar'),
    "variable 'v' is declared as 'Int', but used where 'Int!' is expected",
    { v: 1 },
  );
  refuses(
    'query ($v: Int!) { a(x: $v) }',
    named('Int'),
    (x) => x,
    'expecting a value for non-nullable variable: "v"',
  );
  refuses(
    'query ($v: [Int]) { a(x: $v) }',
    list(named('Int', false)),
    (x) => paramOf(x, 'array'),
    "variable 'v' is declared as '[Int]', but used where '[Int!]' is expected",
    { v: [1] },
  );
});

describe('a plan serves', () => {
  const where = 'query ($v: author_bool_exp) { a(x: $v) }';
  const walk = (input: Input): unknown =>
    isNull(input) ||
    fieldsOf(input).map(({ def, input: inner }) => {
      if (def.name === '_and') return listOf(inner).map(walk);
      return def.name === '_is_null' ? booleanOf(inner) : paramOf(inner, 'scalar');
    });
  const same = (one: unknown, other: unknown): boolean => {
    const { input, request } = argument(where, named('author_bool_exp'), { v: one });
    if (input !== null) walk(input);
    return shape(request.marks, { v: one }) === shape(request.marks, { v: other });
  };
  test('other scalars', () => expect(same({ id: 1 }, { id: 2 })).toBe(true));
  test('not other keys', () => expect(same({ id: 1 }, { name: 'a' })).toBe(false));
  test('not null', () => expect(same({ id: 1 }, null)).toBe(false));
  test('not another value that decides', () =>
    expect(same({ _is_null: true }, { _is_null: false })).toBe(false));
  test('not a longer list', () =>
    expect(same({ _and: [{ id: 1 }] }, { _and: [{ id: 1 }, { id: 2 }] })).toBe(false));
  test('not other keys within a list', () =>
    expect(same({ _and: [{ id: 1 }] }, { _and: [{ name: '' }] })).toBe(false));
});

test('a batch is one plan for any length, and each of its values is checked', () => {
  const text = 'query ($v: [author_bool_exp!]) { a(x: $v) }';
  const { input, request } = argument(text, list(named('author_bool_exp', false)), {
    v: [{ id: 1 }],
  });
  const batch = input && uniformListOf(input);
  expect(batch?.keys.map(({ param }) => param('array', named('Int')))).toEqual([
    { from: 'column-of', path: ['v'], key: 'id', as: 'array' },
  ]);
  const other = { v: [{ id: 1 }, { id: 2 }] };
  expect(shape(request.marks, other)).toBe(shape(request.marks, { v: [{ id: 3 }] }));
  expect(shape(request.marks, other)).not.toBe(shape(request.marks, { v: [{ id: 3 }, {}] }));
  expect(() => verify(request.checks, { v: [{ id: 1 }, { id: 'x' }] }, types)).toThrow(
    expect.objectContaining({ path: ['args', 'x', 1, 'id'] }),
  );
});

test('literals become constants', () => {
  expect(read('{ a(x: "b") }', named('String'), {}, (x) => paramOf(x, 'scalar'))).toEqual({
    from: 'constant',
    value: 'b',
  });
  expect(
    read('{ a(x: {k: 12345678901234567890}) }', named('jsonb'), {}, (x) => paramOf(x, 'json')),
  ).toEqual({
    from: 'constant',
    value: '{"k":12345678901234567890}',
  });
  expect(read('{ a(x: ["a\\"b", null]) }', named('_text'), {}, (x) => paramOf(x, 'array'))).toEqual(
    {
      from: 'constant',
      value: '{"a\\"b",NULL}',
    },
  );
});
