import { EngineError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config.ts';
import { toEngineError } from '../execute/postgres-error.ts';
import type { Engine } from '../graphql/run.ts';
import { type EventStreams, openEventStreams } from '../http/event-stream.ts';
import { operationBackend } from '../http/operation-backend.ts';
import type { UpgradeRoute } from '../http/router.ts';
import { openWebsockets, type Websockets } from '../http/websocket.ts';
import { CLOSE } from '../http/websocket-protocol.ts';
import { type Live, openLive } from '../live/live.ts';
import { type LogicalFeed, openLogicalFeed } from '../live/logical-feed.ts';
import type { PollerRound } from '../live/poller.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import type { Authenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';

export interface SubscriptionOptions {
  readonly config: Config;
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly log: Log;
  showInternal(session: Session): boolean;
}

export interface Subscriptions {
  readonly upgrades: readonly UpgradeRoute[];
  /** Lets the routes of operations answer as event streams too. */
  readonly over: EventStreams['over'];
  readonly stats: Live['stats'];
  readonly traffic: Websockets['traffic'];
  /** What runs was planned with rules that are no longer: clients are sent away, and come back to the new ones. */
  metadataChanged(): void;
  close(): void;
}

/** Live queries, and the two transports that carry them. */
export function openSubscriptions(options: SubscriptionOptions): Subscriptions {
  const { config, engine, authenticator, log } = options;
  const feeds = openFeeds(options);
  const onCrash = (error: unknown): void =>
    log.write('unstructured', 'error', {
      message: error instanceof Error ? error.stack : String(error),
    });
  const live = openLive({
    source: (name) => {
      const pool = poolOf(engine, name);
      return pool && { query: (text, params) => pool.read(text, params) };
    },
    feed: (name) => feeds.of(name),
    refetchMs: { live: config.liveRefetchMs, stream: config.streamRefetchMs },
    batchSize: { live: config.liveBatchSize, stream: config.streamBatchSize },
    tell: (error, text) => tell(error, text, onCrash),
    onRound: log.isEnabled('livequery-poller-log', 'info')
      ? (round) => log.write('livequery-poller-log', 'info', describeRound(round))
      : undefined,
  });
  const keepAliveMs = config.websocketKeepaliveSeconds * 1000;
  const showInternal = (session: Session): boolean => options.showInternal(session);
  const backend = operationBackend({ engine, live, authenticator, log, showInternal, onCrash });
  const sockets = openWebsockets({
    backend,
    log,
    cors: {
      isDisabled: config.isCorsDisabled,
      domains: config.corsDomain,
      readsCookie: config.wsReadCookie,
    },
    keepAliveMs,
    isCompressed: config.connectionCompression,
    limits: { initTimeoutMs: config.websocketInitTimeoutSeconds * 1000 },
  });
  const streams = openEventStreams({ authenticator, backend, keepAliveMs });
  return {
    upgrades: sockets.routes,
    over: streams.over,
    stats: live.stats,
    traffic: sockets.traffic,
    metadataChanged() {
      if (!config.closeWebsocketsOnMetadataChange) return;
      sockets.closeAll(CLOSE.metadataChanged);
      streams.closeAll();
    },
    close() {
      sockets.close();
      streams.close();
      feeds.close();
    },
  };
}

/** A round of a poller in the original's words. */
const describeRound = ({ poller, batches, seconds }: PollerRound) => ({
  poller_id: poller.id,
  kind: poller.kind === 'live' ? 'live-query' : 'streaming',
  source: poller.source,
  generated_sql: poller.query,
  subscriber_count: poller.subscribers,
  cohort_size: poller.cohorts,
  execution_batches: batches.map((batch, i) => ({
    batch_id: i + 1,
    batch_size: batch.cohorts,
    db_execution_time: batch.databaseSeconds,
    push_time: batch.pushSeconds,
    batch_response_size_bytes: batch.bytes,
  })),
  total_time: seconds,
});

function poolOf(engine: Engine, source: string): Pool | null {
  try {
    return engine.pool(source);
  } catch (error) {
    if (error instanceof EngineError) return null; // dropped from metadata while somebody subscribed
    throw error;
  }
}

/** Postgres that is away comes back, and a subscriber who waited has missed nothing: there is nothing to tell. */
function tell(error: unknown, text: string, onCrash: (error: unknown) => void): EngineError | null {
  if (error instanceof PgError) return error.isConnectionLoss ? null : toEngineError(error, text);
  if (error instanceof EngineError) return error;
  onCrash(error);
  return new EngineError('unexpected', 'internal error');
}

/** A feed for each source that is subscribed to, where the administrator wants live queries woken by changes. */
function openFeeds({ config, engine, log }: SubscriptionOptions) {
  const feeds = new Map<string, { readonly pool: Pool; readonly feed: LogicalFeed }>();
  const open = (pool: Pool): LogicalFeed =>
    openLogicalFeed({
      address: pool.address,
      query: (text, params) => pool.read(text, params),
      onTrouble: (message) =>
        log.write('unstructured', 'warn', {
          message: `live queries go by the clock, changes are not told: ${message}`,
        }),
    });
  return {
    of(source: string): LogicalFeed | undefined {
      if (config.liveWake !== 'logical') return undefined;
      const pool = poolOf(engine, source);
      if (pool === null) return undefined;
      const known = feeds.get(source);
      if (known?.pool === pool) return known.feed;
      known?.feed.close(); // the source's configuration has changed, and its pool with it
      const feed = open(pool);
      feeds.set(source, { pool, feed });
      return feed;
    },
    close() {
      for (const { feed } of feeds.values()) feed.close();
    },
  };
}
