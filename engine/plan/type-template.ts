/** Texts of fields, arguments and the types that they name, for introspection: most of its answer. */
import type { Template } from '../base/json-writer.ts';
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

/** What is wrapped around a type. A number, since it is looked up for every field and argument. */
export function wrappersOf(type: TypeRef): number {
  let wrappers = NO_WRAPPERS;
  let inner = type;
  for (; inner.kind === 'list'; inner = inner.of)
    wrappers = (inner.isNullable ? wrappers : wrappers * WRAPPERS + NON_NULL) * WRAPPERS + LIST;
  return inner.isNullable ? wrappers : wrappers * WRAPPERS + NON_NULL;
}

type TextOf = (wrappers: readonly number[], kind: Kind, wanted: Wanted) => string;

/**
 * What references to types come to, or whole fields and arguments of which nothing is told but their name and type, by
 * the kind of the type and what is wrapped around it. That is most of an introspection, and there are few kinds of them.
 */
export class Templates {
  readonly #wanted: Wanted;
  readonly #textOf: TextOf;
  readonly #made: { readonly [kind in Kind]: Map<number, Template> } = {
    object: new Map(),
    interface: new Map(),
    union: new Map(),
    input: new Map(),
    enum: new Map(),
    scalar: new Map(),
  };

  constructor(wanted: Wanted, textOf: TextOf) {
    this.#wanted = wanted;
    this.#textOf = textOf;
  }

  of(wrappers: number, kind: Kind): Template {
    const found = this.#made[kind].get(wrappers);
    if (found !== undefined) return found;
    // The first digit is no wrapper.
    const digits = [...wrappers.toString(WRAPPERS)].slice(1).map(Number);
    const template = templateOf(this.#textOf(digits, kind, this.#wanted));
    this.#made[kind].set(wrappers, template);
    return template;
  }
}

/** No text of introspection holds them: where the name of the field or argument stands, and where that of its type. */
const [NAME_HERE, TYPE_HERE] = ['<name>', '<type>'];
const HERE = /<name>|<type>/g;

function templateOf(text: string): Template {
  return {
    pieces: text.split(HERE).map((piece) => Buffer.from(piece)),
    isTypeBehind: [...text.matchAll(HERE)].map(([here]) => here === TYPE_HERE),
  };
}

/** Of a type as something names it. */
export function referenceText(wrappers: readonly number[], kind: Kind, wanted: Wanted): string {
  const [outer, ...others] = wrappers;
  return textOf(wanted, ({ name, inner }) => {
    if (name === 'kind') return `"${outer === undefined ? KIND[kind] : WRAPPER_KIND[outer]}"`;
    if (outer === undefined) return name === 'name' ? `"${TYPE_HERE}"` : 'null';
    return name === 'name' ? 'null' : referenceText(others, kind, inner);
  });
}

/** Of a field or an argument that has no description, no arguments and no default. */
export function plainDefText(wrappers: readonly number[], kind: Kind, wanted: Wanted): string {
  return textOf(wanted, ({ name, inner }) => {
    if (name === 'name') return `"${NAME_HERE}"`;
    if (name === 'type') return referenceText(wrappers, kind, inner);
    if (name === 'args') return '[]';
    return name === 'isDeprecated' ? 'false' : 'null';
  });
}

function textOf(wanted: Wanted, valueIn: (each: Wanted[number]) => string): string {
  if (wanted.length === 0) return '{}';
  const members = wanted.map((each) => `${each.key}${each.typename ?? valueIn(each)}`);
  return `${members.join('')}}`;
}
const WRAPPER_KIND: Readonly<Record<number, string>> = { [NON_NULL]: 'NON_NULL', [LIST]: 'LIST' };
