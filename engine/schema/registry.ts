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
  scalar(name: string, catalogName?: string): TypeRef;
  /** Types that are others' to make are found here too, where none of ours has the name. */
  join(others: Types): void;
}

interface Maker {
  readonly kind: NamedType['kind'];
  make(): NamedType;
}

export function openRegistry(): Registry {
  const made = new Map<string, NamedType>();
  const known = new Map<string, Maker>();
  const joined: Types[] = [];
  /** Of a walk over all types: what only it met is forgotten afterwards. */
  let met: Map<string, Maker> | null = null;
  const makerOf = (name: string): Maker | undefined => known.get(name) ?? met?.get(name);
  const use: Registry['use'] = (name, kind, make) => {
    if (!known.has(name)) {
      if (met === null) known.set(name, { kind, make });
      else if (!met.has(name)) met.set(name, { kind, make });
    }
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
    const seen = new Set<string>();
    met = new Map();
    try {
      // What others make may name types of ours, and so on until nobody names a new one.
      for (let before = -1; before < seen.size; ) {
        before = seen.size;
        yield* unseen(ownTypes(known, met, made), seen, options);
        for (const others of joined) yield* unseen(others.each(options), seen, options);
        if (joined.length === 0) return;
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
      if (!known.has(name)) remember(name);
      return getOwn(name) ?? firstOf(joined, (others) => others.find(name));
    },
    use,
    kindOf: (name) => makerOf(name)?.kind ?? firstOf(joined, (others) => others.kindOf(name)),
    scalar: (name, catalogName) =>
      use(name, 'scalar', () => ({
        kind: 'scalar',
        name,
        description: null,
        catalogName: catalogName ?? null,
      })),
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
  known: ReadonlyMap<string, Maker>,
  met: ReadonlyMap<string, Maker>,
  made: ReadonlyMap<string, NamedType>,
): Iterable<NamedType> {
  for (const makers of [known, met])
    for (const [name, { make }] of makers) yield made.get(name) ?? make();
}

function* unseen(
  types: Iterable<NamedType>,
  seen: Set<string>,
  { callerReadsArguments }: EachOptions,
): Iterable<NamedType> {
  for (const type of types) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    if (!callerReadsArguments) readArguments(type);
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
  return {
    name,
    description,
    type,
    means,
    // Not kept: planning reads them once per text, and a thousand tables have fifty thousand.
    get args() {
      return byName(args());
    },
  };
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
