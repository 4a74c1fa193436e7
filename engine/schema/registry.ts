import type {
  FieldDef,
  FieldMeaning,
  InputFieldDef,
  InputMeaning,
  NamedType,
  TypeRef,
  Types,
} from './model.ts';
import { named } from './type-ref.ts';

/**
 * The types of one role, each made when first asked for: naming a type says how to make it, so that a role of 1,000
 * tables costs what its requests touch.
 */
export interface Registry extends Types {
  /** A reference to a type; `make` is called once, when the type is asked for. */
  use(name: string, make: () => NamedType): TypeRef;
  scalar(name: string, catalogName?: string): TypeRef;
  /** Types that are others' to make are found here too, where none of ours has the name. */
  join(others: Types): void;
}

export function openRegistry(): Registry {
  const makers = new Map<string, () => NamedType>();
  const made = new Map<string, NamedType>();
  const joined: Types[] = [];
  const getOwn = (name: string): NamedType | undefined => {
    const found = made.get(name);
    if (found !== undefined) return found;
    const type = makers.get(name)?.();
    if (type !== undefined) made.set(name, type);
    return type;
  };
  const get = (name: string): NamedType | undefined => {
    const own = getOwn(name);
    if (own !== undefined || joined.length === 0) return own;
    for (const others of joined) {
      const found = others.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const use: Registry['use'] = (name, make) => {
    if (!makers.has(name)) makers.set(name, make);
    return named(name);
  };
  return {
    get,
    use,
    scalar: (name, catalogName) =>
      use(name, () => ({
        kind: 'scalar',
        name,
        description: null,
        catalogName: catalogName ?? null,
      })),
    join: (others) => joined.push(others),
    all: () => {
      const found = new Map<string, NamedType>();
      // What others make may name types of ours, and so on until nobody names a new one.
      for (let known = -1; known < found.size; ) {
        known = found.size;
        // Making a type may name others, which the running iteration then meets.
        for (const name of makers.keys()) touch(getOwn(name));
        for (const type of [made, ...joined.map((others) => others.all())])
          for (const each of type.values()) if (!found.has(each.name)) found.set(each.name, each);
      }
      return [...found.values()];
    },
  };
}

/** Arguments are made when first read, and name types. */
function touch(type: NamedType | undefined): void {
  if (type?.kind !== 'object' && type?.kind !== 'interface') return;
  for (const field of type.fields.values()) void field.args.size;
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
  let made: ReadonlyMap<string, InputFieldDef> | null = null;
  return {
    name,
    description,
    type,
    means,
    get args() {
      made ??= byName(args());
      return made;
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

export const byName = <T extends { readonly name: string }>(
  items: readonly T[],
): ReadonlyMap<string, T> => new Map(items.map((item) => [item.name, item]));

export const object = (
  name: string,
  description: string | null,
  fields: readonly FieldDef[],
  interfaces: readonly string[] = [],
): NamedType => ({ kind: 'object', name, description, fields: byName(fields), interfaces });
export const inputObject = (
  name: string,
  description: string | null,
  fields: readonly InputFieldDef[],
): NamedType => ({ kind: 'input', name, description, fields: byName(fields) });
export const enumOf = (
  name: string,
  description: string | null,
  values: readonly {
    readonly name: string;
    readonly value: string;
    readonly description: string | null;
  }[],
): NamedType => ({
  kind: 'enum',
  name,
  description,
  values: new Map(
    values.map(({ name: key, value, description: text }) => [key, { value, description: text }]),
  ),
});
