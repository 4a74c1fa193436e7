import type { EngineError } from '../base/error.ts';
import type { Catalog } from '../catalog/model.ts';
import type { RemoteCatalog } from '../catalog/remote-model.ts';
import type { Metadata, Source } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import { printRemoteSchema } from '../metadata/print.ts';
import { NO_RELOAD, type Reload } from '../metadata/store.ts';
import type { Inconsistency, SchemaCache } from '../schema/model.ts';
import type { Catalogs } from './fields.ts';
import type { NativeQueries } from './native-queries.ts';
import type { RemoteState, Remotes } from './remotes.ts';
import type { Sources } from './sources.ts';

export interface BuildInput {
  readonly metadata: Metadata;
  readonly catalogs: Catalogs;
  /** What the remote schemas that answered say of themselves. */
  readonly remotes: ReadonlyMap<string, RemoteCatalog>;
  readonly resourceVersion: number;
}
export type BuildCache = (input: BuildInput) => Promise<SchemaCache>;

/** The rules as of now; replaced whole. */
export interface State {
  readonly metadata: Metadata;
  readonly resourceVersion: number;
  readonly catalogs: Catalogs;
  readonly remotes: ReadonlyMap<string, RemoteState>;
  readonly cache: SchemaCache;
  /** Those of the cache, and the sources and remote schemas that cannot be reached. */
  readonly inconsistencies: readonly Inconsistency[];
}

export interface StateParts {
  readonly sources: Sources;
  readonly remotes: Remotes;
  readonly nativeQueries: NativeQueries;
  readonly build: BuildCache;
}

export interface BuildOptions {
  /** Which catalogs and remote schemas are read again though metadata did not change. */
  readonly reload?: Reload;
  /** Catalogs that the caller has read already. */
  readonly catalogs?: Catalogs;
  /** All of metadata is new: whatever is inconsistent in it counts, also what was so before. */
  readonly isReplaced?: boolean;
}

/** Metadata of a version → the rules that it makes, with whatever the world says of it. */
export async function buildState(
  { sources, remotes: remoteSchemas, nativeQueries, build: buildCache }: StateParts,
  metadata: Metadata,
  resourceVersion: number,
  options: BuildOptions,
): Promise<State> {
  const reload = options.reload ?? NO_RELOAD;
  const [states, remotes] = await Promise.all([
    sources.load(metadata, (name) => reload.sources.includes(name), options.catalogs),
    remoteSchemas.load(
      metadata,
      (name, { kind }) =>
        reload.remote_schemas.includes(name) || (kind === 'failed' && options.isReplaced === true),
    ),
  ]);
  const catalogs = new Map<string, Catalog>();
  const failed: Inconsistency[] = [];
  for (const [name, state] of states) {
    if (state.kind === 'open') catalogs.set(name, state.catalog);
    else failed.push(unreachable(name, state.reason));
  }
  const answering = new Map<string, RemoteCatalog>();
  for (const [name, state] of remotes) {
    if (state.kind === 'open') answering.set(name, state.catalog);
    else failed.push(unreachableRemote(metadata, name, state.error));
  }
  const reached = metadata.sources.filter(({ name }) => catalogs.has(name));
  const refused = await nativeQueries.check(reached, (source) => {
    // Inside of somebody's transaction another connection would wait for its locks: what was found last holds.
    const state = options.catalogs?.has(source) ? undefined : states.get(source);
    return state?.kind === 'open' ? { pool: state.pool, catalog: state.catalog } : undefined;
  });
  const cache = await buildCache({
    metadata: { ...metadata, sources: withoutRefused(reached, refused) },
    catalogs,
    remotes: answering,
    resourceVersion,
  });
  const inconsistencies = [...failed, ...refused, ...cache.inconsistencies];
  return { metadata, resourceVersion, catalogs, remotes, cache, inconsistencies };
}

function unreachable(source: string, reason: string): Inconsistency {
  const object: MetadataObject = { kind: 'source', source };
  return {
    type: 'source',
    name: printObject(object),
    definition: source,
    reason: `Inconsistent object: ${reason}`,
    object,
  };
}

function unreachableRemote(metadata: Metadata, name: string, error: EngineError): Inconsistency {
  const object: MetadataObject = { kind: 'remote_schema', name };
  const found = metadata.remote_schemas.find((remote) => remote.name === name);
  const { internal } = error.details;
  return {
    type: 'remote_schema',
    name: printObject(object),
    definition: found && printRemoteSchema(found),
    reason: `Inconsistent object: ${error.message}`,
    object,
    cause: error,
    ...(internal === undefined ? {} : { message: internal }),
  };
}

const withoutRefused = (
  sources: readonly Source[],
  refused: readonly Inconsistency[],
): readonly Source[] => {
  const names = new Set(refused.map(({ name }) => name));
  if (names.size === 0) return sources;
  return sources.map((source) => ({
    ...source,
    native_queries: source.native_queries.filter(
      ({ root_field_name: name }) =>
        !names.has(printObject({ kind: 'native_query', source: source.name, name })),
    ),
  }));
};
