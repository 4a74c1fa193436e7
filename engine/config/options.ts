import { z } from 'zod';
import { DEFAULT_LOG_TYPES, LOG_LEVELS, LOG_TYPES } from '../base/log.ts';

/** Every option of the executable in one table: its flag, its variables, how its text is read, its default. */

export interface OptionDef {
  readonly scope: 'global' | 'serve';
  readonly flag: string;
  readonly short?: string;
  /** The first is the name of today, the rest are older ones. */
  readonly env: readonly string[];
  readonly value: z.ZodType;
  readonly help: string;
  readonly isSwitch?: boolean;
  /** The flag, written bare, says no to what the variable says yes to. */
  readonly isInverseFlag?: boolean;
  /** Set where the option is accepted and does nothing, with the reason that the warning gives. */
  readonly ignored?: string;
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1', 'on']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0', 'off']);

/** The original's booleans, in any case; a bare switch is true. */
const boolean = (fallback: boolean) =>
  z.unknown().transform((raw, context): boolean => {
    if (raw === undefined) return fallback;
    const text = String(raw).toLowerCase();
    if (TRUE.has(text)) return true;
    if (FALSE.has(text)) return false;
    context.addIssue(`"${String(raw)}" is not a boolean: true or false is expected`);
    return z.NEVER;
  });

const number = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.unknown().transform((raw, context): number => {
    if (raw === undefined) return fallback;
    const value = Number(raw);
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    context.addIssue(
      max === Number.MAX_SAFE_INTEGER
        ? `"${String(raw)}" is not a number from ${min} on`
        : `"${String(raw)}" is not a number between ${min} and ${max}`,
    );
    return z.NEVER;
  });

const optional = z.string().optional();

function oneOf<const T extends string>(choices: readonly T[], fallback: T) {
  return z.unknown().transform((raw, context): T => {
    if (raw === undefined) return fallback;
    const found = choices.find((choice) => choice === String(raw).toLowerCase());
    if (found !== undefined) return found;
    context.addIssue(`"${String(raw)}" is not one of ${choices.join(', ')}`);
    return z.NEVER;
  });
}

