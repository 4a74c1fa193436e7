import type { TypeRef } from './model.ts';

export const named = (name: string): TypeRef => ({ kind: 'named', name, isNullable: true });
export const list = (of: TypeRef): TypeRef => ({ kind: 'list', of, isNullable: true });
export const nonNull = (type: TypeRef): TypeRef =>
  type.isNullable ? { ...type, isNullable: false } : type;
export const nullableIf = (condition: boolean, type: TypeRef): TypeRef =>
  condition ? { ...type, isNullable: true } : nonNull(type);

/** As GraphQL writes it: `[author!]!`. */
export function printType(type: TypeRef): string {
  const inner = type.kind === 'list' ? `[${printType(type.of)}]` : type.name;
  return type.isNullable ? inner : `${inner}!`;
}
