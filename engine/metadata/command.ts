import type { z } from 'zod';
import { at, EngineError } from '../base/error.ts';
import type { FunctionName, TableName } from '../catalog/model.ts';
import type { Metadata, Source, TableMetadata } from './model.ts';
import { type MetadataObject, printName } from './object.ts';
import { read } from './read.ts';
import type { SchemaObject } from './schema-object.ts';

/** What a command may ask of the rest of the world; metadata alone cannot say who depends on a column. */
export interface World {
  /** What would break without these, in the order in which Hasura names it. */
  dependents(objects: readonly SchemaObject[]): readonly SchemaObject[];
  /** Whether the table has a column of that name. */
  hasColumn(source: string, table: TableName, name: string): boolean;
  /** The table whose rows a function returns; null where there is no such function, or several of its name. */
  returnedTable(source: string, name: FunctionName): TableName | null;
  /** Metadata without the given pieces. */
  purge(metadata: Metadata, objects: readonly SchemaObject[]): Metadata;
  /** Metadata in which a relationship has another name, also in the permissions that go through it. */
  renameRelationship(
    metadata: Metadata,
    source: string,
    table: TableName,
    from: string,
    to: string,
  ): Metadata;
  /** Whether roles may be given permissions on remote schemas: `--enable-remote-schema-permissions`. */
  readonly hasRemotePermissions: boolean;
}

/** What a command makes of metadata, and what must hold for it to be saved. */
export interface Change {
  readonly metadata: Metadata;
  /** The object at hand: when it turns out inconsistent, its reasons are the error. */
  readonly affects?: MetadataObject;
  /** Why the object at hand is inconsistent is the error itself, in its own words and code. */
  readonly tellsCause?: boolean;
  /** Answered instead of `{"message":"success"}`. */
  readonly reply?: unknown;
  /** Set where inconsistencies may stay: replace_metadata that allows them, clear_metadata. */
  readonly mayBreak?: boolean;
}

export interface Command {
  readonly type: string;
  run(args: unknown, metadata: Metadata, world: World): Change;
}

/** A command by its name and the shape of its arguments. Parse errors keep the place within the arguments, all others are at `$.args`. */
export function command<T extends z.ZodType>(
  type: string,
  args: T,
  run: (args: z.output<T>, metadata: Metadata, world: World) => Metadata | Change,
): Command {
  return {
    type,
    run(given, metadata, world) {
      const parsed = read(args, given ?? {});
      const made = at('args', () => run(parsed, metadata, world));
      return 'metadata' in made ? made : { metadata: made };
    },
  };
}

export const quoted = (name: string): string => `"${name}"`;
export const quotedName = (name: TableName): string => `"${printName(name)}"`;

export const isSameName = (a: TableName, b: TableName): boolean =>
  a.schema === b.schema && a.name === b.name;

export function findSource(metadata: Metadata, name: string): Source {
  const source = metadata.sources.find((candidate) => candidate.name === name);
  if (!source) throw new EngineError('not-exists', `source with name "${name}" does not exist`);
  return source;
}

export function editSource(
  metadata: Metadata,
  name: string,
  edit: (source: Source) => Source,
): Metadata {
  const found = findSource(metadata, name);
  return {
    ...metadata,
    sources: metadata.sources.map((source) => (source === found ? edit(source) : source)),
  };
}

export function findTable(source: Source, name: TableName): TableMetadata {
  const table = source.tables.find((candidate) => isSameName(candidate.table, name));
  if (!table)
    throw new EngineError(
      'not-exists',
      `table ${quotedName(name)} does not exist in source: ${source.name}`,
    );
  return table;
}

export function editTable(
  metadata: Metadata,
  sourceName: string,
  name: TableName,
  edit: (table: TableMetadata) => TableMetadata,
): Metadata {
  return editSource(metadata, sourceName, (source) => {
    const found = findTable(source, name);
    return {
      ...source,
      tables: source.tables.map((table) => (table === found ? edit(table) : table)),
    };
  });
}

/** Refuses what others depend on, or takes them away with it. */
export function dropWithDependents(
  metadata: Metadata,
  world: World,
  objects: readonly SchemaObject[],
  cascade: boolean,
  print: (object: SchemaObject) => string,
): Metadata {
  const dependents = world.dependents(objects);
  if (dependents.length === 0) return metadata;
  if (!cascade) throw dependencyError(dependents, print);
  return world.purge(metadata, dependents);
}

export const dependencyError = (
  dependents: readonly SchemaObject[],
  print: (object: SchemaObject) => string,
): EngineError =>
  new EngineError(
    'dependency-error',
    `cannot drop due to the following dependent objects: ${dependents.map(print).join(', ')}`,
  );
