import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Column, keyOf, type Table } from '../../catalog/model.ts';
import { findSource } from '../../metadata/command.ts';
import { POSTGRES_KINDS } from '../../metadata/model/source.ts';
import {
  json,
  listOf,
  nonEmptyText,
  optional,
  qualifiedName,
  withDefault,
} from '../../metadata/model/wire.ts';
import { sorted } from '../../metadata/print.ts';
import { read } from '../../metadata/read.ts';
import type { Handler } from '../handler.ts';
import { suggestRelationships } from './suggest.ts';

/** Commands that tell what a source has, tracked or not. */

const KINDS = ['pg', 'citus', 'cockroach'] as const;

const listSourceKinds: Handler = async () => ({
  sources: KINDS.map((kind) => ({
    available: true,
    builtin: true,
    display_name: kind,
    kind,
    release_name: null,
  })),
});

/** Capabilities are what data connectors tell of themselves. */
const getSourceKindCapabilities: Handler = async ({ args }) => {
  const { name } = read(z.object({ name: nonEmptyText }), args);
  const isBuiltin = [...KINDS, ...POSTGRES_KINDS].some((kind) => kind === name);
  throw new EngineError(
    isBuiltin ? 'not-supported' : 'not-found',
    isBuiltin
      ? `Source kind ${name} does not support the capabilities API`
      : `Source kind ${name} is not known to this engine`,
    ['args'],
    400,
  );
};

const sourceArgs = z.object({ source: withDefault(nonEmptyText, 'default') });

const isOurs = ({ schema }: { readonly schema: string }): boolean => schema !== 'hdb_catalog';

const getSourceTables: Handler = async ({ args }, _, { admin }) => {
  const { source } = read(sourceArgs, args ?? {});
  findSource(admin.state.metadata, source);
  const tables = admin.state.catalogs.get(source)?.tables.values() ?? [];
  return [...tables]
    .map(({ name }) => name)
    .filter(isOurs)
    .map(({ schema, name }) => ({ name, schema }));
};

/** Tables and functions that could be tracked, and are not. */
const getSourceTrackables: Handler = async ({ args }, _, { admin }) => {
  const { source } = read(sourceArgs, args ?? {});
  const found = findSource(admin.state.metadata, source);
  const catalog = admin.state.catalogs.get(source);
  const tracked = new Set([
    ...found.tables.map(({ table }) => keyOf(table)),
    ...found.functions.map((entry) => keyOf(entry.function)),
  ]);
  const untracked = (names: Iterable<{ readonly name: { schema: string; name: string } }>) =>
    [...names]
      .map(({ name }) => name)
      .filter((name) => isOurs(name) && !tracked.has(keyOf(name)))
      .map(({ schema, name }) => ({ name: { name, schema } }));
  return {
    tables: untracked(catalog?.tables.values() ?? []),
    functions: untracked([...(catalog?.functions.values() ?? [])].flat()),
  };
};

const getTableInfo: Handler = async ({ args }, _, { admin }) => {
  const given = read(sourceArgs.extend({ table: qualifiedName }), args);
  findSource(admin.state.metadata, given.source);
  const table = admin.state.catalogs.get(given.source)?.tables.get(keyOf(given.table));
  if (table === undefined)
    throw new EngineError(
      'not-exists',
      `no such table/view exists in source: "${given.table.schema}.${given.table.name}"`,
      ['args'],
    );
  return describeTable(table);
};

const describeTable = (table: Table) => ({
  name: table.name,
  type: table.kind.includes('view') ? 'view' : 'table',
  description: table.description,
  columns: [...table.columns.values()].map(describeColumn),
  primary_key: table.primaryKey?.columns ?? [],
  foreign_keys: Object.fromEntries(
    table.foreignKeys.map(({ name, target, columns }) => [
      name,
      { foreign_table: target, column_mapping: Object.fromEntries(columns) },
    ]),
  ),
  insertable: table.isInsertable,
  updatable: table.isUpdatable,
  deletable: table.isDeletable,
});

const describeColumn = ({ name, type, isNullable, description, ...rest }: Column) => ({
  name,
  type: type.sqlName,
  nullable: isNullable,
  description,
  insertable: !rest.isGenerated && rest.identity !== 'always',
  updatable: !rest.isGenerated && rest.identity !== 'always',
});

const suggestArgs = sourceArgs.extend({
  tables: optional(listOf(json)),
  omit_tracked: withDefault(z.boolean(), false),
});
const suggest: Handler = async ({ args }, _, { admin }) => {
  const { source, omit_tracked, tables } = read(suggestArgs, args ?? {});
  const { metadata, catalogs } = admin.state;
  return suggestRelationships(findSource(metadata, source), catalogs.get(source), {
    omitTracked: omit_tracked,
    tables,
  });
};

const getNativeQueries: Handler = async ({ args }, _, { admin }) => {
  const { source } = read(sourceArgs, args ?? {});
  return findSource(admin.state.metadata, source).native_queries.map(sorted);
};
const getLogicalModels: Handler = async ({ args }, _, { admin }) => {
  const { source } = read(sourceArgs, args ?? {});
  return findSource(admin.state.metadata, source).logical_models.map(sorted);
};

export const sourceInfoCommands: readonly (readonly [string, Handler])[] = [
  ['list_source_kinds', listSourceKinds],
  ['get_source_kind_capabilities', getSourceKindCapabilities],
  ['get_source_tables', getSourceTables],
  ['get_source_trackables', getSourceTrackables],
  ['get_table_info', getTableInfo],
  ['suggest_relationships', suggest],
  ['get_native_query', getNativeQueries],
  ['get_logical_model', getLogicalModels],
];
