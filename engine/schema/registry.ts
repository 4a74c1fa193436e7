import type {
  EachOptions,
  EnumType,
  FieldDef,
  FieldMeaning,
  InputFieldDef,
  InputMeaning,
  InputObjectType,
  NamedType,
  ObjectType,
  ScalarType,
  TypeRef,
  Types,
} from './model.ts';
import { named } from './type-ref.ts';

/**
 * The types of one role, each made when first asked for: naming a type says how to make it, so that a role of 1,000
 * tables costs what its requests touch.
 */
export interface Registry extends Types {
  /** A reference to a type; `make` is called when the type is asked for. */
  use<Kind extends NamedType['kind']>(
    name: string,
    kind: Kind,
    make: () => Extract<NamedType, { kind: Kind }>,
  ): TypeRef;
  scalar(name: string, catalogName?: string | null): TypeRef;
  /** Types that are others' to make are found here too, where none of ours has the name. */
  join(others: Types): void;
}

interface Maker {
  readonly kind: NamedType['kind'];
  make(): NamedType;
}

interface ScalarMaker extends Maker {
  readonly ref: TypeRef;
}

export function openRegistry(): Registry {
  const made = new Map<string, NamedType>();
  const known = new Map<string, Maker>();
  const joined: Types[] = [];
  /** Kept even if only a walk met them: they are few, and most columns name one. */
  const scalars = new Map<string, ScalarMaker>();
  const scalar: Registry['scalar'] = (name, catalogName = null) => {
    let maker = scalars.get(name);
    if (maker === undefined) {
      const type: ScalarType = { kind: 'scalar', name, description: null, catalogName };
      maker = { kind: 'scalar', make: () => type, ref: named(name) };
      scalars.set(name, maker);
    }
    return maker.ref;
  };
  /** Of a walk over all types: what is known and what it met, which is forgotten afterwards. */
  let met: Map<string, Maker> | null = null;
  const makerOf = (name: string): Maker | undefined =>
    (met ?? known).get(name) ?? scalars.get(name);
  const use: Registry['use'] = (name, kind, make) => {
    const makers = met ?? known;
    if (!makers.has(name)) makers.set(name, { kind, make });
    return named(name);
  };
  const getOwn = (name: string): NamedType | undefined => {
    const found = made.get(name);
    if (found !== undefined) return found;
    const type = makerOf(name)?.make();
    if (type !== undefined && met === null) made.set(name, type);
    return type;
  };
  function* each(options: EachOptions = { callerReadsArguments: false }) {
    met = new Map(known);
    const own = [met, scalars];
    try {
      yield* ownTypes(own, made, options);
      if (joined.length === 0) return;
      const seen = new Set([...met.keys(), ...scalars.keys()]);
      // What others make may name types of ours, and so on until nobody names a new one.
      for (let before = -1; before < seen.size; ) {
        before = seen.size;
        for (const others of joined) yield* unseen(others.each(options), seen);
        yield* unseen(ownTypes(own, made, options), seen);
      }
    } finally {
      met = null;
    }
  }
  function remember(name: string): void {
    for (const type of each()) {
      if (type.name !== name) continue;
      const maker = makerOf(name);
      if (maker !== undefined) known.set(name, maker);
      return;
    }
  }
  return {
    get: (name) => getOwn(name) ?? firstOf(joined, (others) => others.get(name)),
    find: (name) => {
      if (!known.has(name) && !scalars.has(name)) remember(name);
      return getOwn(name) ?? firstOf(joined, (others) => others.find(name));
    },
    use,
    // Asked for every reference of an introspection, most of which are to scalars.
    kindOf: (name) =>
      (scalars.get(name) ?? makerOf(name))?.kind ??
      firstOf(joined, (others) => others.kindOf(name)),
    scalar,
    join: (others) => joined.push(others),
    each,
  };
}

function firstOf<T>(joined: readonly Types[], look: (others: Types) => T | undefined) {
  for (const others of joined) {
    const found = look(others);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Making a type may name others, which the running iteration then meets. */
function* ownTypes(
  all: readonly ReadonlyMap<string, Maker>[],
  made: ReadonlyMap<string, NamedType>,
  { callerReadsArguments }: EachOptions,
): Iterable<NamedType> {
  for (const makers of all)
    for (const [name, { make }] of makers) {
      const type = made.get(name) ?? make();
      if (!callerReadsArguments) readArguments(type);
      yield type;
    }
}

function* unseen(types: Iterable<NamedType>, seen: Set<string>): Iterable<NamedType> {
  for (const type of types) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    yield type;
  }
}

/** Arguments are made when read, and name types. */
function readArguments(type: NamedType): void {
  if (type.kind !== 'object' && type.kind !== 'interface') return;
  for (const field of type.fields.values()) void field.args;
}

export interface Described {
  readonly description?: string | null;
}

const NO_ARGS: ReadonlyMap<string, InputFieldDef> = new Map();

export function field(
  name: string,
  type: TypeRef,
  means: FieldMeaning,
  {
    description = null,
    args,
  }: Described & { readonly args?: (() => readonly InputFieldDef[]) | undefined } = {},
): FieldDef {
  if (args === undefined) return { name, description, type, args: NO_ARGS, means };
  return new FieldWithArgs(name, description, type, means, args);
}

/** A class, since V8 gives every literal that has a getter a shape of its own. */
class FieldWithArgs implements FieldDef {
  readonly name: string;
  readonly description: string | null;
  readonly type: TypeRef;
  readonly means: FieldMeaning;
  readonly #args: () => readonly InputFieldDef[];

  constructor(
    name: string,
    description: string | null,
    type: TypeRef,
    means: FieldMeaning,
    args: () => readonly InputFieldDef[],
  ) {
    this.name = name;
    this.description = description;
    this.type = type;
    this.means = means;
    this.#args = args;
  }

  /** Not kept: planning reads them once per text, and a thousand tables have fifty thousand. */
  get args(): ReadonlyMap<string, InputFieldDef> {
    return byName(this.#args());
  }
}

export const inputField = (
  name: string,
  type: TypeRef,
  means: InputMeaning,
  {
    description = null,
    defaultValue = null,
  }: Described & { readonly defaultValue?: string | null } = {},
): InputFieldDef => ({ name, description, type, defaultValue, means });

export function byName<T extends { readonly name: string }>(
  items: readonly T[],
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) map.set(item.name, item);
  return map;
}

export const object = (
  name: string,
  description: string | null,
  fields: readonly FieldDef[],
  interfaces: readonly string[] = [],
): ObjectType => ({ kind: 'object', name, description, fields: byName(fields), interfaces });
export const inputObject = (
  name: string,
  description: string | null,
  fields: readonly InputFieldDef[],
): InputObjectType => ({ kind: 'input', name, description, fields: byName(fields) });
export const enumOf = (
  name: string,
  description: string | null,
  values: readonly {
    readonly name: string;
    readonly value: string;
    readonly description: string | null;
  }[],
): EnumType => ({
  kind: 'enum',
  name,
  description,
  values: new Map(
    values.map(({ name: key, value, description: text }) => [key, { value, description: text }]),
  ),
});
