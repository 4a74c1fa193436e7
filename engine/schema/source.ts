import { EngineError } from '../base/error.ts';
import { englishList } from '../base/text.ts';
import { type Catalog, type Column, keyOf, type Table, type TableName } from '../catalog/model.ts';
import { withoutArrays } from '../catalog/without-arrays.ts';
import type { Source, TableMetadata } from '../metadata/model.ts';
import { because, trackComputedFields } from './computed-field.ts';
import type { Draft } from './draft.ts';
import type { Features } from './features.ts';
import { trackFunctions } from './function.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import type { RoleColumn } from './model.ts';
import { baseName, isGraphqlName, type NamingConvention, namingOf, qualified } from './naming.ts';
import { trackNativeQueries } from './native-query.ts';
import { resolvePermissions } from './permission.ts';
import { trackRelationships } from './relationship.ts';
import { outputOf } from './scalar.ts';
import type {
  TrackedFunction,
  TrackedNativeQuery,
  TrackedQueryRelationship,
  TrackedSource,
  TrackedTable,
} from './tracked.ts';

/** Metadata of one source + its catalog → what is tracked. */

export interface SourceOptions {
  readonly stringifyNumerics: boolean;
  readonly namingConvention: NamingConvention | null;
  readonly features: Features;
}

export function trackSource(
  metadata: Source,
  catalog: Catalog,
  options: SourceOptions,
  complaints: Complaints,
): TrackedSource {
  const tables = new Map<string, TrackedTable>();
  const functions: TrackedFunction[] = [];
  const nativeQueries: TrackedNativeQuery[] = [];
  const queryRelationships = new Map<TrackedTable, readonly TrackedQueryRelationship[]>();
  const source: TrackedSource = {
    name: metadata.name,
    metadata,
    catalog: options.features.arraysAreScalars ? withoutArrays(catalog) : catalog,
    naming: namingOf(metadata.customization, options.namingConvention),
    stringifyNumerics: options.stringifyNumerics,
    tables,
    functions,
    nativeQueries,
    queryRelationships,
  };
  const drafts = metadata.tables.flatMap((table) => {
    const draft = orComplain(
      complaints,
      { kind: 'table', source: metadata.name, table: table.table },
      table.table,
      '',
      () => draftOf(source, table),
    );
    return draft === null ? [] : [draft];
  });
  // Tables refer to each other, so all are there before the first relationship is looked at.
  // Of a table tracked twice the last entry counts.
  const kept = new Map(drafts.map((draft) => [keyOf(draft.table.name), draft]));
  for (const [key, draft] of kept) tables.set(key, draft);
  for (const draft of kept.values()) trackRelationships(draft, complaints);
  for (const draft of kept.values()) trackComputedFields(draft, complaints);
  for (const draft of kept.values()) resolvePermissions(draft, complaints);
  functions.push(...trackFunctions(source, complaints));
  const { queries, relationships } = trackNativeQueries(source, complaints);
  nativeQueries.push(...queries);
  for (const [model, related] of relationships) queryRelationships.set(model, related);
  return source;
}

function draftOf(source: TrackedSource, metadata: TableMetadata): Draft {
  const table = source.catalog.tables.get(keyOf(metadata.table));
  if (table === undefined)
    throw new EngineError(
      'not-exists',
      `no such table/view exists in source: "${qualified(metadata.table)}"`,
    );
  const base = baseName(metadata.table, metadata.configuration.custom_name);
  const enumValues = metadata.is_enum ? enumValuesOf(source, table) : null;
  return {
    source,
    table,
    metadata,
    base,
    label: qualified(metadata.table),
    isExposed: isGraphqlName(base.text),
    columns: columnsOf(source, table, metadata),
    relationships: new Map(),
    computedFields: new Map(),
    permissions: new Map(),
    enumValues,
  };
}

