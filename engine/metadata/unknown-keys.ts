import { z } from 'zod';
import { type JsonPath, printPath } from '../base/error.ts';
import { isPostgresKind, trackedFunction } from './model/source.ts';
import { table } from './model/table.ts';
import { qualifiedName } from './model/wire.ts';
import { metadata } from './model.ts';

/**
 * Keys of metadata that no schema knows, by their place. They are dropped, as the original drops them, and whoever wrote
 * them should hear of it: a misspelt `allow_aggregations` is a permission that is not there.
 */
export const unknownKeys = (given: unknown): readonly string[] =>
  walk(isOlder(given) ? [metadata, older] : [metadata], given, [])
    .map(printPath)
    .filter((path) => path !== RESOURCE_VERSION);

/** It stands there when a whole export comes back, and is read. */
const RESOURCE_VERSION = '$.resource_version';

/** Versions 1 and 2 have the tables of their only database at the top, and functions by their bare name. */
const older = z.object({
  tables: z.array(table),
  functions: z.array(z.union([trackedFunction, qualifiedName])),
  query_templates: z.unknown(),
});
const isOlder = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && !('sources' in given);

type Schema = z.core.$ZodType;

function walk(schemas: readonly Schema[], value: unknown, path: JsonPath): readonly JsonPath[] {
  if (typeof value !== 'object' || value === null || isOfAnotherBackend(value)) return [];
  const shapes = schemas.flatMap(shapesOf);
  if (shapes.some(({ kind }) => kind === 'anything')) return [];
  if (Array.isArray(value)) {
    const items = shapes.flatMap((shape) => (shape.kind === 'list' ? [shape.item] : []));
    return value.flatMap((item, i) => walk(items, item, [...path, i]));
  }
  return Object.entries(value).flatMap(([key, member]) => {
    const found = shapes.flatMap((shape) => memberOf(shape, key));
    return found.length === 0 ? [[...path, key]] : walk(found, member, [...path, key]);
  });
}

/** Of a source that is not Postgres nothing is dropped. */
const isOfAnotherBackend = (value: object): boolean =>
  'kind' in value && 'configuration' in value && !isPostgresKind(value.kind);

/** What a schema may be, with unions, options and transformations looked through. */
type Shape =
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Schema>> }
  | { readonly kind: 'map' | 'list'; readonly item: Schema }
  | { readonly kind: 'anything' };

const memberOf = (shape: Shape, key: string): readonly Schema[] => {
  if (shape.kind === 'map') return [shape.item];
  const member = shape.kind === 'object' ? shape.members[key] : undefined;
  return member ? [member] : [];
};

function shapesOf(schema: Schema): readonly Shape[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return [{ kind: 'object', members: def.shape }];
    case 'array':
      return [{ kind: 'list', item: def.element }];
    case 'record':
      return [{ kind: 'map', item: def.valueType }];
    case 'union':
      return def.options.flatMap(shapesOf);
    case 'optional':
    case 'nullable':
    case 'default':
      return shapesOf(def.innerType);
    case 'pipe':
      // A transformation stands behind what it transforms, or (preprocess) before what it makes.
      return shapesOf(
        (def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in,
      );
    case 'lazy':
      return shapesOf(def.getter());
    case 'unknown':
    case 'any':
      return [{ kind: 'anything' }];
    default:
      return [];
  }
}
