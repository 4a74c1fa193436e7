import { AsyncLocalStorage } from 'node:async_hooks';
import { EngineError } from '../base/error.ts';
import { keyOf } from '../catalog/model.ts';
import type { Change, World } from '../metadata/command.ts';
import type { Metadata } from '../metadata/model.ts';
import { conflict, NO_RELOAD, type Reload, type Store } from '../metadata/store.ts';
import type { Pool } from '../pg/pool.ts';
import { refuseTypeConflicts } from '../schema/remote/conflicts.ts';
import { type BuildOptions, buildState, type State, type StateParts } from './build-state.ts';
import { dependentsOf } from './dependencies.ts';
import { buildFieldOf, type Catalogs } from './fields.ts';
import { refuseNew } from './inconsistency.ts';
import { refuseNameConflicts } from './name-conflicts.ts';
import { purge } from './purge.ts';
import { renameRelationship } from './rename.ts';

/**
 * The rules and their changes, one at a time: lock, load, change, introspect, build the schema cache, refuse what newly
 * contradicts the catalogs, save with the next resource version, swap the cache. Other instances find the new version
 * by themselves (sync.ts).
 */

export interface AdminParts extends StateParts {
  readonly store: Store;
  /** Maintenance mode: nothing may change. */
  readonly isFrozen?: boolean;
  /** Roles may be given permissions on remote schemas. */
  readonly hasRemotePermissions?: boolean;
  /** Runs after every swap: event triggers are made in Postgres, cron events are generated, subscriptions start over. */
  onSwap?(state: State, pools: (source: string) => Pool | undefined): Promise<void>;
}

export interface ApplyOptions extends BuildOptions {
  /** The version that the caller has seen; another one is a conflict. */
  readonly expect?: number | undefined;
}

export class Admin {
  readonly #parts: AdminParts;
  #state: State;
  #turn: Promise<unknown> = Promise.resolve();
  /** How many wait for their turn or have it. */
  #changes = 0;
  readonly #holder = new AsyncLocalStorage<{ isHeld: boolean }>();

  private constructor(parts: AdminParts, state: State) {
    this.#parts = parts;
    this.#state = state;
  }

  static async open(parts: AdminParts): Promise<Admin> {
    const stored = await parts.store.load();
    const state = await buildState(parts, stored.metadata, stored.resourceVersion, {});
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

  /**
   * Runs `work` alone: no other change of rules happens meanwhile in this instance. Who is inside of such work already
   * goes on at once.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.#holder.getStore()?.isHeld) return work();
    const lock = { isHeld: true };
    this.#changes += 1;
    const alone = (): Promise<T> =>
      this.#holder.run(lock, work).finally(() => {
        lock.isHeld = false; // what it started and did not wait for is outside from now on
        this.#changes -= 1;
        // Left on, it makes every promise of the process dearer: a tenth of what a small query costs.
        if (this.#changes === 0) this.#holder.disable();
      });
    const run = this.#turn.then(alone, alone);
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
      const next = await buildState(
        this.#parts,
        change.metadata,
        before.resourceVersion + 1,
        options,
      );
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
      const next = await buildState(this.#parts, stored.metadata, stored.resourceVersion, {
        reload,
      });
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
  returnedTable: (source, name) => {
    const [only, ...others] = catalogs.get(source)?.functions.get(keyOf(name)) ?? [];
    return others.length === 0 ? (only?.returnsTable ?? null) : null;
  },
  renameRelationship: (given, source, table, from, to) =>
    renameRelationship(given, buildFieldOf(given, catalogs), source, table, from, to),
});

export const allSources = ({ sources }: Metadata): readonly string[] =>
  sources.map(({ name }) => name);
