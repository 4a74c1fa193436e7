import { EngineError } from '../base/error.ts';
import { parseJson, stringifyJson } from '../base/json.ts';
import type { Pool } from '../pg/pool.ts';
import { EMPTY_METADATA, type Metadata } from './model.ts';
import { prepareCatalog } from './prepare-catalog.ts';
import { printMetadata } from './print.ts';
import { readMetadata } from './read.ts';

/** Metadata in `hdb_catalog`, in the original's own tables, so that a database may move between it and us. */

export interface Stored {
  readonly metadata: Metadata;
  readonly resourceVersion: number;
}
export interface CatalogState {
  readonly id: string;
  readonly cli_state: unknown;
  readonly console_state: unknown;
}

export interface Store {
  load(): Promise<Stored>;
  version(): Promise<number>;
  /** Saves over the version that was read; a concurrent change makes it fail with 409. Tells the other instances. */
  save(metadata: Metadata, over: number, reload?: Reload): Promise<number>;
  /** What instances with another id told last, and at which version. */
  notification(): Promise<Notified | null>;
  catalogState(): Promise<CatalogState>;
  setCatalogState(which: 'cli' | 'console', state: unknown): Promise<void>;
}

/** Which caches the others must fill anew, in the original's own spelling. */
export interface Reload {
  readonly metadata: boolean;
  readonly remote_schemas: readonly string[];
  readonly sources: readonly string[];
  readonly data_connectors: readonly string[];
}
export const NO_RELOAD: Reload = {
  metadata: false,
  remote_schemas: [],
  sources: [],
  data_connectors: [],
};
export interface Notified {
  readonly resourceVersion: number;
  readonly instanceId: string;
  readonly reload: Reload;
}

export interface StoreOptions {
  readonly instanceId: string;
  /** Where pgcrypto is made when it is missing. */
  readonly extensionsSchema: string;
}

/** Opens the catalog, made or brought up to date. */
export async function openStore(pool: Pool, options: StoreOptions): Promise<Store> {
  await pool.transaction(async (tx) => {
    // One number for all instances, so that two of them do not make the same tables at once.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('hdb_catalog.hdb_version'))`);
    await prepareCatalog(tx, options.extensionsSchema);
  });
  return new PostgresStore(pool, options.instanceId);
}

class PostgresStore implements Store {
  readonly #pool: Pool;
  readonly #instanceId: string;
  constructor(pool: Pool, instanceId: string) {
    this.#pool = pool;
    this.#instanceId = instanceId;
  }

  async load(): Promise<Stored> {
    const result = await this.#pool.read(
      'SELECT metadata, resource_version FROM hdb_catalog.hdb_metadata WHERE id = 1',
    );
    const text = result.text(0, 0);
    const metadata = text === null ? EMPTY_METADATA : readMetadata(parseJson(text), EMPTY_METADATA);
    return { metadata, resourceVersion: Number(result.text(0, 1) ?? 1) };
  }

  async version(): Promise<number> {
    const result = await this.#pool.read(
      'SELECT resource_version FROM hdb_catalog.hdb_metadata WHERE id = 1',
    );
    return Number(result.text(0, 0) ?? 1);
  }

  async save(metadata: Metadata, over: number, reload = NO_RELOAD): Promise<number> {
    const result = await this.#pool.write(SAVE, [
      stringifyJson(printMetadata(metadata)),
      String(over),
      JSON.stringify(reload),
      this.#instanceId,
    ]);
    const saved = result.text(0, 0);
    if (saved !== null) return Number(saved);
    const current = await this.version();
    throw conflict(over, current);
  }

  async notification(): Promise<Notified | null> {
    const result = await this.#pool.read(
      'SELECT resource_version, instance_id, notification FROM hdb_catalog.hdb_schema_notifications WHERE id = 1',
    );
    const version = result.text(0, 0);
    if (version === null) return null;
    const told = JSON.parse(result.text(0, 2) ?? '{}') as Partial<Reload>;
    return {
      resourceVersion: Number(version),
      instanceId: result.text(0, 1) ?? '',
      reload: { ...NO_RELOAD, ...told },
    };
  }

  async catalogState(): Promise<CatalogState> {
    const result = await this.#pool.read(
      'SELECT hasura_uuid, cli_state, console_state FROM hdb_catalog.hdb_version',
    );
    return {
      id: result.text(0, 0) ?? '',
      cli_state: parseJson(result.text(0, 1) ?? '{}'),
      console_state: parseJson(result.text(0, 2) ?? '{}'),
    };
  }

  async setCatalogState(which: 'cli' | 'console', state: unknown): Promise<void> {
    await this.#pool.write(
      which === 'cli'
        ? 'UPDATE hdb_catalog.hdb_version SET cli_state = $1::jsonb'
        : 'UPDATE hdb_catalog.hdb_version SET console_state = $1::jsonb',
      [stringifyJson(state)],
    );
  }
}

export const conflict = (given: number, current: number): EngineError =>
  new EngineError(
    'conflict',
    `metadata resource version referenced (${given}) did not match current version`,
    [],
    409,
    { internal: { current_resource_version: current } },
  );

/** Over a version that is no longer the current one nothing is written, and no row comes back. */
const SAVE = `
WITH saved AS (
  INSERT INTO hdb_catalog.hdb_metadata AS m (id, metadata, resource_version)
  VALUES (1, $1::json, $2::int + 1)
  ON CONFLICT (id) DO UPDATE SET metadata = $1::json, resource_version = m.resource_version + 1
  WHERE m.resource_version = $2::int
  RETURNING resource_version
), told AS (
  INSERT INTO hdb_catalog.hdb_schema_notifications (id, notification, resource_version, instance_id)
  SELECT 1, $3::json, resource_version, $4::uuid FROM saved
  ON CONFLICT (id) DO UPDATE SET notification = $3::json,
    resource_version = (SELECT resource_version FROM saved), instance_id = $4::uuid, updated_at = now()
)
SELECT resource_version FROM saved`;
