import { EngineError } from '../base/error.ts';
import {
  type Catalog,
  type DbFunction,
  keyOf,
  type Table,
  type TableName,
} from '../catalog/model.ts';
import { dependencyError, findSource, isSameName, quotedName } from '../metadata/command.ts';
import type { Metadata, Source, TableMetadata } from '../metadata/model.ts';
import { printSchemaObject, type SchemaObject } from '../metadata/schema-object.ts';
import { dependentsOf, typeDependentsOf } from './dependencies.ts';
import { buildFieldOf, type Catalogs, foreignKeyTarget } from './fields.ts';
import { purge } from './purge.ts';
import { keepNames, rename } from './rename.ts';
import { refuseTakenNames } from './taken-names.ts';

/**
 * Metadata after SQL ran: what lost its ground is refused or, with `cascade`, taken away; what was renamed is renamed.
 * Tables and columns are known again by oid and attnum.
 */
export function followChanges(
  metadata: Metadata,
  before: Catalogs,
  sourceName: string,
  after: Catalog,
  cascade: boolean,
): Metadata {
  const source = findSource(metadata, sourceName);
  const old = before.get(sourceName);
  if (!old) return metadata;
  refuseTakenNames(source, old, after);
  const diff = compare(source, old, after);
  const lost = lostObjects(source, diff);
  const broken = [
    ...brokenRelationships(source, old, after, diff),
    ...lostComputedFields(source, diff),
  ];
  const dependents = unique([...dependentsOf(metadata, before, [...lost, ...broken]), ...broken]);
  if (dependents.length > 0 && !cascade) throw dependencyError(dependents, printSchemaObject);
  refuseAlteredFunctions(source, old, after, diff);
  const purged = purge(metadata, [...dependents, ...lost]);
  refuseTypeChanges(purged, before, sourceName, diff);
  if (diff.renamedTables.size === 0 && diff.renamedColumns.size === 0) return purged;
  const columnsOf = (table: TableName): ReadonlyMap<string, string> | undefined =>
    diff.renamedColumns.get(keyOf(table));
  return rename(
    purged,
    {
      ...keepNames(sourceName),
      table: (name) => diff.renamedTables.get(keyOf(name)) ?? name,
      column: (table, name) => columnsOf(table)?.get(name) ?? name,
    },
    buildFieldOf(purged, before),
  );
}