function listOf<const T extends string>(choices: readonly T[], fallback: readonly T[]) {
  return z.unknown().transform((raw, context): readonly T[] => {
    if (raw === undefined) return fallback;
    const asked = splitList(String(raw));
    const unknown = asked.filter((name) => !choices.some((choice) => choice === name));
    for (const name of unknown) context.addIssue(`"${name}" is not one of ${choices.join(', ')}`);
    return choices.filter((choice) => asked.includes(choice));
  });
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const url = z.unknown().transform((raw, context): string | undefined => {
  if (raw === undefined) return undefined;
  const text = String(raw);
  // Keyword strings (`host=… dbname=…`) are libpq's other form; the original takes URLs here.
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  context.addIssue('is not a URL of the form postgres://user:password@host:port/database');
  return z.NEVER;
});

/** `*`, or a comma-separated list of `scheme://[*.]host[:port]`. */
const corsDomain = z.unknown().transform((raw, context): '*' | readonly string[] => {
  if (raw === undefined) return '*';
  const domains = splitList(String(raw));
  if (domains.includes('*')) return '*';
  for (const domain of domains)
    if (!/^[a-z][a-z0-9+.-]*:\/\/(\*\.)?[^/*,\s]+\/?$/i.test(domain))
      context.addIssue(`"${domain}" is not a domain of the form scheme://[*.]host[:port]`);
  return domains.map((domain) => domain.replace(/\/$/, ''));
});

const experimental = [
  'inherited_roles',
  'optimize_permission_filters',
  'naming_convention',
  'streaming_subscriptions',
  'hide_update_many_fields',
  'bigquery_string_numeric_input',
  'hide_aggregation_predicates',
  'hide_stream_fields',
  'group_by_aggregations',
  'apollo_federation',
  'disable_postgres_arrays',
  'no_null_unbound_variable_default',
  'remove_empty_subscription_responses',
  'legacy_boolean_search_path',
] as const;

const prefix = (name: string) => `HASURA_GRAPHQL_${name}`;

const globalOptions = {
  databaseUrl: {
    scope: 'global',
    flag: 'database-url',
    env: [prefix('DATABASE_URL')],
    value: url,
    help: 'the database of the source "default", and of metadata unless another is named',
  },
  metadataDatabaseUrl: {
    scope: 'global',
    flag: 'metadata-database-url',
    env: [prefix('METADATA_DATABASE_URL')],
    value: url,
    help: 'the database of metadata and of the event log',
  },
  host: { scope: 'global', flag: 'host', env: [], value: optional, help: 'Postgres host' },
  port: {
    scope: 'global',
    flag: 'port',
    short: 'p',
    env: [],
    value: z
      .string()
      .regex(/^\d{1,5}$/, 'is not a port')
      .optional(),
    help: 'Postgres port',
  },
  user: {
    scope: 'global',
    flag: 'user',
    short: 'u',
    env: [],
    value: optional,
    help: 'Postgres user',
  },
  password: {
    scope: 'global',
    flag: 'password',
    env: [],
    value: optional,
    help: 'Postgres password',
  },
  dbname: {
    scope: 'global',
    flag: 'dbname',
    short: 'd',
    env: [],
    value: optional,
    help: 'database name',
  },
  extensionsSchema: {
    scope: 'global',
    flag: 'metadata-database-extensions-schema',
    env: [prefix('METADATA_DATABASE_EXTENSIONS_SCHEMA')],
    value: z.string().default('public'),
    help: 'the schema in which extensions of the metadata database are made',
  },
  retries: {
    scope: 'global',
    flag: 'retries',
    env: [prefix('NO_OF_RETRIES')],
    value: number(1),
    help: 'how often a connection is tried again',
  },
} as const satisfies Record<string, OptionDef>;

const listenOptions = {
  serverPort: {
    scope: 'serve',
    flag: 'server-port',
    env: [prefix('SERVER_PORT')],
    value: number(8080, { min: 0, max: 65535 }),
    help: 'the port to listen on',
  },
  serverHost: {
    scope: 'serve',
    flag: 'server-host',
    env: [prefix('SERVER_HOST')],
    value: z.string().default('*'),
    help: 'the host to listen on',
  },
  maxHeaderBytes: {
    scope: 'serve',
    flag: 'max-total-header-length',
    env: [prefix('MAX_TOTAL_HEADER_LENGTH')],
    value: number(1024 * 1024, { min: 1024 }),
    help: 'bytes of all headers of one request',
  },
  gracefulShutdownSeconds: {
    scope: 'serve',
    flag: 'graceful-shutdown-timeout',
    env: [prefix('GRACEFUL_SHUTDOWN_TIMEOUT')],
    value: number(60),
    help: 'seconds given to requests in flight when stopping',
  },
  corsDomain: {
    scope: 'serve',
    flag: 'cors-domain',
    env: [prefix('CORS_DOMAIN')],
    value: corsDomain,
    help: 'origins that may call, comma-separated; * for all',
  },
  isCorsDisabled: {
    scope: 'serve',
    flag: 'disable-cors',
    env: [prefix('DISABLE_CORS')],
    value: boolean(false),
    isSwitch: true,
    help: 'send no CORS headers',
  },
  wsReadCookie: {
    scope: 'serve',
    flag: 'ws-read-cookie',
    env: [prefix('WS_READ_COOKIE')],
    value: boolean(false),
    isSwitch: true,
    help: 'read the cookie at the WebSocket handshake even where CORS is disabled',
  },
  enabledApis: {
    scope: 'serve',
    flag: 'enabled-apis',
    env: [prefix('ENABLED_APIS')],
    value: listOf(
      ['metadata', 'graphql', 'pgdump', 'config', 'developer', 'metrics'],
      ['metadata', 'graphql', 'pgdump', 'config'],
    ),
    help: 'the APIs to serve, comma-separated',
  },
  enableConsole: {
    scope: 'serve',
    flag: 'enable-console',
    env: [prefix('ENABLE_CONSOLE')],
    value: boolean(false),
    isSwitch: true,
    help: 'serve the console',
  },
  consoleAssetsDir: {
    scope: 'serve',
    flag: 'console-assets-dir',
    env: [prefix('CONSOLE_ASSETS_DIR')],
    value: optional,
    help: "a local folder with the console's assets",
  },
  consoleSentryDsn: {
    scope: 'serve',
    flag: 'console-sentry-dsn',
    env: [prefix('CONSOLE_SENTRY_DSN'), 'HASURA_CONSOLE_SENTRY_DSN'],
    value: z.string().default(''),
    help: 'where the console reports its errors',
  },
  enableTelemetry: {
    scope: 'serve',
    flag: 'enable-telemetry',
    env: [prefix('ENABLE_TELEMETRY')],
    value: boolean(true),
    isSwitch: true,
    help: 'what the console is told about telemetry; the engine itself never sends any',
  },
  connectionCompression: {
    scope: 'serve',
    flag: 'connection-compression',
    env: [prefix('CONNECTION_COMPRESSION')],
    value: boolean(false),
    isSwitch: true,
    help: 'permessage-deflate on WebSockets',
  },
  metricsSecret: {
    scope: 'serve',
    flag: 'metrics-secret',
    env: [prefix('METRICS_SECRET')],
    value: optional,
    help: 'bearer token of /v1/metrics',
  },
} as const satisfies Record<string, OptionDef>;

const authOptions = {
  adminSecret: {
    scope: 'serve',
    flag: 'admin-secret',
    env: [prefix('ADMIN_SECRET'), prefix('ACCESS_KEY')],
    value: optional,
    help: 'the secret that makes a request an administrator’s',
  },
  accessKey: {
    scope: 'serve',
    flag: 'access-key',
    env: [],
    value: optional,
    help: 'the old name of --admin-secret',
  },
  adminSecrets: {
    scope: 'serve',
    flag: 'admin-secrets',
    env: [prefix('ADMIN_SECRETS')],
    value: optional,
    help: 'a JSON list of admin secrets',
  },
  authHook: {
    scope: 'serve',
    flag: 'auth-hook',
    env: [prefix('AUTH_HOOK')],
    value: optional,
    help: 'the URL of the authentication webhook',
  },
  authHookMode: {
    scope: 'serve',
    flag: 'auth-hook-mode',
    env: [prefix('AUTH_HOOK_MODE'), prefix('AUTH_HOOK_TYPE')],
    value: oneOf(['get', 'post'], 'get'),
    help: 'GET or POST',
  },
  authHookSendsBody: {
    scope: 'serve',
    flag: 'auth-hook-send-request-body',
    env: [prefix('AUTH_HOOK_SEND_REQUEST_BODY')],
    value: boolean(true),
    isSwitch: true,
    help: 'send the request’s body to the webhook (POST only)',
  },
  jwtSecret: {
    scope: 'serve',
    flag: 'jwt-secret',
    env: [prefix('JWT_SECRET')],
    value: optional,
    help: 'how JWTs are verified, as JSON',
  },
  jwtSecrets: {
    scope: 'serve',
    flag: 'jwt-secrets',
    env: [prefix('JWT_SECRETS')],
    value: optional,
    help: 'several of them, as a JSON list',
  },
  unauthorizedRole: {
    scope: 'serve',
    flag: 'unauthorized-role',
    env: [prefix('UNAUTHORIZED_ROLE')],
    value: optional,
    help: 'the role of requests that carry no credential',
  },
  headerPrecedence: {
    scope: 'serve',
    flag: 'configured-header-precedence',
    env: [prefix('CONFIGURED_HEADER_PRECEDENCE')],
    value: boolean(false),
    isSwitch: true,
    help: 'headers of metadata win over those of the client when both go to a webhook',
  },
  preserve401: {
    scope: 'serve',
    flag: 'preserve-401-errors',
    env: [prefix('PRESERVE_401_ERRORS')],
    value: boolean(false),
    isSwitch: true,
    help: 'answer 401, not 200, on /v1/graphql',
  },
} as const satisfies Record<string, OptionDef>;

const postgresOptions = {
  pgConnections: {
    scope: 'serve',
    flag: 'connections',
    short: 'c',
    env: [prefix('PG_CONNECTIONS')],
    value: number(50, { min: 1, max: 10_000 }),
    help: 'connections per stripe to the source "default"',
  },
  pgStripes: {
    scope: 'serve',
    flag: 'stripes',
    short: 's',
    env: [prefix('PG_STRIPES')],
    value: number(1, { min: 1, max: 1000 }),
    help: 'stripes of the connection pool; connections × stripes is the bound',
  },
  pgIdleSeconds: {
    scope: 'serve',
    flag: 'timeout',
    env: [prefix('PG_TIMEOUT')],
    value: number(180),
    help: 'seconds after which an idle connection is closed',
  },
  pgLifetimeSeconds: {
    scope: 'serve',
    flag: 'conn-lifetime',
    env: [prefix('PG_CONN_LIFETIME')],
    value: number(600),
    help: 'seconds after which a connection is replaced; 0 for never',
  },
  pgPoolTimeoutSeconds: {
    scope: 'serve',
    flag: 'pool-timeout',
    env: [prefix('PG_POOL_TIMEOUT')],
    value: number(0),
    help: 'seconds to wait for a free connection; 0 for no limit',
  },
  txIsolation: {
    scope: 'serve',
    flag: 'tx-iso',
    short: 'i',
    env: [prefix('TX_ISOLATION')],
    value: oneOf(['read-committed', 'repeatable-read', 'serializable'], 'read-committed'),
    help: 'isolation of transactions on the source "default"',
  },
  usePreparedStatements: {
    scope: 'serve',
    flag: 'use-prepared-statements',
    env: [prefix('USE_PREPARED_STATEMENTS')],
    value: boolean(true),
    isSwitch: true,
    help: 'keep statements prepared (the original does so only when asked)',
  },
} as const satisfies Record<string, OptionDef>;

const graphqlOptions = {
  stringifyNumericTypes: {
    scope: 'serve',
    flag: 'stringify-numeric-types',
    env: [prefix('STRINGIFY_NUMERIC_TYPES')],
    value: boolean(false),
    isSwitch: true,
    help: 'bigint, numeric and float as strings in answers',
  },
  enableAllowlist: {
    scope: 'serve',
    flag: 'enable-allowlist',
    env: [prefix('ENABLE_ALLOWLIST')],
    value: boolean(false),
    isSwitch: true,
    help: 'answer operations of the allow list only',
  },
  enableRemoteSchemaPermissions: {
    scope: 'serve',
    flag: 'enable-remote-schema-permissions',
    env: [prefix('ENABLE_REMOTE_SCHEMA_PERMISSIONS')],
    value: boolean(false),
    isSwitch: true,
    help: 'remote schemas are seen by roles with a permission only',
  },
  remoteSchemaPrioritizeData: {
    scope: 'serve',
    flag: 'remote-schema-prioritize-data',
    env: [prefix('REMOTE_SCHEMA_PRIORITIZE_DATA')],
    value: boolean(false),
    isSwitch: true,
    help: 'pass data of a remote schema on even where it comes with errors',
  },
  inferFunctionPermissions: {
    scope: 'serve',
    flag: 'infer-function-permissions',
    env: [prefix('INFER_FUNCTION_PERMISSIONS')],
    value: boolean(true),
    isSwitch: true,
    help: 'a function is seen by whoever may select its table',
  },
  namingConvention: {
    scope: 'serve',
    flag: 'default-naming-convention',
    env: [prefix('DEFAULT_NAMING_CONVENTION')],
    value: oneOf(['hasura-default', 'graphql-default'], 'hasura-default'),
    help: 'the naming convention of sources that name none',
  },
  apolloFederation: {
    scope: 'serve',
    flag: 'enable-apollo-federation',
    env: [prefix('ENABLE_APOLLO_FEDERATION')],
    value: boolean(false),
    isSwitch: true,
    help: 'serve as a subgraph of Apollo federation',
  },
  experimentalFeatures: {
    scope: 'serve',
    flag: 'experimental-features',
    env: [prefix('EXPERIMENTAL_FEATURES')],
    value: listOf(experimental, []),
    help: 'features to switch on, comma-separated',
  },
  isNativeQueryValidationDisabled: {
    scope: 'serve',
    flag: 'disable-native-query-validation',
    env: [prefix('DISABLE_NATIVE_QUERY_VALIDATION')],
    value: boolean(false),
    isSwitch: true,
    help: 'do not prepare native queries when they are tracked',
  },
  devMode: {
    scope: 'serve',
    flag: 'dev-mode',
    env: [prefix('DEV_MODE')],
    value: boolean(false),
    isSwitch: true,
    help: 'show "internal" of errors to everybody',
  },
  adminInternalErrors: {
    scope: 'serve',
    flag: 'admin-internal-errors',
    env: [prefix('ADMIN_INTERNAL_ERRORS')],
    value: boolean(true),
    isSwitch: true,
    help: 'show "internal" of errors to administrators',
  },
  planCacheSize: {
    scope: 'serve',
    flag: 'query-plan-cache-size',
    env: [prefix('QUERY_PLAN_CACHE_SIZE'), prefix('PLAN_CACHE_SIZE')],
    value: number(4000, { min: 0, max: 1_000_000 }),
    help: 'plans kept; 0 plans every request anew',
  },
} as const satisfies Record<string, OptionDef>;

const liveOptions = {
  liveRefetchMs: {
    scope: 'serve',
    flag: 'live-queries-multiplexed-refetch-interval',
    env: [prefix('LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL')],
    value: number(1000, { min: 1 }),
    help: 'milliseconds between runs of a live query',
  },
  liveBatchSize: {
    scope: 'serve',
    flag: 'live-queries-multiplexed-batch-size',
    env: [prefix('LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE')],
    value: number(100, { min: 1 }),
    help: 'cohorts per multiplexed query',
  },
  liveWake: {
    scope: 'serve',
    flag: 'live-queries-wake',
    env: [prefix('LIVE_QUERIES_WAKE')],
    value: oneOf(['poll', 'logical'], 'poll'),
    help: 'what makes a live query run again: the clock, or a change of its tables (wal_level = logical)',
  },
  streamRefetchMs: {
    scope: 'serve',
    flag: 'streaming-queries-multiplexed-refetch-interval',
    env: [prefix('STREAMING_QUERIES_MULTIPLEXED_REFETCH_INTERVAL')],
    value: number(1000, { min: 1 }),
    help: 'milliseconds between runs of a streaming subscription',
  },
  streamBatchSize: {
    scope: 'serve',
    flag: 'streaming-queries-multiplexed-batch-size',
    env: [prefix('STREAMING_QUERIES_MULTIPLEXED_BATCH_SIZE')],
    value: number(100, { min: 1 }),
    help: 'cohorts per multiplexed query of streams',
  },
  websocketKeepaliveSeconds: {
    scope: 'serve',
    flag: 'websocket-keepalive',
    env: [prefix('WEBSOCKET_KEEPALIVE')],
    value: number(5, { min: 1 }),
    help: 'seconds between keep-alive messages',
  },
  websocketInitTimeoutSeconds: {
    scope: 'serve',
    flag: 'websocket-connection-init-timeout',
    env: [prefix('WEBSOCKET_CONNECTION_INIT_TIMEOUT')],
    value: number(3, { min: 1 }),
    help: 'seconds to wait for connection_init',
  },
  closeWebsocketsOnMetadataChange: {
    scope: 'serve',
    flag: 'disable-close-websockets-on-metadata-change',
    env: [prefix('CLOSE_WEBSOCKETS_ON_METADATA_CHANGE')],
    value: boolean(true),
    isSwitch: true,
    isInverseFlag: true,
    help: 'keep WebSockets open when metadata changes',
  },
} as const satisfies Record<string, OptionDef>;

const eventOptions = {
  eventsHttpPoolSize: {
    scope: 'serve',
    flag: 'events-http-pool-size',
    env: [prefix('EVENTS_HTTP_POOL_SIZE')],
    value: number(100, { min: 1 }),
    help: 'webhooks of events called at once',
  },
  eventsFetchIntervalMs: {
    scope: 'serve',
    flag: 'events-fetch-interval',
    env: [prefix('EVENTS_FETCH_INTERVAL')],
    value: number(1000),
    help: 'milliseconds between looks into an empty event log',
  },
  eventsFetchBatchSize: {
    scope: 'serve',
    flag: 'events-fetch-batch-size',
    env: [prefix('EVENTS_FETCH_BATCH_SIZE')],
    value: number(100),
    help: 'events taken at once; 0 delivers none',
  },
  asyncActionsFetchIntervalMs: {
    scope: 'serve',
    flag: 'async-actions-fetch-interval',
    env: [prefix('ASYNC_ACTIONS_FETCH_INTERVAL')],
    value: number(1000),
    help: 'milliseconds between looks for asynchronous actions; 0 runs none',
  },
  asyncActionsFetchBatchSize: {
    scope: 'serve',
    flag: 'async-actions-fetch-batch-size',
    env: [prefix('ASYNC_ACTIONS_FETCH_BATCH_SIZE')],
    value: number(10, { min: 1 }),
    help: 'asynchronous actions taken at once',
  },
  triggersErrorLogLevel: {
    scope: 'serve',
    flag: 'enable-triggers-error-log-level',
    env: [prefix('ENABLE_TRIGGERS_ERROR_LOG_LEVEL'), prefix('TRIGGERS_ERROR_LOG_LEVEL')],
    value: boolean(false),
    isSwitch: true,
    help: 'log failed deliveries as errors',
  },
  schemaSyncPollMs: {
    scope: 'serve',
    flag: 'schema-sync-poll-interval',
    env: [prefix('SCHEMA_SYNC_POLL_INTERVAL')],
    value: number(1000),
    help: 'milliseconds between looks for metadata changed by another instance; 0 never looks',
  },
  maintenanceMode: {
    scope: 'serve',
    flag: 'enable-maintenance-mode',
    env: [prefix('ENABLE_MAINTENANCE_MODE')],
    value: boolean(false),
    isSwitch: true,
    help: 'refuse changes of metadata',
  },
  metadataDefaults: {
    scope: 'serve',
    flag: 'metadata-defaults',
    env: [prefix('METADATA_DEFAULTS')],
    value: optional,
    help: 'defaults of metadata, as JSON',
    ignored: 'it concerns data connectors only',
  },
} as const satisfies Record<string, OptionDef>;

const logOptions = {
  logTypes: {
    scope: 'serve',
    flag: 'enabled-log-types',
    env: [prefix('ENABLED_LOG_TYPES')],
    value: listOf(LOG_TYPES, DEFAULT_LOG_TYPES),
    help: 'the types of log lines to write, comma-separated',
  },
  logLevel: {
    scope: 'serve',
    flag: 'log-level',
    env: [prefix('LOG_LEVEL')],
    value: oneOf(LOG_LEVELS, 'info'),
    help: 'the least severe level to write',
  },
  metadataQueryLogging: {
    scope: 'serve',
    flag: 'enable-metadata-query-logging',
    env: [prefix('ENABLE_METADATA_QUERY_LOGGING')],
    value: boolean(false),
    isSwitch: true,
    help: 'write metadata requests into the http-log',
  },
} as const satisfies Record<string, OptionDef>;

export const OPTIONS = {
  ...globalOptions,
  ...listenOptions,
  ...authOptions,
  ...postgresOptions,
  ...graphqlOptions,
  ...liveOptions,
  ...eventOptions,
  ...logOptions,
};
export type OptionName = keyof typeof OPTIONS;
