import { introspect, type Queryable, type Wanted } from '../catalog/introspect.ts';
import type { Catalog } from '../catalog/model.ts';
import { POSTGRES_KINDS } from '../metadata/model/source.ts';
import type { Metadata, Source } from '../metadata/model.ts';
import { PgError } from '../pg/error.ts';
import type { Pool, PoolOptions } from '../pg/pool.ts';
import { type Environment, poolOf } from './source-pools.ts';

/** The pools and catalogs of the sources of metadata, kept from one change of rules to the next. */

export type SourceState =
  | { readonly kind: 'open'; readonly pool: Pool; readonly catalog: Catalog }
  /** Its database cannot be reached, or its URL is not there; with Hasura's words for it. */
  | { readonly kind: 'failed'; readonly reason: string };

interface Kept {
  readonly key: string;
  readonly pool: Pool;
  readonly source: Source;
  readonly catalog: Catalog;
}

export class Sources {
  readonly #env: Environment;
  readonly #defaults: Partial<PoolOptions>;
  readonly #onOpen: (pool: Pool, source: string) => Promise<void>;
  #kept = new Map<string, Kept>();

  constructor(
    env: Environment,
    defaults: Partial<PoolOptions>,
    onOpen: (pool: Pool, source: string) => Promise<void>,
  ) {
    this.#env = env;
    this.#defaults = defaults;
    this.#onOpen = onOpen;
  }

  pool(name: string): Pool | undefined {
    return this.#kept.get(name)?.pool;
  }

  /**
   * The state of every source of `metadata`. A catalog is read again where `isStale` says so and wherever metadata of
   * the source changed: what was tracked last may have been made a moment ago. `given` are catalogs that a caller has
   * read inside of a transaction of its own, whose locks another connection would wait for.
   */
  async load(
    metadata: Metadata,
    isStale: (source: string) => boolean,
    given: ReadonlyMap<string, Catalog> = new Map(),
  ): Promise<ReadonlyMap<string, SourceState>> {
    const states = await Promise.all(
      metadata.sources.map(async (source): Promise<[string, SourceState, Kept | null]> => {
        try {
          const kept = await this.#open(source, isStale(source.name), given.get(source.name));
          return [source.name, { kind: 'open', pool: kept.pool, catalog: kept.catalog }, kept];
        } catch (error) {
          return [source.name, { kind: 'failed', reason: reasonOf(error) }, null];
        }
      }),
    );
    this.#candidate = new Map(states.flatMap(([name, , kept]) => (kept ? [[name, kept]] : [])));
    return new Map(states.map(([name, state]) => [name, state]));
  }
  #candidate = new Map<string, Kept>();

  /** What was loaded last becomes what is used; pools that no source needs any more are closed. */
  commit(): void {
    const before = this.#kept;
    this.#kept = this.#candidate;
    this.#closeUnused(before);
  }
  /** What was loaded last is forgotten. */
  discard(): void {
    const loaded = this.#candidate;
    this.#candidate = this.#kept;
    this.#closeUnused(loaded);
  }
  #closeUnused(others: ReadonlyMap<string, Kept>): void {
    const used = new Set([...this.#kept.values()].map(({ pool }) => pool));
    for (const { pool } of others.values())
      if (!used.has(pool)) pool.close().catch(() => undefined); // what is in flight on it is answered first
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(({ pool }) => pool.close()));
  }

  async #open(source: Source, isStale: boolean, given: Catalog | undefined): Promise<Kept> {
    if (!POSTGRES_KINDS.some((kind) => kind === source.kind))
      throw new Error(`backend kind "${source.kind}" is not served by this engine`);
    const opening = poolOf(source.configuration.connection_info, this.#env, this.#defaults);
    const key = opening.fingerprint;
    // A renamed source keeps its pool.
    const known =
      this.#kept.get(source.name) ?? [...this.#kept.values()].find((kept) => kept.key === key);
    if (known?.key === key) {
      if (given) return { ...known, source, catalog: given };
      if (known.source === source && !isStale) return known;
      const catalog = await introspect(queryable(known.pool), wantedBy(source));
      return { ...known, source, catalog };
    }
    const pool = opening.open();
    try {
      await pool.read('SELECT 1');
      await this.#onOpen(pool, source.name);
      return { key, pool, source, catalog: await introspect(queryable(pool), wantedBy(source)) };
    } catch (error) {
      pool.close().catch(() => undefined);
      throw error;
    }
  }
}

const queryable = (pool: Pool): Queryable => ({
  query: (text, params) => pool.write(text, params, { prepared: false }),
});

export const wantedBy = (source: Source): Wanted => ({
  functions: [
    ...source.functions.map((entry) => entry.function),
    ...source.tables.flatMap(({ computed_fields }) =>
      computed_fields.map(({ definition }) => definition.function),
    ),
  ],
  enumTables: source.tables.filter(({ is_enum }) => is_enum).map(({ table }) => table),
});

function reasonOf(error: unknown): string {
  if (error instanceof PgError && error.isConnectionLoss)
    return `connection error: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