interface Diff {
  readonly droppedTables: readonly TableName[];
  readonly droppedColumns: readonly { readonly table: TableName; readonly column: string }[];
  readonly droppedFunctions: readonly DbFunction[];
  readonly changedTypes: readonly { readonly table: TableName; readonly column: string }[];
  readonly renamedTables: ReadonlyMap<string, TableName>;
  /** By the old name of the table: old name of the column to the new. */
  readonly renamedColumns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

function compare(source: Source, old: Catalog, now: Catalog): Diff {
  const byOid = new Map([...now.tables.values()].map((table) => [table.oid, table]));
  const droppedTables: TableName[] = [];
  const droppedColumns: { table: TableName; column: string }[] = [];
  const changedTypes: { table: TableName; column: string }[] = [];
  const renamedTables = new Map<string, TableName>();
  const renamedColumns = new Map<string, Map<string, string>>();
  for (const { table: name } of source.tables) {
    const was = old.tables.get(keyOf(name));
    if (!was) continue; // inconsistent already
    const is = byOid.get(was.oid);
    if (!is) {
      droppedTables.push(name);
      continue;
    }
    if (!isSameName(is.name, name)) renamedTables.set(keyOf(name), is.name);
    const columns = compareColumns(was, is);
    droppedColumns.push(...columns.dropped.map((column) => ({ table: name, column })));
    changedTypes.push(...columns.retyped.map((column) => ({ table: name, column })));
    if (columns.renamed.size > 0) renamedColumns.set(keyOf(name), columns.renamed);
  }
  return {
    droppedTables,
    droppedColumns,
    changedTypes,
    renamedTables,
    renamedColumns,
    droppedFunctions: droppedFunctions(source, old, now),
  };
}

function compareColumns(was: Table, is: Table) {
  const byPosition = new Map([...is.columns.values()].map((column) => [column.position, column]));
  const dropped: string[] = [];
  const retyped: string[] = [];
  const renamed = new Map<string, string>();
  for (const { name, position, type } of was.columns.values()) {
    const now = byPosition.get(position);
    if (!now) dropped.push(name);
    else {
      if (now.name !== name) renamed.set(name, now.name);
      if (now.type.sqlName !== type.sqlName) retyped.push(name);
    }
  }
  return { dropped, retyped, renamed };
}

const calledBy = (source: Source): readonly TableName[] => [
  ...source.functions.map((entry) => entry.function),
  ...source.tables.flatMap(({ computed_fields }) =>
    computed_fields.map(({ definition }) => definition.function),
  ),
];

function droppedFunctions(source: Source, old: Catalog, now: Catalog): readonly DbFunction[] {
  return calledBy(source).flatMap((name) => {
    const [was] = old.functions.get(keyOf(name)) ?? [];
    const remains = (now.functions.get(keyOf(name)) ?? []).some(({ oid }) => oid === was?.oid);
    return was && !remains ? [was] : [];
  });
}

const lostObjects = ({ name: source }: Source, diff: Diff): readonly SchemaObject[] => [
  ...diff.droppedTables.map((table): SchemaObject => ({ kind: 'table', source, table })),
  ...diff.droppedColumns.map(
    ({ table, column }): SchemaObject => ({ kind: 'column', source, table, name: column }),
  ),
  ...diff.droppedFunctions.map(
    ({ name }): SchemaObject => ({ kind: 'function', source, function: name }),
  ),
];

function lostComputedFields(source: Source, diff: Diff): readonly SchemaObject[] {
  const isDropped = (table: TableMetadata): boolean =>
    diff.droppedTables.some((name) => isSameName(name, table.table));
  return source.tables.flatMap((table) =>
    isDropped(table)
      ? []
      : table.computed_fields
          .filter(({ definition }) =>
            diff.droppedFunctions.some(({ name }) => isSameName(name, definition.function)),
          )
          .map(
            ({ name }): SchemaObject => ({
              kind: 'computed-field',
              source: source.name,
              table: table.table,
              name,
            }),
          ),
  );
}

/** Relationships by a foreign key that is no longer there. */
function brokenRelationships(
  source: Source,
  old: Catalog,
  now: Catalog,
  diff: Diff,
): readonly SchemaObject[] {
  const isDropped = (name: TableName): boolean =>
    diff.droppedTables.some((dropped) => isSameName(dropped, name));
  const newName = (name: TableName): TableName => diff.renamedTables.get(keyOf(name)) ?? name;
  return source.tables.flatMap((table) => {
    if (isDropped(table.table)) return [];
    const all = [...table.object_relationships, ...table.array_relationships];
    return all.flatMap(({ name, using }): SchemaObject[] => {
      const key = using.foreign_key_constraint_on;
      if (!key) return [];
      const holder = key.table ?? table.table;
      const was = foreignKeyTarget(old, holder, key.columns);
      if (was === null || isDropped(holder)) return [];
      const columns = diff.renamedColumns.get(keyOf(holder));
      const is = foreignKeyTarget(
        now,
        newName(holder),
        key.columns.map((column) => columns?.get(column) ?? column),
      );
      return is === null
        ? [{ kind: 'relationship', source: source.name, table: table.table, name }]
        : [];
    });
  });
}

/** A function that metadata calls may be replaced, but neither made volatile nor given a namesake. */
function refuseAlteredFunctions(source: Source, old: Catalog, now: Catalog, diff: Diff): void {
  const changeOf = (name: TableName): 'volatile' | 'overloaded' | null => {
    const [was, ...others] = old.functions.get(keyOf(name)) ?? [];
    const is = now.functions.get(keyOf(name)) ?? [];
    if (!was || others.length > 0) return null;
    if (is.length > 1) return 'overloaded';
    return was.volatility !== 'volatile' && is[0]?.volatility === 'volatile' ? 'volatile' : null;
  };
  const dropped = new Set(diff.droppedFunctions.map(({ name }) => keyOf(name)));
  for (const { function: name } of source.functions) {
    const change = dropped.has(keyOf(name)) ? null : changeOf(name);
    if (change === 'overloaded')
      throw new EngineError(
        'not-supported',
        `the following tracked function(s) cannot be overloaded: ${quotedName(name).slice(1, -1)}`,
      );
    if (change === 'volatile')
      throw new EngineError(
        'not-supported',
        `type of function ${quotedName(name)} is altered to "VOLATILE" which is not supported now`,
      );
  }
  for (const table of source.tables)
    for (const { name, definition } of table.computed_fields) {
      const called = quotedName(definition.function);
      const of = `of table ${quotedName(table.table)} is being`;
      const change = dropped.has(keyOf(definition.function)) ? null : changeOf(definition.function);
      // The missing blank before the field's name is the original's.
      if (change === 'overloaded')
        throw new EngineError(
          'not-supported',
          `The function ${called} associated with computed field"${name}" ${of} overloaded`,
        );
      if (change === 'volatile')
        throw new EngineError(
          'not-supported',
          `The type of function ${called} associated with computed field "${name}" ${of} altered to "VOLATILE"`,
        );
    }
}

function refuseTypeChanges(metadata: Metadata, before: Catalogs, source: string, diff: Diff): void {
  for (const { table, column } of diff.changedTypes) {
    const dependents = typeDependentsOf(metadata, before, source, table, column);
    if (dependents.length > 0)
      throw new EngineError(
        'dependency-error',
        `cannot change type of column "${column}" in table ${quotedName(table)} because of the following dependencies: ${dependents.map(printSchemaObject).join(', ')}`,
      );
  }
}

const unique = (objects: readonly SchemaObject[]): readonly SchemaObject[] => [
  ...new Map(objects.map((object) => [JSON.stringify(object), object])).values(),
];
