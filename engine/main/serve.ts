import { type Handler, JsonText } from '../admin/handler.ts';
import { type Log, openLog } from '../base/log.ts';
import { HASURA_VERSION } from '../base/version.ts';
import { ConfigError } from '../config/problem.ts';
import type { Config } from '../config.ts';
import { RQL_TYPES, runRql } from '../graphql/rql.ts';
import { configRoute, pgDumpRoute } from '../http/admin.ts';
import { type ConsoleOptions, consoleRoutes } from '../http/console.ts';
import { devRoutes } from '../http/dev.ts';
import { explainRoutes } from '../http/explain.ts';
import { type GraphqlOptions, graphqlRoutes } from '../http/graphql.ts';
import { healthRoutes } from '../http/health.ts';
import { metadataRoutes } from '../http/metadata.ts';
import { metricsRoute } from '../http/metrics.ts';
import { openApiRoutes } from '../http/openapi.ts';
import { restRoutes } from '../http/rest.ts';
import { buildRouter, type Route } from '../http/router.ts';
import { openServer } from '../http/server.ts';
import { openPool } from '../pg/connection-pool.ts';
import type { Pool } from '../pg/pool.ts';
import { type AuthMode, buildAuthMode } from '../session/auth-mode.ts';
import { type Authenticator, openAuthenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import { Telemetry } from '../telemetry/telemetry.ts';
import { openSender } from '../webhook/send.ts';
import { isAllowed } from '../webhook/tls-allowlist.ts';
import { type Deliveries, openDeliveries } from './deliveries.ts';
import { openMetadataLog } from './metadata-log.ts';
import { exportedTo, type Running, readingsOf } from './readings.ts';
import { openRules, type Rules } from './rules.ts';
import { openSubscriptions, type Subscriptions } from './subscriptions.ts';

/** Wires the parts, listens, and stops them in order. */
export async function serve(config: Config, warnings: readonly string[]): Promise<void> {
  const { mode, problems } = buildAuthMode(config);
  if (mode === null) throw new ConfigError(problems);
  let running: Running | null = null;
  const telemetry = new Telemetry({
    env: process.env,
    log: openLog({ types: config.logTypes, level: config.logLevel }),
    readings: readingsOf(() => running),
    servesMetrics: config.enabledApis.includes('metrics'),
  });
  const { log } = telemetry;
  announce(config, warnings, log);

  const metadataPool = openMetadataPool(config);
  await reach(metadataPool, config.retries, log);
  const authenticator = await openSignIn(mode, log, () => running);

  // Sockets open after the rules and are told of every later change of them.
  let onChange = (): void => undefined;
  const tellMetadata = openMetadataLog(log);
  const deliveries = openDeliveries(config, log, metadataPool, telemetry);
  const rules = await openRules(config, metadataPool, {
    onProblem: (message) => log.write('unstructured', 'warn', { message }),
    onSwap: async (state, pools) => {
      tellMetadata(state);
      await deliveries.onSwap(state, pools);
      await telemetry.apply(exportedTo(state));
      onChange();
    },
    telemetry,
    actions: deliveries.actions,
    remotes: deliveries.remotes,
    onCommit: (source) => deliveries.events.wake(source),
  });
  const { engine } = rules;
  const showInternal = ({ role }: Session): boolean =>
    config.devMode || (config.adminInternalErrors && role === 'admin');
  const onCrash = (error: unknown): void =>
    log.write('unstructured', 'error', {
      message: error instanceof Error ? error.stack : String(error),
    });
  const preserves401 = config.preserve401;
  const shared = { engine, authenticator, log, showInternal, onCrash, preserves401 };
  const subscriptions = openSubscriptions({ config, ...shared });
  onChange = () => subscriptions.metadataChanged();
  const server = openServer({
    router: buildRouter([
      ...healthRoutes({
        ping: () => metadataPool.read('SELECT 1'),
        isConsistent: () => rules.admin.state.inconsistencies.length === 0,
      }),
      ...routesOf(config, mode, shared, rules, subscriptions, deliveries),
      ...metricsRoutes(config, authenticator, telemetry),
    ]),
    upgrades: config.enabledApis.includes('graphql') ? subscriptions.upgrades : [],
    cors: { isDisabled: config.isCorsDisabled, domains: config.corsDomain },
    log,
    tracer: telemetry.tracer,
    maxHeaderBytes: config.maxHeaderBytes,
    fastPaths: ['/v1/graphql'],
  });
  const parts = { server, subscriptions, deliveries, rules };
  running = parts;
  await server.listen(config.serverPort, config.serverHost);
  log.write('startup', 'info', {
    kind: 'server',
    info: { message: 'starting API server', port: server.port, version: HASURA_VERSION },
  });
  stopOnSignal(log, async () => {
    await stop(parts, config.gracefulShutdownSeconds * 1000);
    await telemetry.close(TELEMETRY_GRACE_MS);
    authenticator.close();
    await rules.close();
    await metadataPool.close();
  });
}

const openMetadataPool = (config: Config): Pool =>
  openPool(config.metadataUrl, {
    max: config.pgConnections * config.pgStripes,
    waitSeconds: config.pgPoolTimeoutSeconds,
    usePrepared: config.usePreparedStatements,
    idleSeconds: config.pgIdleSeconds,
    lifetimeSeconds: config.pgLifetimeSeconds,
  });

/** Answers what was asked, gives back what was locked. */
async function stop(
  { server, subscriptions, deliveries }: Running,
  graceMs: number,
): Promise<void> {
  // Sockets never end by themselves: the server would wait for them until its time is up.
  subscriptions.close();
  await Promise.all([server.close(graceMs), deliveries.stop(graceMs)]);
  await deliveries.close();
}

/** Webhook and keys are asked as whoever else is called, except that no rules are known when the keys are fetched first. */
const openSignIn = (
  mode: AuthMode,
  log: Log,
  running: () => Running | null,
): Promise<Authenticator> =>
  openAuthenticator(mode, {
    sender: openSender({
      trustsAnyCertificate: (url) =>
        isAllowed(url, running()?.rules.admin.state.metadata.network.tls_allowlist ?? []),
      env: process.env,
    }),
    onJwkFetch: (url) =>
      log.write('jwk-refresh-log', 'info', {
        message: `refreshing JWK from endpoint: ${url}`,
        error: null,
      }),
    onJwkError: (problem) => log.write('jwk-refresh-log', 'error', problem),
    onHookCall: (call) =>
      log.write('webhook-log', call.status_code === 200 ? 'info' : 'error', call),
  });

/** Spans and counts of the last seconds are worth a short wait, and no long one. */
const TELEMETRY_GRACE_MS = 3000;

function metricsRoutes(
  config: Config,
  authenticator: Authenticator,
  { metrics }: Telemetry,
): readonly Route[] {
  if (!config.enabledApis.includes('metrics') || metrics === null) return [];
  const print = () => metrics.print();
  return [metricsRoute({ print, secret: config.metricsSecret, authenticator })];
}

type Shared = Omit<GraphqlOptions, 'onCrash'> & { onCrash(error: unknown): void };

/** The routes of the APIs that are enabled. */
function routesOf(
  config: Config,
  mode: AuthMode,
  shared: Shared,
  rules: Rules,
  subscriptions: Subscriptions,
  deliveries: Deliveries,
): readonly Route[] {
  const routes: Route[] = [];
  const { engine } = shared;
  if (config.enabledApis.includes('graphql'))
    routes.push(
      ...subscriptions.over(graphqlRoutes(shared)),
      ...explainRoutes(shared),
      ...restRoutes(shared),
      ...openApiRoutes(shared),
    );
  if (config.enabledApis.includes('metadata')) {
    const rql = RQL_TYPES.map((type): [string, Handler] => [
      type,
      async ({ args }, session) =>
        new JsonText(String(await runRql({ type, args }, session, engine))),
    ]);
    const handlers = new Map([...rql, ...deliveries.handlers]);
    routes.push(
      ...metadataRoutes({
        ...shared,
        api: { admin: rules.admin, handlers },
        logsRequests: config.metadataQueryLogging,
      }),
    );
    if (config.enableConsole) routes.push(...consoleRoutes(consoleOptions(config, mode)));
  }
  if (config.enabledApis.includes('pgdump')) routes.push(pgDumpRoute(rules.admin, shared));
  if (config.enabledApis.includes('config')) routes.push(configRoute(config, mode, shared));
  if (config.enabledApis.includes('developer'))
    routes.push(
      ...devRoutes({ authenticator: shared.authenticator, subscriptions: subscriptions.stats }),
    );
  return routes;
}

const consoleOptions = (config: Config, mode: AuthMode): ConsoleOptions => ({
  isAdminSecretSet: mode.kind !== 'none',
  enableTelemetry: config.enableTelemetry,
  assetsDir: config.consoleAssetsDir ?? null,
  sentryDsn: config.consoleSentryDsn,
});

/** What the engine was told, without what must stay secret. */
function announce(config: Config, warnings: readonly string[], log: Log): void {
  for (const warning of warnings)
    log.write('startup', 'warn', { kind: 'configuration', info: warning });
  log.write('startup', 'info', {
    kind: 'server_configuration',
    info: {
      version: HASURA_VERSION,
      port: config.serverPort,
      server_host: config.serverHost,
      admin_secret_set: (config.adminSecret ?? config.accessKey) !== undefined,
      auth_hook: config.authHook ?? null,
      auth_hook_mode: config.authHookMode,
      jwt_secret_set: (config.jwtSecret ?? config.jwtSecrets) !== undefined,
      unauth_role: config.unauthorizedRole ?? null,
      cors_config: {
        disabled: config.isCorsDisabled,
        allowed_origins: config.corsDomain,
        ws_read_cookie: config.wsReadCookie,
      },
      enable_console: config.enableConsole,
      enable_telemetry: config.enableTelemetry,
      enable_allowlist: config.enableAllowlist,
      enabled_apis: config.enabledApis,
      enabled_log_types: config.logTypes,
      log_level: config.logLevel,
      experimental_features: config.experimentalFeatures,
      transaction_isolation: config.txIsolation,
      use_prepared_statements: config.usePreparedStatements,
      stringify_numeric_types: config.stringifyNumericTypes,
      connection_options: { max_connections: config.pgConnections, stripes: config.pgStripes },
      live_query_options: {
        batch_size: config.liveBatchSize,
        refetch_delay: config.liveRefetchMs / 1000,
      },
      streaming_query_options: {
        batch_size: config.streamBatchSize,
        refetch_delay: config.streamRefetchMs / 1000,
      },
      websocket_keep_alive: config.websocketKeepaliveSeconds,
      graceful_shutdown_timeout: config.gracefulShutdownSeconds,
    },
  });
}

const RETRY_PAUSE_MS = 1000;

/** The metadata database must answer before anything is served; a database that is still starting gets its time. */
async function reach(pool: Pool, retries: number, log: Log): Promise<void> {
  const { host, port, database, user } = pool.address;
  const info = { host, port, database, user, retries };
  log.write('startup', 'info', { kind: 'postgres_connection', info });
  for (let attempt = 0; ; attempt++) {
    try {
      await pool.read('SELECT 1');
      return;
    } catch (error) {
      if (attempt >= retries) throw error;
      log.write('startup', 'warn', { kind: 'postgres_connection', info: String(error) });
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
    }
  }
}

/** First nothing new comes in, then what is in flight is answered, then the rest is given back. A second signal ends it at once. */
function stopOnSignal(log: Log, release: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.write('unstructured', 'info', { message: `${signal}: stopping` });
    await release();
    log.flush();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.write('unstructured', 'error', { message: String(error) });
        log.flush();
        process.exit(1);
      });
    });
}
