import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { findSource } from '../metadata/command.ts';
import { json, listOf, nonEmptyText, optional, withDefault } from '../metadata/model/wire.ts';
import { EMPTY_METADATA, type Metadata } from '../metadata/model.ts';
import { printMetadata } from '../metadata/print.ts';
import { read, readMetadata } from '../metadata/read.ts';
import { NO_RELOAD } from '../metadata/store.ts';
import { allSources, printInconsistency, type State } from './apply.ts';
import { dropObject } from './drop-object.ts';
import type { Api, Handler } from './handler.ts';
import { suggestRelationships } from './suggest.ts';
import { testWebhookTransform } from './test-transform.ts';

/** Commands on metadata as a whole, and those that only look. */

const SUCCESS = { message: 'success' } as const;

const verdict = ({ inconsistencies }: State) => ({
  is_consistent: inconsistencies.length === 0,
  inconsistent_objects: inconsistencies.map(printInconsistency),
});

const exportMetadata: Handler = async ({ version }, _, { admin }) => {
  const { metadata, resourceVersion } = admin.state;
  const printed = printMetadata(metadata);
  return version === 2 ? { resource_version: resourceVersion, metadata: printed } : printed;
};

const replaceArgs = z.object({
  allow_inconsistent_metadata: withDefault(z.boolean(), false),
  allow_warnings: withDefault(z.boolean(), true),
  metadata: json,
});

/** Version 1 is given metadata itself, version 2 wraps it; a body that has `metadata` is taken as wrapped in both. */
const replaceMetadata: Handler = async (request, _, { admin }) => {
  const { args, version } = request;
  const isWrapped = version === 2 || (isRecord(args) && 'metadata' in args);
  const given = isWrapped
    ? read(replaceArgs, args)
    : { allow_inconsistent_metadata: false, metadata: args };
  return admin.exclusively(async () => {
    const path = isWrapped ? ['args', 'metadata'] : ['args'];
    const metadata = readMetadata(given.metadata, admin.state.metadata, path);
    const state = await admin.apply(
      { metadata, mayBreak: given.allow_inconsistent_metadata },
      {
        expect: request.resourceVersion ?? versionIn(given.metadata),
        reload: { ...NO_RELOAD, sources: allSources(metadata) },
        isReplaced: true,
      },
    );
    return version === 2 ? verdict(state) : SUCCESS;
  });
};
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const versionIn = (metadata: unknown): number | undefined =>
  isRecord(metadata) && typeof metadata['resource_version'] === 'number'
    ? metadata['resource_version']
    : undefined;

/** The connection of the source `default` is not metadata's to lose: the engine may have been started with it. */
const clearMetadata: Handler = async (request, _, { admin }) =>
  admin.exclusively(async () => {
    const sources = admin.state.metadata.sources
      .filter(({ name }) => name === 'default')
      .map((source) => ({
        ...source,
        tables: [],
        functions: [],
        native_queries: [],
        logical_models: [],
        stored_procedures: [],
        customization: {},
      }));
    const metadata: Metadata = { ...EMPTY_METADATA, sources };
    await admin.apply({ metadata, mayBreak: true }, { expect: request.resourceVersion });
    return SUCCESS;
  });

const which = withDefault(z.union([z.boolean(), z.array(nonEmptyText)]), false);
const reloadArgs = z.object({
  reload_remote_schemas: which,
  reload_sources: which,
  recreate_event_triggers: which,
});

