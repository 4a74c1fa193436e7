import { EngineError } from '../base/error.ts';
import { type Catalog, keyOf } from '../catalog/model.ts';
import type { RemoteCatalog } from '../catalog/remote-model.ts';
import type { Change, World } from '../metadata/command.ts';
import type { ArrayRelationship, Metadata } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import { printRemoteSchema, printUsing } from '../metadata/print.ts';
import { conflict, NO_RELOAD, type Reload, type Store } from '../metadata/store.ts';
import type { Pool } from '../pg/pool.ts';
import type { Inconsistency, SchemaCache } from '../schema/model.ts';
import { refuseTypeConflicts } from '../schema/remote/conflicts.ts';
import { dependentsOf } from './dependencies.ts';
import { buildFieldOf, type Catalogs } from './fields.ts';
import { refuseNameConflicts } from './name-conflicts.ts';
import { purge } from './purge.ts';
import type { RemoteState, Remotes } from './remotes.ts';
import { renameRelationship } from './rename.ts';
import type { Sources } from './sources.ts';
import { unservedObjects } from './unserved.ts';

/**
 * The rules and their changes, one at a time: lock, load, change, introspect, build the schema cache, refuse what newly
 * contradicts the catalogs, save with the next resource version, swap the cache. Other instances find the new version
 * by themselves (sync.ts).
 */

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

export interface AdminParts {
  readonly store: Store;
  readonly sources: Sources;
  readonly remotes: Remotes;
  readonly build: BuildCache;
  /** Maintenance mode: nothing may change. */
  readonly isFrozen?: boolean;
  /** Roles may be given permissions on remote schemas. */
  readonly hasRemotePermissions?: boolean;
  /** Runs after every swap: event triggers are made in Postgres, cron events are generated, subscriptions start over. */
  onSwap?(state: State, pools: (source: string) => Pool | undefined): Promise<void>;
}

export interface ApplyOptions {
  /** Which catalogs and remote schemas are read again though metadata did not change. */
  readonly reload?: Reload;
  /** Catalogs that the caller has read already. */
  readonly catalogs?: Catalogs;
  /** The version that the caller has seen; another one is a conflict. */
  readonly expect?: number | undefined;
  /** All of metadata is new: whatever is inconsistent in it counts, also what was so before. */
  readonly isReplaced?: boolean;
}

