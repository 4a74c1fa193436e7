/** A GraphQL type with its wrappers: `[author!]!`. */
export type TypeRef =
  | { readonly kind: 'named'; readonly name: string; readonly isNullable: boolean }
  | { readonly kind: 'list'; readonly of: TypeRef; readonly isNullable: boolean };

/** What another GraphQL server says of itself, under its own names. */
export interface RemoteCatalog {
  readonly types: ReadonlyMap<string, RemoteType>;
  readonly roots: RemoteRoots;
}
/** The names of the types of its root fields. */
export interface RemoteRoots {
  readonly query: string;
  readonly mutation: string | null;
  readonly subscription: string | null;
}

export type RemoteType =
  | RemoteObject
  | RemoteInterface
  | RemoteUnion
  | RemoteInput
  | RemoteEnum
  | RemoteScalar;

interface Named {
  readonly name: string;
  readonly description: string | null;
}
export interface RemoteObject extends Named {
  readonly kind: 'object';
  readonly fields: RemoteFields;
  readonly interfaces: readonly string[];
}
export interface RemoteInterface extends Named {
  readonly kind: 'interface';
  readonly fields: RemoteFields;
  readonly possible: readonly string[];
}
export interface RemoteUnion extends Named {
  readonly kind: 'union';
  readonly possible: readonly string[];
}
export interface RemoteInput extends Named {
  readonly kind: 'input';
  readonly fields: RemoteInputValues;
}
export interface RemoteEnum extends Named {
  readonly kind: 'enum';
  readonly values: readonly Named[];
}
export interface RemoteScalar extends Named {
  readonly kind: 'scalar';
}

export type RemoteFields = ReadonlyMap<string, RemoteField>;
export interface RemoteField extends Named {
  readonly type: TypeRef;
  readonly args: RemoteInputValues;
}
export type RemoteInputValues = ReadonlyMap<string, RemoteInputValue>;
export interface RemoteInputValue extends Named {
  readonly type: TypeRef;
  /** As GraphQL text. */
  readonly defaultValue: string | null;
}

export const baseOf = (type: TypeRef): string =>
  type.kind === 'list' ? baseOf(type.of) : type.name;

/** The scalars that every GraphQL server has, whether it lists them or not. */
export const BUILT_IN_SCALARS: ReadonlySet<string> = new Set([
  'Int',
  'Float',
  'String',
  'Boolean',
  'ID',
]);