/** Catalogs are always read again: that is what the command is mostly for. */
const reloadMetadata: Handler = async ({ args }, _, { admin }) => {
  const given = read(reloadArgs, args ?? {});
  return admin.exclusively(async () => {
    const { metadata } = admin.state;
    const remotes = metadata.remote_schemas.map(({ name }) => name);
    const chosen = given.reload_remote_schemas;
    const unknown = [
      ...missing(given.reload_remote_schemas, remotes),
      ...missing(given.reload_sources, allSources(metadata)),
    ];
    if (unknown.length > 0)
      throw new EngineError('not-exists', `not found in metadata: ${unknown.join(', ')}`, ['args']);
    const reload = {
      metadata: true,
      remote_schemas: chosen === true ? remotes : chosen === false ? [] : chosen,
      sources: allSources(metadata),
      data_connectors: [],
    };
    const state = await admin.apply({ metadata, mayBreak: true }, { reload });
    const { is_consistent, inconsistent_objects } = verdict(state);
    return { ...SUCCESS, is_consistent, ...(is_consistent ? {} : { inconsistent_objects }) };
  });
};
const missing = (chosen: boolean | readonly string[], known: readonly string[]): string[] =>
  typeof chosen === 'boolean' ? [] : chosen.filter((name) => !known.includes(name));

const getInconsistent: Handler = async (_, __, { admin }) => verdict(admin.state);

const dropInconsistent: Handler = async (_, __, { admin }) =>
  admin.exclusively(async () => {
    const { metadata, inconsistencies } = admin.state;
    const rest = inconsistencies.reduce((given, { object }) => dropObject(given, object), metadata);
    await admin.apply({ metadata: rest, mayBreak: true });
    return SUCCESS;
  });

const getCatalogState: Handler = async (_, __, { admin }) => admin.store.catalogState();

const setCatalogState: Handler = async ({ args }, _, { admin }) => {
  const { type, state } = read(z.object({ type: z.enum(['cli', 'console']), state: json }), args);
  await admin.store.setCatalogState(type, state);
  return SUCCESS;
};

/** What the schema cache holds, as far as it can be said in JSON; for people who look for a fault. */
const dumpInternalState: Handler = async (_, __, { admin }) => {
  const { cache, catalogs, resourceVersion } = admin.state;
  return {
    resource_version: resourceVersion,
    sources: [...catalogs].map(([name, { tables, functions, serverVersion }]) => ({
      name,
      server_version: serverVersion,
      tables: [...tables.values()].map((table) => table.name),
      functions: [...functions.values()].flat().map((found) => found.name),
    })),
    roles: cache.roles,
    ...verdict(admin.state),
  };
};

const KINDS = [
  ['pg', 'Postgres'],
  ['citus', 'Citus'],
  ['cockroach', 'CockroachDB'],
] as const;
const listSourceKinds: Handler = async () => ({
  sources: KINDS.map(([kind]) => ({
    available: true,
    builtin: true,
    display_name: kind,
    kind,
    release_name: null,
  })),
});

const sourceArgs = z.object({ source: withDefault(nonEmptyText, 'default') });
const getSourceTables: Handler = async ({ args }, _, { admin }) => {
  const { source } = read(sourceArgs, args ?? {});
  findSource(admin.state.metadata, source);
  const tables = admin.state.catalogs.get(source)?.tables.values() ?? [];
  return [...tables]
    .map(({ name }) => name)
    .filter(({ schema }) => schema !== 'hdb_catalog')
    .map(({ schema, name }) => ({ name, schema }));
};

const suggestArgs = sourceArgs.extend({
  tables: optional(listOf(json)),
  omit_tracked: withDefault(z.boolean(), false),
});
const suggest: Handler = async ({ args }, _, { admin }: Api) => {
  const { source, omit_tracked, tables } = read(suggestArgs, args ?? {});
  const { metadata, catalogs } = admin.state;
  return suggestRelationships(findSource(metadata, source), catalogs.get(source), {
    omitTracked: omit_tracked,
    tables,
  });
};

export const wholeCommands: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['export_metadata', exportMetadata],
  ['replace_metadata', replaceMetadata],
  ['clear_metadata', clearMetadata],
  ['reload_metadata', reloadMetadata],
  ['get_inconsistent_metadata', getInconsistent],
  ['drop_inconsistent_metadata', dropInconsistent],
  ['get_catalog_state', getCatalogState],
  ['set_catalog_state', setCatalogState],
  ['dump_internal_state', dumpInternalState],
  ['list_source_kinds', listSourceKinds],
  ['get_source_tables', getSourceTables],
  ['suggest_relationships', suggest],
  ['test_webhook_transform', testWebhookTransform],
]);
