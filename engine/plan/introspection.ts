/** `__schema` and `__type` → JSON text, out of the role's own types: nothing is asked of Postgres. */
import { EngineError } from '../base/error.ts';
import type {
  EnumValueDef,
  FieldDef,
  InputFieldDef,
  NamedType,
  RoleSchema,
  TypeRef,
} from '../schema/model.ts';
import { named, printType } from '../schema/type-ref.ts';
import { DIRECTIVES, type DirectiveDef } from './directive.ts';
import { booleanOf, isNull, plainValueOf } from './input.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';

export function planIntrospection(selection: Selection, planning: Planning): string {
  const { schema } = planning;
  const wanted = wantedOf(selection, planning);
  if (selection.def.means.kind === 'introspection-schema')
    return print({ kind: 'schema', schema }, wanted, schema);
  const [name] = selection.args;
  const asked = name ? plainValueOf(name.input) : null;
  // Introspection may name a type that no field met so far refers to.
  schema.types.all();
  const type = typeof asked === 'string' ? schema.types.get(asked) : undefined;
  return type === undefined
    ? 'null'
    : print({ kind: 'type', type: named(type.name) }, wanted, schema);
}

/** A selection set resolved once, and printed for every node that it is asked of. */
type Wanted = readonly {
  readonly key: string;
  readonly name: string;
  /** Of `__typename`. */
  readonly typename: string | null;
  readonly inner: Wanted;
}[];

function wantedOf(selection: Selection, planning: Planning): Wanted {
  return innerSelections(selection, planning).map((inner) => {
    const { alias, def, parent, args } = inner;
    // includeDeprecated: read so that what is not a boolean is refused; nothing is ever deprecated.
    for (const { input } of args) if (!isNull(input)) booleanOf(input);
    const isTypename = def.means.kind === 'typename';
    return {
      key: `${JSON.stringify(alias)}:`,
      name: def.name,
      typename: isTypename ? JSON.stringify(parent) : null,
      inner: isTypename ? [] : wantedOf(inner, planning),
    };
  });
}

/** Something that introspection tells of. */
type Node =
  | { readonly kind: 'schema'; readonly schema: RoleSchema }
  | { readonly kind: 'type'; readonly type: TypeRef }
  | { readonly kind: 'field'; readonly def: FieldDef }
  | { readonly kind: 'input'; readonly def: InputFieldDef }
  | { readonly kind: 'value'; readonly name: string; readonly def: EnumValueDef }
  | { readonly kind: 'directive'; readonly def: DirectiveDef };

type Value =
  | string
  | boolean
  | null
  | Node
  | readonly Node[]
  | { readonly texts: readonly string[] };

function print(node: Node, wanted: Wanted, schema: RoleSchema): string {
  // Joined and not added up: a rope of a million pieces would outlive the young generation and cost seconds of GC.
  const pieces: string[] = [];
  for (const { key, name, typename, inner } of wanted) {
    pieces.push(pieces.length === 0 ? '{' : ',', key);
    pieces.push(typename ?? printValue(answerOf(node, name, schema), inner, schema));
  }
  pieces.push(pieces.length === 0 ? '{}' : '}');
  return pieces.join('');
}

function printValue(value: Value, wanted: Wanted, schema: RoleSchema): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return JSON.stringify(value);
  if ('texts' in value) return JSON.stringify(value.texts);
  if ('kind' in value)
    return value.kind === 'type' ? typeText(value, wanted, schema) : print(value, wanted, schema);
  return `[${value.map((node) => print(node, wanted, schema)).join(',')}]`;
}

/** The same few types are named everywhere: half of an introspection's text is made once. */
const typeTexts = new WeakMap<Wanted, Map<string, string>>();
function typeText(
  node: Extract<Node, { kind: 'type' }>,
  wanted: Wanted,
  schema: RoleSchema,
): string {
  let texts = typeTexts.get(wanted);
  if (texts === undefined) {
    texts = new Map();
    typeTexts.set(wanted, texts);
  }
  const key = printType(node.type);
  let text = texts.get(key);
  if (text === undefined) {
    text = print(node, wanted, schema);
    texts.set(key, text);
  }
  return text;
}