function columnsOf(
  source: TrackedSource,
  table: Table,
  { configuration }: TableMetadata,
): ReadonlyMap<string, RoleColumn> {
  for (const name of Object.keys(configuration.column_config))
    if (!table.columns.has(name))
      throw new EngineError(
        'not-exists',
        `configuration was given for the column "${name}", but no such column exists`,
      );
  const columns = new Map<string, RoleColumn>();
  const fields = new Map<string, string>();
  for (const column of table.columns.values()) {
    const config = configuration.column_config[column.name];
    // A name that GraphQL has no word for, and no other given: the column is not there, as in the original.
    if (config?.custom_name === undefined && !isGraphqlName(column.name)) continue;
    const field = config?.custom_name ?? source.naming.field(column.name);
    const other = fields.get(field);
    if (other !== undefined)
      throw new EngineError(
        'already-exists',
        `the following custom column names are being repeated: "${field}" for columns "${other}" and "${column.name}"`,
      );
    fields.set(field, column.name);
    columns.set(column.name, {
      column: config?.comment === undefined ? column : { ...column, description: config.comment },
      field,
      enumTable: enumTableOf(source, table, column),
      output: outputOf(column.type, source.stringifyNumerics),
    });
  }
  return columns;
}

/** The enum table that a column's single-column foreign key points at. */
function enumTableOf(source: TrackedSource, table: Table, column: Column): TableName | null {
  for (const { target, columns } of table.foreignKeys) {
    if (columns.size !== 1 || !columns.has(column.name)) continue;
    const key = keyOf(target);
    if (source.catalog.enumValues.has(key) && isEnumTable(source, key)) return target;
  }
  return null;
}
const enumTables = new WeakMap<Source, ReadonlySet<string>>();
function isEnumTable({ metadata }: TrackedSource, key: string): boolean {
  let keys = enumTables.get(metadata);
  if (keys === undefined) {
    keys = new Set(
      metadata.tables.filter((table) => table.is_enum).map(({ table }) => keyOf(table)),
    );
    enumTables.set(metadata, keys);
  }
  return keys.has(key);
}

/** Hasura's rules of an enum table: a primary key of one text column, at most one more text column, some rows. */
function enumValuesOf(source: TrackedSource, table: Table): ReadonlyMap<string, string | null> {
  const problems = enumProblems(source, table);
  if (problems.length > 0)
    throw new EngineError(
      'constraint-violation',
      `the table "${qualified(table.name)}" cannot be used as an enum ${because(problems)}`,
    );
  return source.catalog.enumValues.get(keyOf(table.name)) ?? new Map();
}
function enumProblems(source: TrackedSource, table: Table): readonly string[] {
  const isText = (column: Column | undefined): boolean =>
    column !== undefined &&
    ['text', 'varchar', 'citext'].includes(column.type.base?.name ?? column.type.name);
  const problems: string[] = [];
  const key = table.primaryKey?.columns ?? [];
  const first = key[0] === undefined ? undefined : table.columns.get(key[0]);
  if (table.primaryKey === null) problems.push('the table must have a primary key');
  else if (key.length > 1)
    problems.push(
      `the table’s primary key must not span multiple columns (${[...key]
        .sort()
        .map((name) => `"${name}"`)
        .join(', ')})`,
    );
  else if (!isText(first))
    problems.push(
      `the table’s primary key ("${first?.name ?? ''}") must have type "text", not type "${first?.type.sqlName ?? ''}"`,
    );
  const others = [...table.columns.values()].filter(({ name }) => !key.includes(name));
  if (others.length > 1)
    problems.push(
      `the table must have exactly one primary key and optionally one comment column, not ${table.columns.size} columns (${[...table.columns.keys()].sort().join(', ')})`,
    );
  const comment = others.length === 1 ? others[0] : undefined;
  if (comment !== undefined && !isText(comment))
    problems.push(
      `the table’s comment column ("${comment.name}") must have type "text", not type "${comment.type.sqlName}"`,
    );
  if (problems.length > 0) return problems;
  const values = source.catalog.enumValues.get(keyOf(table.name));
  if (values === undefined || values.size === 0) return ['the table must have at least one row'];
  const bad = [...values.keys()].filter(
    (value) => !isGraphqlName(value) || ['true', 'false', 'null'].includes(value),
  );
  if (bad.length === 1) return [`the value "${bad[0]}" is not a valid GraphQL enum value name`];
  if (bad.length > 1)
    return [
      `the values ${englishList(
        bad.map((value) => `"${value}"`),
        'and',
      )} are not valid GraphQL enum value names`,
    ];
  return [];
}
