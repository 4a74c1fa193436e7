import { openDatabase } from '../lib/database.ts';
import { EnvError, loadEnvFiles } from '../lib/env.ts';
import { openLogger } from '../lib/logger.ts';
import { closeOnSignal } from '../lib/shutdown.ts';
import { openTemporal } from '../lib/temporal.ts';
import { buildLinks } from './accounts/link.ts';
import { buildTokenMaker } from './accounts/token.ts';
import { buildApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { buildHealth } from './health.ts';
import { openMailer } from './mailer/open.ts';
import { openStore } from './media/store.ts';
import type { Ports } from './ports.ts';

/** Connections for deliveries: as many mails at once as the mailer holds connections. */
const DELIVERY_POOL_SIZE = 2;

loadEnvFiles();
start(configOrExit());

function start(config: Config): void {
  const logger = openLogger('handlers', config.LOG_LEVEL);
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'a connection broke');
  const ports: Ports = {
    database: openDatabase(config.PG_DATABASE_URL, onIdleError),
    deliveryDatabase: openDatabase(config.PG_DATABASE_URL, onIdleError, DELIVERY_POOL_SIZE),
    temporal: openTemporal(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE),
    mailer: openMailer(config, logger),
    store: openStore(config),
    tokens: buildTokenMaker(config.HASURA_GRAPHQL_JWT_SECRET),
    links: buildLinks(config.PUBLIC_URL, config.HASURA_GRAPHQL_JWT_SECRET.key),
  };
  const app = buildApp(ports, buildHealth(ports), config.HANDLERS_SECRET, logger);
  const { HANDLERS_HOST: host, HANDLERS_PORT: port } = config;
  const server = app.listen(port, host, (error?: Error) => {
    if (error === undefined) return logger.info({ host, port }, 'handlers ready');
    logger.fatal({ err: error }, `cannot listen on ${host}:${port} (HANDLERS_PORT)`);
    process.exit(1);
  });
  closeOnSignal(logger, async () => {
    // Requests that are under way get their answer; idle connections of the engine's pool are cut.
    const drained = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await drained;
    ports.mailer.close();
    await Promise.all([
      ports.temporal.close(),
      ports.database.close(),
      ports.deliveryDatabase.close(),
    ]);
  });
}

function configOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`handlers: ${error.message}\n`);
    process.exit(1);
  }
}