function answerOf(node: Node, name: string, schema: RoleSchema): Value {
  switch (node.kind) {
    case 'schema':
      return ofSchema(node.schema, name);
    case 'type':
      return ofType(node.type, name, schema);
    case 'field':
      return name === 'args' ? inputs(node.def.args) : ofDef(node.def, name);
    case 'input':
      return name === 'defaultValue' ? node.def.defaultValue : ofDef(node.def, name);
    case 'value':
      return name === 'name' ? node.name : ofDeprecation(name, node.def.description);
    case 'directive':
      return ofDirective(node.def, name);
  }
}

const typeNode = (type: TypeRef): Node => ({ kind: 'type', type });
const typeNamed = (name: string | undefined): Node | null =>
  name === undefined ? null : typeNode(named(name));
/** Hasura lists by name. */
const sorted = <T extends { readonly name: string }>(items: Iterable<T>): readonly T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
const inputs = (defs: ReadonlyMap<string, InputFieldDef>): readonly Node[] =>
  sorted(defs.values()).map((def) => ({ kind: 'input', def }));

function ofSchema(schema: RoleSchema, name: string): Value {
  switch (name) {
    case 'types':
      return sorted(schema.types.all()).map((type) => typeNode(named(type.name)));
    case 'queryType':
      return typeNamed(schema.query.name);
    case 'mutationType':
      return typeNamed(schema.mutation?.name);
    case 'subscriptionType':
      return typeNamed(schema.subscription?.name);
    case 'directives':
      return DIRECTIVES.map((def) => ({ kind: 'directive', def }));
    default:
      return null; // description: a role's schema has none
  }
}

const ofDef = (def: FieldDef | InputFieldDef, name: string): Value => {
  if (name === 'name') return def.name;
  return name === 'type' ? typeNode(def.type) : ofDeprecation(name, def.description);
};
/** What fields, inputs and values share; nothing is ever deprecated. */
const ofDeprecation = (name: string, description: string | null): Value => {
  if (name === 'description') return description;
  return name === 'isDeprecated' ? false : null;
};

function ofDirective(def: DirectiveDef, name: string): Value {
  switch (name) {
    case 'name':
      return def.name;
    case 'description':
      return def.description;
    case 'locations':
      return { texts: def.locations };
    case 'args':
      return def.args.map((arg) => ({ kind: 'input', def: arg }));
    default:
      return false; // isRepeatable
  }
}

const KIND: { readonly [kind in NamedType['kind']]: string } = {
  object: 'OBJECT',
  interface: 'INTERFACE',
  union: 'UNION',
  input: 'INPUT_OBJECT',
  enum: 'ENUM',
  scalar: 'SCALAR',
};

function ofType(type: TypeRef, name: string, { types }: RoleSchema): Value {
  if (!type.isNullable) return ofWrapper('NON_NULL', { ...type, isNullable: true }, name);
  if (type.kind === 'list') return ofWrapper('LIST', type.of, name);
  if (name === 'name') return type.name;
  const found = types.get(type.name);
  if (found === undefined) throw new EngineError('unexpected', `no type "${type.name}"`);
  return ofNamed(found, name);
}

function ofWrapper(kind: string, of: TypeRef, name: string): Value {
  if (name === 'kind') return kind;
  return name === 'ofType' ? typeNode(of) : null;
}

function ofNamed(type: NamedType, name: string): Value {
  switch (name) {
    case 'kind':
      return KIND[type.kind];
    case 'description':
      return type.description;
    case 'fields':
      if (type.kind !== 'object' && type.kind !== 'interface') return null;
      return sorted(type.fields.values()).map((def) => ({ kind: 'field', def }));
    case 'inputFields':
      return type.kind === 'input' ? inputs(type.fields) : null;
    case 'enumValues':
      if (type.kind !== 'enum') return null;
      return sorted([...type.values].map(([key, def]) => ({ name: key, def }))).map((value) => ({
        kind: 'value',
        ...value,
      }));
    case 'interfaces':
      return type.kind === 'object' ? type.interfaces.map((each) => typeNode(named(each))) : null;
    case 'possibleTypes':
      return type.kind === 'union' || type.kind === 'interface'
        ? type.possible.map((each) => typeNode(named(each)))
        : null;
    default:
      return null; // ofType, specifiedByURL
  }
}
