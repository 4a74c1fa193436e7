import type { TypeRef } from './model.ts';

export const named = (name: string): TypeRef => ({ kind: 'named', name, isNullable: true });
export const list = (of: TypeRef): TypeRef => ({ kind: 'list', of, isNullable: true });
/** Written out, since thousands are made for a look at all types, and a spread costs V8 11 many times as much. */
export function nonNull(type: TypeRef): TypeRef {
  if (!type.isNullable) return type;
  return type.kind === 'list'
    ? { kind: 'list', of: type.of, isNullable: false }
    : { kind: 'named', name: type.name, isNullable: false };
}
export const nullableIf = (condition: boolean, type: TypeRef): TypeRef =>
  condition ? { ...type, isNullable: true } : nonNull(type);

/** The name inside of all lists. */
export function innermost(type: TypeRef): string {
  let inner = type;
  while (inner.kind === 'list') inner = inner.of;
  return inner.name;
}

/** As GraphQL writes it: `[author!]!`. */
export function printType(type: TypeRef): string {
  const inner = type.kind === 'list' ? `[${printType(type.of)}]` : type.name;
  return type.isNullable ? inner : `${inner}!`;
}
