/** What a remote's types and fields are called here: its `customization`. */
import { EngineError } from '../../base/error.ts';
import { BUILT_IN_SCALARS, type RemoteCatalog } from '../../catalog/remote-model.ts';
import type { RemoteSchemaCustomization } from '../../metadata/model.ts';

export interface RemoteNames {
  /** Where its root fields stand; null: among everybody's. */
  readonly namespace: string | null;
  type(name: string): string;
  /** The type that goes by the name here. */
  originalType(name: string): string;
  field(type: string, name: string): string;
  /** Whether `__typename` answers something else than the remote says. */
  readonly renamesTypes: boolean;
}

const SAME: RemoteNames = {
  namespace: null,
  type: (name) => name,
  originalType: (name) => name,
  field: (_, name) => name,
  renamesTypes: false,
};

type Affixes = { readonly prefix?: string | undefined; readonly suffix?: string | undefined };
type NameMap = ReadonlyMap<string, string>;

/** Throws where two types, or two fields of a type, would go by one name. */
export function namesOf(
  catalog: RemoteCatalog,
  customization: RemoteSchemaCustomization | undefined,
): RemoteNames {
  if (customization === undefined) return SAME;
  const types = typeMap(catalog, customization);
  const fields = fieldMaps(catalog, customization);
  checkInterfaces(catalog, fields);
  checkDistinct(catalog, types, fields);
  const back = new Map([...types].map(([name, custom]) => [custom, name]));
  return {
    namespace: customization.root_fields_namespace ?? null,
    type: (name) => types.get(name) ?? name,
    originalType: (name) => back.get(name) ?? name,
    field: (type, name) => fields.get(type)?.get(name) ?? name,
    renamesTypes: types.size > 0,
  };
}

/** Root types keep their names where their fields are everybody's, unless they are mapped by name. */
function typeMap(
  { types, roots }: RemoteCatalog,
  customization: RemoteSchemaCustomization,
): NameMap {
  const { type_names: custom, root_fields_namespace: namespace } = customization;
  if (custom === undefined) return new Map();
  const kept = new Set<string | null>(
    namespace === undefined ? [roots.query, roots.mutation, roots.subscription] : [],
  );
  const affixed = [...types.keys()].filter(
    (name) => !name.startsWith('__') && !BUILT_IN_SCALARS.has(name) && !kept.has(name),
  );
  return nameMap(affixed, custom, custom.mapping);
}

/** Of a name that is mapped and would get a prefix, the mapping counts. */
function nameMap(
  names: readonly string[],
  { prefix = '', suffix = '' }: Affixes,
  mapping: Readonly<Record<string, string>>,
): NameMap {
  const affixed = prefix + suffix === '' ? [] : names;
  return new Map([
    ...affixed.map((name) => [name, prefix + name + suffix] as const),
    ...Object.entries(mapping),
  ]);
}

function fieldMaps(
  { types }: RemoteCatalog,
  { field_names: custom = [] }: RemoteSchemaCustomization,
): ReadonlyMap<string, NameMap> {
  return new Map(
    custom.flatMap((each) => {
      const type = types.get(each.parent_type);
      if (type?.kind !== 'object' && type?.kind !== 'interface') return [];
      return [[type.name, nameMap([...type.fields.keys()], each, each.mapping)] as const];
    }),
  );
}

const quoted = (name: string): string => JSON.stringify(name);

/** A field of an interface goes by one name in all types that implement it. */
function checkInterfaces({ types }: RemoteCatalog, maps: ReadonlyMap<string, NameMap>): void {
  for (const face of types.values()) {
    if (face.kind !== 'interface') continue;
    for (const type of face.possible)
      for (const field of face.fields.keys()) {
        const theirs = maps.get(face.name)?.get(field) ?? field;
        const ours = maps.get(type)?.get(field) ?? field;
        if (theirs !== ours)
          throw new EngineError(
            'remote-schema-error',
            `Remote schema customization inconsistency: field name mapping for field ${quoted(field)} of interface ${quoted(face.name)} is inconsistent with mapping for type ${quoted(type)}. Interface field name maps to ${quoted(theirs)}. Type field name maps to ${quoted(ours)}.`,
          );
      }
  }
}

function checkDistinct(
  { types }: RemoteCatalog,
  typeNames: NameMap,
  fieldNames: ReadonlyMap<string, NameMap>,
): void {
  const refuse = (what: string, which: string, twice: readonly string[]): void => {
    if (twice.length > 0)
      throw new EngineError(
        'remote-schema-error',
        `${what} are not distinct; the following ${which} appear more than once: ${twice.map(quoted).join(', ')}`,
      );
  };
  refuse('Type name mappings', 'types', repeated(types.keys(), typeNames));
  for (const type of types.values()) {
    if (type.kind !== 'object' && type.kind !== 'interface') continue;
    const twice = repeated(type.fields.keys(), fieldNames.get(type.name) ?? new Map());
    const kind = type.kind === 'object' ? 'object type' : 'interface';
    refuse(`Field name mappings for ${kind} ${quoted(type.name)}`, 'fields', twice);
  }
}

function repeated(names: Iterable<string>, map: NameMap): readonly string[] {
  const seen = new Set<string>();
  const all = [...names].map((name) => map.get(name) ?? name);
  return [...new Set(all.filter((name) => seen.size === seen.add(name).size))];
}
