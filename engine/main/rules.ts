import { randomUUID } from 'node:crypto';
import { Admin, type AdminParts } from '../admin/apply.ts';
import { NativeQueries } from '../admin/native-queries.ts';
import { Remotes } from '../admin/remotes.ts';
import { Sources } from '../admin/sources.ts';
import { startSync } from '../admin/sync.ts';
import type { ExperimentalFeature } from '../config/experimental.ts';
import type { Config } from '../config.ts';
import { createSourceCatalog } from '../events/source-catalog.ts';
import type { ActionRuntime } from '../execute/action-webhook.ts';
import type { RemoteRuntime } from '../execute/remote-schema.ts';
import type { Engine } from '../graphql/run.ts';
import { source as sourceSchema } from '../metadata/model/source.ts';
import { openStore, type Store } from '../metadata/store.ts';
import type { Pool } from '../pg/pool.ts';
import { buildCache } from '../schema/cache.ts';
import type { Features } from '../schema/features.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { traceContextOf } from './trace.ts';

/** The rules of the engine, opened: metadata in its database, the sources it names, and the engine that serves by them. */

export interface Rules {
  readonly admin: Admin;
  readonly engine: Engine;
  close(): Promise<void>;
}

export interface RulesOptions {
  readonly onSwap?: AdminParts['onSwap'];
  /** What calls the webhooks of actions. */
  readonly actions: ActionRuntime;
  /** What calls remote schemas. */
  readonly remotes: RemoteRuntime;
  readonly telemetry: Telemetry;
  /** Told when a mutation of a source was committed. */
  onCommit(source: string): void;
  onProblem(message: string): void;
}

export async function openRules(
  config: Config,
  metadataPool: Pool,
  options: RulesOptions,
): Promise<Rules> {
  const { telemetry } = options;
  const store = await openStore(metadataPool, {
    instanceId: randomUUID(),
    extensionsSchema: config.extensionsSchema,
  });
  await addDefaultSource(store, config);
  const sources = new Sources(
    process.env,
    { usePrepared: config.usePreparedStatements },
    async (pool, source) => {
      try {
        await createSourceCatalog(pool);
      } catch (error) {
        // A database that may only be read serves all the same; event triggers on it will say what they miss.
        options.onProblem(`hdb_catalog of source "${source}": ${String(error)}`);
      }
    },
  );
  const admin = await Admin.open({
    store,
    sources,
    isFrozen: config.maintenanceMode,
    hasRemotePermissions: config.enableRemoteSchemaPermissions,
    remotes: new Remotes(process.env),
    nativeQueries: new NativeQueries({ isDisabled: config.isNativeQueryValidationDisabled }),
    build: async ({ metadata, catalogs, remotes, resourceVersion }) =>
      buildCache(metadata, catalogs, {
        resourceVersion,
        remotes,
        remoteSchemaPermissions: config.enableRemoteSchemaPermissions,
        stringifyNumerics: config.stringifyNumericTypes,
        namingConvention: config.experimentalFeatures.includes('naming_convention')
          ? config.namingConvention
          : null,
        inferFunctionPermissions: config.inferFunctionPermissions,
        features: featuresOf(config),
        isFederated:
          config.apolloFederation || config.experimentalFeatures.includes('apollo_federation'),
        env: process.env,
      }),
    ...(options.onSwap ? { onSwap: options.onSwap } : {}),
  });
  const sync = startSync(admin, config.schemaSyncPollMs, options.onProblem);
  return {
    admin,
    engine: {
      cache: () => admin.state.cache,
      metadata: () => admin.state.metadata,
      pool: (source) => telemetry.pool(source, admin.pool(source)),
      traceContext: (source, headers) =>
        traceContextOf(admin.state.metadata, source, headers, telemetry.tracer),
      get observer() {
        return telemetry.operations;
      },
      actions: options.actions,
      remotes: options.remotes,
      onCommit: options.onCommit,
      isAllowlistEnabled: config.enableAllowlist,
    },
    close: async () => {
      sync.stop();
      await sources.close();
    },
  };
}

const featuresOf = ({ experimentalFeatures, collapsesNullComparisons }: Config): Features => {
  const isOn = (name: ExperimentalFeature): boolean => experimentalFeatures.includes(name);
  return {
    hidesUpdateMany: isOn('hide_update_many_fields'),
    hidesAggregatePredicates: isOn('hide_aggregation_predicates'),
    hidesStreams: isOn('hide_stream_fields'),
    arraysAreScalars: isOn('disable_postgres_arrays'),
    nullComparisonsHold: collapsesNullComparisons,
    unboundIsAbsent: isOn('no_null_unbound_variable_default'),
  };
};

/** A first start with a database of its own makes it the source `default`, as the original does; later starts leave metadata alone. */
async function addDefaultSource(store: Store, config: Config): Promise<void> {
  if (config.defaultSource === null) return;
  const { metadata, resourceVersion } = await store.load();
  if (resourceVersion > 1 || metadata.sources.length > 0) return;
  const { url, fromEnv } = config.defaultSource;
  const source = sourceSchema.parse({
    name: 'default',
    kind: 'postgres',
    configuration: {
      connection_info: {
        database_url: fromEnv === null ? url : { from_env: fromEnv },
        isolation_level: config.txIsolation,
        pool_settings: {
          connection_lifetime: config.pgLifetimeSeconds,
          idle_timeout: config.pgIdleSeconds,
          max_connections: config.pgConnections,
          retries: 1,
        },
        use_prepared_statements: config.usePreparedStatements,
      },
    },
  });
  await store.save({ ...metadata, sources: [source] }, resourceVersion);
}