export class Admin {
  readonly #parts: AdminParts;
  #state: State;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: AdminParts, state: State) {
    this.#parts = parts;
    this.#state = state;
  }

  static async open(parts: AdminParts): Promise<Admin> {
    const stored = await parts.store.load();
    const state = await build(parts, stored.metadata, stored.resourceVersion, {});
    parts.sources.commit();
    parts.remotes.commit();
    await parts.onSwap?.(state, (name) => parts.sources.pool(name));
    return new Admin(parts, state);
  }

  get state(): State {
    return this.#state;
  }
  get store(): Store {
    return this.#parts.store;
  }
  pool(source: string): Pool {
    const pool = this.#parts.sources.pool(source);
    if (!pool) throw new EngineError('not-exists', `source with name "${source}" does not exist`);
    return pool;
  }

  /** Runs `work` alone: no other change of rules happens meanwhile in this instance. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(work, work);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** A change of rules, from the metadata of now to an answer. The caller holds the lock. */
  async apply(change: Change, options: ApplyOptions = {}): Promise<State> {
    const before = this.#state;
    // Also where this instance lags behind another: nothing is saved that was not checked against what is current.
    if (options.expect !== undefined && options.expect !== before.resourceVersion)
      throw conflict(options.expect, before.resourceVersion);
    const next = await this.check(change, options);
    await this.keep(next, options.reload);
    return next;
  }

  /** What the rules would become, or why they may not. Run_sql asks before it commits. */
  async check(change: Change, options: ApplyOptions = {}): Promise<State> {
    if (this.#parts.isFrozen)
      throw new EngineError('unexpected', 'metadata cannot be modified in maintenance mode');
    const before = this.#state;
    try {
      const next = await build(this.#parts, change.metadata, before.resourceVersion + 1, options);
      if (!change.mayBreak)
        refuseNew(before.inconsistencies, next.inconsistencies, change, options);
      refuseNameConflicts(change.metadata, next.cache.sources);
      refuseTypeConflicts(next.cache.role('admin'));
      return next;
    } catch (error) {
      this.#parts.sources.discard();
      throw error;
    }
  }

  /** Saves what `check` returned last, and makes it the rules. */
  async keep(next: State, reload: Reload = NO_RELOAD): Promise<void> {
    try {
      await this.#parts.store.save(next.metadata, next.resourceVersion - 1, reload);
    } catch (error) {
      this.#parts.sources.discard();
      throw error;
    }
    await this.#swap(next);
  }

  /**
   * Nothing that another instance saved before now is missed afterwards: requests of one client may go to several
   * instances in turn, and a change over an older version would be a conflict that nobody caused.
   */
  async catchUp(): Promise<void> {
    if ((await this.#parts.store.version()) !== this.#state.resourceVersion) await this.refresh();
  }

  /** What another instance saved is taken over; catalogs are read again, for it may have run SQL. */
  refresh(): Promise<boolean> {
    return this.exclusively(async () => {
      const version = await this.#parts.store.version();
      if (version === this.#state.resourceVersion) return false;
      const stored = await this.#parts.store.load();
      const told = await this.#parts.store.notification();
      const reload = { ...(told?.reload ?? NO_RELOAD), sources: allSources(stored.metadata) };
      const next = await build(this.#parts, stored.metadata, stored.resourceVersion, { reload });
      await this.#swap(next);
      return true;
    });
  }

  async #swap(next: State): Promise<void> {
    this.#parts.sources.commit();
    this.#parts.remotes.commit();
    this.#state = next;
    await this.#parts.onSwap?.(next, (name) => this.#parts.sources.pool(name));
  }

  /** What commands may ask of the rest of the world, when metadata is as given. */
  world(metadata: Metadata = this.#state.metadata): World {
    return {
      ...worldOf(metadata, this.#state.catalogs),
      hasRemotePermissions: this.#parts.hasRemotePermissions ?? false,
    };
  }
}

const worldOf = (metadata: Metadata, catalogs: Catalogs): Omit<World, 'hasRemotePermissions'> => ({
  dependents: (objects) => dependentsOf(metadata, catalogs, objects),
  purge,
  hasColumn: (source, table, name) =>
    catalogs.get(source)?.tables.get(keyOf(table))?.columns.has(name) ?? false,
  renameRelationship: (given, source, table, from, to) =>
    renameRelationship(given, buildFieldOf(given, catalogs), source, table, from, to),
});

export const allSources = ({ sources }: Metadata): readonly string[] =>
  sources.map(({ name }) => name);

async function build(
  { sources, remotes: remoteSchemas, build: buildCache }: AdminParts,
  metadata: Metadata,
  resourceVersion: number,
  options: ApplyOptions,
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
  const cache = await buildCache({
    metadata: { ...metadata, sources: reached },
    catalogs,
    remotes: answering,
    resourceVersion,
  });
  const inconsistencies = [...failed, ...cache.inconsistencies, ...unservedObjects(metadata)];
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

/** What is answered of an inconsistency: what programs alone read is left out. */
export const printInconsistency = ({ object, cause: _, ...rest }: Inconsistency): unknown => ({
  ...rest,
  definition: printDefinition(object, rest.definition),
});

/** Relationships are shown as they are exported, not as they are kept. */
function printDefinition({ kind }: MetadataObject, definition: unknown): unknown {
  const isRelationship = kind === 'object_relation' || kind === 'array_relation';
  if (!isRelationship || typeof definition !== 'object' || definition === null) return definition;
  if (!('using' in definition)) return definition;
  return { ...definition, using: printUsing(definition.using as ArrayRelationship['using']) };
}

function refuseNew(
  before: readonly Inconsistency[],
  after: readonly Inconsistency[],
  { affects, tellsCause = false }: Change,
  { isReplaced = false }: ApplyOptions,
): void {
  const known = new Set(before.map(({ name }) => name));
  const fresh = after.filter(({ name }) => isReplaced || !known.has(name));
  if (fresh.length === 0) return;
  const own = affects ? fresh.filter(({ name }) => name === printObject(affects)) : [];
  const cause = tellsCause ? own.find((inconsistency) => inconsistency.cause)?.cause : undefined;
  if (cause) throw new EngineError(cause.code, cause.message, ['args'], 400, cause.details);
  if (own.length > 0)
    throw new EngineError(
      'invalid-configuration',
      own.map(({ reason }) => reason).join(', '),
      ['args'],
      400,
      { internal: own.map(printInconsistency) },
    );
  throw new EngineError(
    'unexpected',
    affects
      ? 'cannot continue due to new inconsistent metadata'
      : isReplaced
        ? 'cannot continue due to inconsistent metadata'
        : 'cannot continue due to newly found inconsistent metadata',
    ['args'],
    affects || isReplaced ? 400 : 500,
    { internal: fresh.map(printInconsistency) },
  );
}
