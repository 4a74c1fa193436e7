import { z } from 'zod';
import { option, PREFIX, toggle } from '../option.ts';
import { corsDomain, listOf, number, optional } from '../value.ts';

/** Where the engine listens, which APIs it serves, and to whom. */

const APIS = ['metadata', 'graphql', 'pgdump', 'config', 'developer', 'metrics'] as const;

export const listenOptions = {
  serverPort: option('server-port', number(8080, { max: 65535 }), 'the port to listen on'),
  serverHost: option('server-host', z.string().default('*'), 'the host to listen on'),
  maxHeaderBytes: option(
    'max-total-header-length',
    number(1024 * 1024, { min: 1024 }),
    'bytes of all headers of one request',
  ),
  gracefulShutdownSeconds: option(
    'graceful-shutdown-timeout',
    number(60),
    'seconds given to requests in flight when stopping',
  ),
  corsDomain: option(
    'cors-domain',
    corsDomain,
    'origins that may call, comma-separated; * for all',
  ),
  isCorsDisabled: toggle('disable-cors', false, 'send no CORS headers'),
  wsReadCookie: toggle(
    'ws-read-cookie',
    false,
    'read the cookie at the WebSocket handshake even where CORS is disabled',
  ),
  enabledApis: option(
    'enabled-apis',
    listOf(APIS, ['metadata', 'graphql', 'pgdump', 'config']),
    'the APIs to serve, comma-separated',
  ),
  connectionCompression: toggle(
    'connection-compression',
    false,
    'permessage-deflate on WebSockets',
  ),
  metricsSecret: option('metrics-secret', optional, 'bearer token of /v1/metrics'),
};

export const consoleOptions = {
  enableConsole: toggle('enable-console', false, 'serve the console'),
  consoleAssetsDir: option(
    'console-assets-dir',
    optional,
    "a local folder with the console's assets",
  ),
  consoleSentryDsn: option(
    'console-sentry-dsn',
    z.string().default(''),
    'where the console reports its errors',
    { env: ['HASURA_CONSOLE_SENTRY_DSN', `${PREFIX}CONSOLE_SENTRY_DSN`] },
  ),
  enableTelemetry: toggle(
    'enable-telemetry',
    true,
    'what the console is told about telemetry; the engine itself never sends any',
  ),
};
