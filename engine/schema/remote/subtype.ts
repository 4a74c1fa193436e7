import type { RemoteCatalog, TypeRef } from '../../catalog/remote-model.ts';

/** Whether every value of `type` is one of `of` (GraphQL, "valid implementation of a field"). */
export function isSubtype(type: TypeRef, of: TypeRef, catalog: RemoteCatalog): boolean {
  if (type.isNullable && !of.isNullable) return false;
  if (type.kind === 'list') return of.kind === 'list' && isSubtype(type.of, of.of, catalog);
  if (of.kind === 'list') return false;
  return type.name === of.name || isMember(type.name, of.name, catalog);
}

function isMember(name: string, of: string, { types }: RemoteCatalog): boolean {
  const wider = types.get(of);
  const type = types.get(name);
  if (wider?.kind === 'union') return wider.possible.includes(name);
  return wider?.kind === 'interface' && type?.kind === 'object' && type.interfaces.includes(of);
}
