import { Kind, type TypeNode, type ValueNode } from 'graphql';
import { isNumber } from '../base/json-number.ts';
import type { TypeRef } from '../schema/model.ts';

export const nullable = (type: TypeRef): TypeRef =>
  type.isNullable ? type : { ...type, isNullable: true };

export function typeOfNode(node: TypeNode): TypeRef {
  switch (node.kind) {
    case Kind.NON_NULL_TYPE:
      return { ...typeOfNode(node.type), isNullable: false };
    case Kind.LIST_TYPE:
      return { kind: 'list', of: typeOfNode(node.type), isNullable: true };
    case Kind.NAMED_TYPE:
      return { kind: 'named', name: node.name.value, isNullable: true };
  }
}

/** Whether a variable of the declared type may stand where `expected` is (GraphQL, 5.8.5). */
export function isUsable(
  declared: { readonly type: TypeRef; readonly default: ValueNode | null },
  expected: TypeRef,
  hasLocationDefault: boolean,
): boolean {
  if (expected.isNullable || !declared.type.isNullable)
    return areCompatible(declared.type, expected);
  const hasDefault = declared.default !== null && declared.default.kind !== Kind.NULL;
  return (hasDefault || hasLocationDefault) && areCompatible(declared.type, nullable(expected));
}

function areCompatible(declared: TypeRef, expected: TypeRef): boolean {
  if (declared.isNullable && !expected.isNullable) return false;
  if (declared.kind === 'list')
    return expected.kind === 'list' && areCompatible(declared.of, expected.of);
  return expected.kind === 'named' && declared.name === expected.name;
}

/** What a value is called in Hasura's errors. */
export function describeLiteral(node: ValueNode): string {
  switch (node.kind) {
    case Kind.NULL:
      return 'null';
    case Kind.INT:
      return 'an integer';
    case Kind.FLOAT:
      return 'a float';
    case Kind.STRING:
      return 'a string';
    case Kind.BOOLEAN:
      return 'a boolean';
    case Kind.ENUM:
      return 'an enum value';
    case Kind.LIST:
      return 'a list';
    case Kind.OBJECT:
      return 'an object';
    case Kind.VARIABLE:
      return 'a variable';
  }
}
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isNumber(value)) return 'a number';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'boolean' ? 'a boolean' : 'an object';
}
