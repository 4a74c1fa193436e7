import { z } from 'zod';
import { at, EngineError, type JsonPath } from '../../base/error.ts';
import { refuseCyclicRoles } from '../../metadata/cyclic-roles.ts';
import { json, nonEmptyText, withDefault } from '../../metadata/model/wire.ts';
import { EMPTY_METADATA, type Metadata } from '../../metadata/model.ts';
import { printMetadata } from '../../metadata/print.ts';
import { read, readMetadata } from '../../metadata/read.ts';
import { NO_RELOAD } from '../../metadata/store.ts';
import { allSources } from '../apply.ts';
import type { State } from '../build-state.ts';
import { dropObject } from '../drop-object.ts';
import { type Handler, SUCCESS } from '../handler.ts';
import { printInconsistency } from '../inconsistency.ts';
import { requireAllowed, warningsOf, withWarnings } from '../warning.ts';

/** Commands on metadata as a whole. */

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
    : { allow_inconsistent_metadata: false, allow_warnings: true, metadata: args };
  return admin.exclusively(async () => {
    const path = isWrapped ? ['args', 'metadata'] : ['args'];
    requireSources(given.metadata, path);
    const metadata = readMetadata(given.metadata, admin.state.metadata, path);
    at('args', () => refuseCyclicRoles(metadata));
    const warnings = warningsOf(given.metadata, metadata);
    requireAllowed(warnings, given.allow_warnings);
    const state = await admin.apply(
      { metadata, mayBreak: given.allow_inconsistent_metadata },
      {
        expect: request.resourceVersion ?? versionIn(given.metadata),
        reload: { ...NO_RELOAD, sources: allSources(metadata) },
        isReplaced: true,
      },
    );
    return version === 2 ? withWarnings(verdict(state), warnings) : SUCCESS;
  });
};
/** Left out, they would all be dropped. Versions before the third know one source, which stays. */
function requireSources(given: unknown, path: JsonPath): void {
  if (isRecord(given) && given['version'] === 3 && !('sources' in given))
    throw new EngineError('parse-failed', 'key "sources" not found', path);
}
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
    requireKnown('Remote schema', given.reload_remote_schemas, remotes);
    requireKnown('Source', given.reload_sources, allSources(metadata));
    requireKnown('Source', given.recreate_event_triggers, allSources(metadata));
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
function requireKnown(
  what: string,
  chosen: boolean | readonly string[],
  known: readonly string[],
): void {
  const missing =
    typeof chosen === 'boolean' ? undefined : chosen.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new EngineError('not-exists', `${what} with name "${missing}" not found in metadata`, [
      'args',
    ]);
}

const getInconsistent: Handler = async (_, __, { admin }) => verdict(admin.state);

const dropInconsistent: Handler = async (_, __, { admin }) =>
  admin.exclusively(async () => {
    const { metadata, inconsistencies } = admin.state;
    const rest = inconsistencies.reduce(
      (given, { object }) => (object === null ? given : dropObject(given, object)),
      metadata,
    );
    await admin.apply({ metadata: rest, mayBreak: true });
    return SUCCESS;
  });

export const wholeCommands: readonly (readonly [string, Handler])[] = [
  ['export_metadata', exportMetadata],
  ['replace_metadata', replaceMetadata],
  ['clear_metadata', clearMetadata],
  ['reload_metadata', reloadMetadata],
  ['get_inconsistent_metadata', getInconsistent],
  ['drop_inconsistent_metadata', dropInconsistent],
];
