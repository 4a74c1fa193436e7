/** A role's types → what introspection tells of them, as JSON bytes, without a tree or a text in between. */
import { JsonWriter } from '../base/json-writer.ts';
import type { Pieces } from '../base/pieces.ts';
import type {
  EnumType,
  FieldDef,
  InputFieldDef,
  NamedType,
  RoleSchema,
  TypeRef,
} from '../schema/model.ts';
import { innermost, named } from '../schema/type-ref.ts';
import { DIRECTIVES, type DirectiveDef } from './directive.ts';
import {
  isPlain,
  KIND,
  plainDefText,
  referenceText,
  Templates,
  type Wanted,
  wrappersOf,
} from './type-template.ts';

const [OPEN, CLOSE, COMMA, END] = ['[', ']', ',', '}'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const [QUOTE, NULL, FALSE, EMPTY, NOTHING] = ['"', 'null', 'false', '[]', '{}'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer];

export function printSchema(schema: RoleSchema, wanted: Wanted): Pieces {
  const writer = new JsonWriter();
  const printer = new Printer(schema, writer);
  const parts: Buffer[] = [];
  for (const { key, name, typename, inner } of wanted) {
    writer.bytes(key);
    if (typename !== null) writer.bytes(typename);
    else if (name === 'types') parts.push(writer.cut(), ...printer.types(inner));
    else printer.ofSchema(name, inner);
  }
  writer.bytes(wanted.length === 0 ? NOTHING : END);
  parts.push(writer.cut());
  return parts;
}

export function printType(schema: RoleSchema, type: NamedType, wanted: Wanted): Pieces {
  const writer = new JsonWriter();
  new Printer(schema, writer).reference(named(type.name), wanted);
  return [writer.cut()];
}

/** Hasura lists by name. Most lists are short, and a call to compare costs more than the moves that it saves. */
const SHORT = 24;
function sorted<T extends { readonly name: string }>(items: Iterable<T>): readonly T[] {
  const all = [...items];
  if (all.length > SHORT) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (let i = 1; i < all.length; i++) {
    const item = all[i] as T;
    let at = i;
    for (; at > 0 && (all[at - 1] as T).name > item.name; at--) all[at] = all[at - 1] as T;
    all[at] = item;
  }
  return all;
}

class Printer {
  readonly #schema: RoleSchema;
  readonly #to: JsonWriter;
  readonly #references = new Map<Wanted, Templates | null>();
  readonly #plainDefs = new Map<Wanted, Templates | null>();

  constructor(schema: RoleSchema, to: JsonWriter) {
    this.#schema = schema;
    this.#to = to;
  }

  /** Each type is printed as soon as it is met, and sorted only then: it is not kept. */
  types(wanted: Wanted): Pieces {
    const to = this.#to;
    to.bytes(OPEN);
    const before = to.cut();
    const printed: { readonly name: string; readonly part: Buffer }[] = [];
    const callerReadsArguments = wanted.some(({ name }) => name === 'fields');
    for (const type of this.#schema.types.each({ callerReadsArguments })) {
      to.bytes(COMMA);
      this.#object(wanted, (name, inner) => this.#ofNamed(type, name, inner));
      printed.push({ name: type.name, part: to.cut() });
    }
    to.bytes(CLOSE); // the next cut begins with it
    const [first, ...rest] = sorted(printed);
    if (first === undefined) return [before];
    return [before, first.part.subarray(1), ...rest.map(({ part }) => part)];
  }

  ofSchema(name: string, inner: Wanted): void {
    const { query, mutation, subscription } = this.#schema;
    switch (name) {
      case 'queryType':
        this.#root(query.name, inner);
        return;
      case 'mutationType':
        this.#root(mutation?.name, inner);
        return;
      case 'subscriptionType':
        this.#root(subscription?.name, inner);
        return;
      case 'directives':
        this.#list(DIRECTIVES, (def) =>
          this.#object(inner, (each, deep) => this.#ofDirective(def, each, deep)),
        );
        return;
      default:
        this.#to.bytes(NULL);
        return; // description: a role's schema has none
    }
  }

  /** A type as a field or an argument names it. */
  reference(type: TypeRef, wanted: Wanted): void {
    const templates = this.#templatesOf(wanted);
    if (templates !== null) this.#fill(templates, '', type);
    else this.#object(wanted, (name, inner) => this.#ofReference(type, name, inner));
  }

  #fill(templates: Templates, name: string, type: TypeRef): void {
    const inside = innermost(type);
    this.#to.fill(templates.of(wrappersOf(type), this.#kindOf(inside)), name, inside);
  }

  #templatesOf(wanted: Wanted): Templates | null {
    let templates = this.#references.get(wanted);
    if (templates === undefined) {
      templates = isPlain(wanted) ? new Templates(wanted, referenceText) : null;
      this.#references.set(wanted, templates);
    }
    return templates;
  }

  /** Of fields and arguments of which nothing is told but name and type. */
  #plainDefsOf(wanted: Wanted): Templates | null {
    let templates = this.#plainDefs.get(wanted);
    if (templates === undefined) {
      const types = wanted.filter(({ name }) => name === 'type');
      const canBe = types.every(({ inner }) => isPlain(inner));
      templates = canBe ? new Templates(wanted, plainDefText) : null;
      this.#plainDefs.set(wanted, templates);
    }
    return templates;
  }

  #root(name: string | undefined, wanted: Wanted): void {
    if (name === undefined) this.#to.bytes(NULL);
    else this.reference(named(name), wanted);
  }

  #object(wanted: Wanted, value: (name: string, inner: Wanted) => void): void {
    for (const { key, name, typename, inner } of wanted) {
      this.#to.bytes(key);
      if (typename === null) value(name, inner);
      else this.#to.bytes(typename);
    }
    this.#to.bytes(wanted.length === 0 ? NOTHING : END);
  }

  #list<T>(items: readonly T[], print: (item: T) => void): void {
    if (items.length === 0) {
      this.#to.bytes(EMPTY);
      return;
    }
    let isFirst = true;
    for (const item of items) {
      this.#to.bytes(isFirst ? OPEN : COMMA);
      print(item);
      isFirst = false;
    }
    this.#to.bytes(CLOSE);
  }

  /** Names of GraphQL hold nothing that JSON escapes. */
  #name(name: string): void {
    this.#to.bytes(QUOTE);
    this.#to.ascii(name);
    this.#to.bytes(QUOTE);
  }
  #text(text: string | null): void {
    if (text === null) this.#to.bytes(NULL);
    else this.#to.json(text);
  }

  #kindOf(name: string): NamedType['kind'] {
    const kind = this.#schema.types.kindOf(name);
    if (kind === undefined) throw new TypeError(`no type "${name}"`);
    return kind;
  }

  #ofReference(type: TypeRef, name: string, inner: Wanted): void {
    if (!type.isNullable) this.#ofWrapper('NON_NULL', { ...type, isNullable: true }, name, inner);
    else if (type.kind === 'list') this.#ofWrapper('LIST', type.of, name, inner);
    else {
      const found = this.#schema.types.get(type.name);
      if (found === undefined) throw new TypeError(`no type "${type.name}"`);
      this.#ofNamed(found, name, inner);
    }
  }

  #ofWrapper(kind: string, of: TypeRef, name: string, inner: Wanted): void {
    if (name === 'kind') this.#name(kind);
    else if (name === 'ofType') this.reference(of, inner);
    else this.#to.bytes(NULL);
  }

  #ofNamed(type: NamedType, name: string, inner: Wanted): void {
    switch (name) {
      case 'kind':
        this.#name(KIND[type.kind]);
        return;
      case 'name':
        this.#name(type.name);
        return;
      case 'description':
        this.#text(type.description);
        return;
      case 'fields':
        if (type.kind !== 'object' && type.kind !== 'interface') {
          this.#to.bytes(NULL);
          return;
        }
        this.#list(sorted(type.fields.values()), (def) => this.#field(def, inner));
        return;
      case 'inputFields':
        if (type.kind === 'input') this.#inputs(type.fields, inner);
        else this.#to.bytes(NULL);
        return;
      case 'enumValues':
        if (type.kind === 'enum') this.#values(type, inner);
        else this.#to.bytes(NULL);
        return;
      case 'interfaces':
        if (type.kind === 'object') this.#named(type.interfaces, inner);
        else this.#to.bytes(NULL);
        return;
      case 'possibleTypes':
        if (type.kind === 'union' || type.kind === 'interface') this.#named(type.possible, inner);
        else this.#to.bytes(NULL);
        return;
      default:
        this.#to.bytes(NULL);
        return; // ofType, specifiedByURL
    }
  }

  #named(names: readonly string[], wanted: Wanted): void {
    this.#list(names, (name) => this.reference(named(name), wanted));
  }

  #field(def: FieldDef, wanted: Wanted): void {
    const { args } = def; // read whatever is asked for: they name types
    const templates =
      args.size === 0 && def.description === null ? this.#plainDefsOf(wanted) : null;
    if (templates !== null) {
      this.#fill(templates, def.name, def.type);
      return;
    }
    for (const each of wanted) {
      this.#to.bytes(each.key);
      if (each.name === 'args') this.#inputs(args, each.inner);
      else this.#ofDef(def, each);
    }
    this.#to.bytes(wanted.length === 0 ? NOTHING : END);
  }

  #inputs(defs: ReadonlyMap<string, InputFieldDef>, wanted: Wanted): void {
    if (defs.size === 0) {
      this.#to.bytes(EMPTY);
      return;
    }
    let isFirst = true;
    for (const def of sorted(defs.values())) {
      this.#to.bytes(isFirst ? OPEN : COMMA);
      isFirst = false;
      this.#input(def, wanted);
    }
    this.#to.bytes(CLOSE);
  }

  #input(def: InputFieldDef, wanted: Wanted): void {
    const isPlainDef = def.description === null && def.defaultValue === null;
    const templates = isPlainDef ? this.#plainDefsOf(wanted) : null;
    if (templates !== null) {
      this.#fill(templates, def.name, def.type);
      return;
    }
    for (const each of wanted) {
      this.#to.bytes(each.key);
      if (each.name === 'defaultValue') this.#text(def.defaultValue);
      else this.#ofDef(def, each);
    }
    this.#to.bytes(wanted.length === 0 ? NOTHING : END);
  }

  #ofDef(def: FieldDef | InputFieldDef, { name, typename, inner }: Wanted[number]): void {
    switch (name) {
      case 'name':
        this.#name(def.name);
        return;
      case 'type':
        this.reference(def.type, inner);
        return;
      case '__typename':
        this.#to.bytes(typename ?? NULL);
        return;
      default:
        this.#ofDeprecation(name, def.description);
        return;
    }
  }

  #values({ values }: EnumType, wanted: Wanted): void {
    const all = sorted([...values].map(([name, def]) => ({ name, def })));
    this.#list(all, ({ name: own, def }) =>
      this.#object(wanted, (name) => {
        if (name === 'name') this.#name(own);
        else this.#ofDeprecation(name, def.description);
      }),
    );
  }

  /** What fields, inputs and values share; nothing is ever deprecated. */
  #ofDeprecation(name: string, description: string | null): void {
    if (name === 'description') this.#text(description);
    else this.#to.bytes(name === 'isDeprecated' ? FALSE : NULL);
  }

  #ofDirective(def: DirectiveDef, name: string, inner: Wanted): void {
    switch (name) {
      case 'name':
        this.#name(def.name);
        return;
      case 'description':
        this.#text(def.description);
        return;
      case 'locations':
        this.#list(def.locations, (location) => this.#name(location));
        return;
      case 'args':
        this.#list(def.args, (arg) => this.#input(arg, inner));
        return;
      default:
        this.#to.bytes(FALSE);
        return; // isRepeatable
    }
  }
}
