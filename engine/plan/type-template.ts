/** Texts of references to types, for introspection: most of its answer, and there are few kinds of them. */
import type { NamedType, TypeRef } from '../schema/model.ts';

/** A selection set, resolved: `key` is written in front of the value, with the bracket or comma before it. */
export type Wanted = readonly {
  readonly key: Buffer;
  readonly name: string;
  /** The value of `__typename`. */
  readonly typename: Buffer | null;
  readonly inner: Wanted;
}[];

type Kind = NamedType['kind'];
export const KIND: { readonly [kind in Kind]: string } = {
  object: 'OBJECT',
  interface: 'INTERFACE',
  union: 'UNION',
  input: 'INPUT_OBJECT',
  enum: 'ENUM',
  scalar: 'SCALAR',
};

/** Whether it asks for nothing that only the type itself knows. */
export const isPlain = (wanted: Wanted): boolean =>
  wanted.every(({ name, inner }) => PLAIN.has(name) && isPlain(inner));
const PLAIN: ReadonlySet<string> = new Set(['kind', 'name', 'ofType', '__typename']);

/** What is wrapped around a type, from without, as the digits of a number behind a first 1. */
const NO_WRAPPERS = 1;
const WRAPPERS = 3;
const NON_NULL = 1;
const LIST = 2;

/** The name inside, and what is around it. Numbers, since one is looked up for every field and argument. */
export function unwrap(type: TypeRef): { readonly name: string; readonly wrappers: number } {
  let wrappers = NO_WRAPPERS;
  let inner = type;
  for (; inner.kind === 'list'; inner = inner.of)
    wrappers = (inner.isNullable ? wrappers : wrappers * WRAPPERS + NON_NULL) * WRAPPERS + LIST;
  if (!inner.isNullable) wrappers = wrappers * WRAPPERS + NON_NULL;
  return { name: inner.name, wrappers };
}

/** Pieces between which the type's name stands. */
type Template = readonly [Buffer, ...Buffer[]];

/**
 * What a reference comes to, by the kind of the type and what is wrapped around it. References are most of an
 * introspection, and there are few kinds of them.
 */
export class Templates {
  readonly #wanted: Wanted;
  readonly #made: { readonly [kind in Kind]: Map<number, Template> } = {
    object: new Map(),
    interface: new Map(),
    union: new Map(),
    input: new Map(),
    enum: new Map(),
    scalar: new Map(),
  };

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  of(wrappers: number, kind: Kind): Template {
    const found = this.#made[kind].get(wrappers);
    if (found !== undefined) return found;
    // The first digit is no wrapper.
    const digits = [...wrappers.toString(WRAPPERS)].slice(1).map(Number);
    const [first = '', ...rest] = referenceText(digits, kind, this.#wanted).split(NAME_HERE);
    const template: Template = [Buffer.from(first), ...rest.map((text) => Buffer.from(text))];
    this.#made[kind].set(wrappers, template);
    return template;
  }
}

/** No text of introspection holds it. */
const NAME_HERE = '\0';

function referenceText(wrappers: readonly number[], kind: Kind, wanted: Wanted): string {
  if (wanted.length === 0) return '{}';
  const [outer, ...others] = wrappers;
  const members = wanted.map(({ key, name, typename, inner }) => {
    if (typename !== null) return `${key}${typename}`;
    if (name === 'kind') return `${key}"${outer === undefined ? KIND[kind] : WRAPPER_KIND[outer]}"`;
    if (name === 'name') return outer === undefined ? `${key}"${NAME_HERE}"` : `${key}null`;
    return outer === undefined ? `${key}null` : `${key}${referenceText(others, kind, inner)}`;
  });
  return `${members.join('')}}`;
}
const WRAPPER_KIND: Readonly<Record<number, string>> = { [NON_NULL]: 'NON_NULL', [LIST]: 'LIST' };
