import { openDatabase } from '../lib/database.ts';
import { gatewayOf } from '../lib/gateway.ts';
import type { Logger } from '../lib/logger.ts';
import { openStore } from '../lib/store.ts';
import { openTemporal } from '../lib/temporal.ts';
import { buildLinks } from './accounts/link.ts';
import { buildTokenMaker } from './accounts/token.ts';
import type { Config } from './config.ts';
import { openMailer } from './mailer/open.ts';
import type { Ports } from './ports.ts';
import { openPusher } from './push/push.ts';
import { openRateSource } from './rates/source.ts';

/** Connections for deliveries: as many mails at once as the mailer holds connections. */
const DELIVERY_POOL_SIZE = 2;

/** Where the handlers are reached. */
export const handlersUrlOf = (config: Config): string =>
  config.HANDLERS_URL ?? `http://127.0.0.1:${config.HANDLERS_PORT}`;

/** Where people reach the product: a front end of one's own, or the pages of these handlers. */
export const publicUrlOf = (config: Config): string => config.PUBLIC_URL ?? handlersUrlOf(config);

/** Opens everything the handlers reach. Nothing is dialled yet: each part is connected to when it is first needed. */
export function openPorts(config: Config, logger: Logger): Ports {
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'a connection broke');
  const { key } = config.HASURA_GRAPHQL_JWT_SECRET;
  const handlersUrl = handlersUrlOf(config);
  return {
    database: openDatabase(config.PG_DATABASE_URL, onIdleError),
    deliveryDatabase: openDatabase(config.PG_DATABASE_URL, onIdleError, DELIVERY_POOL_SIZE),
    temporal: openTemporal(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE),
    mailer: openMailer(config, logger),
    pusher: openPusher(key, config.PUSH_SUBJECT),
    store: openStore(config, config.S3_BUCKET),
    exports: openStore(config, config.S3_EXPORT_BUCKET),
    gateway: gatewayOf(config, handlersUrl),
    rateSource:
      config.RATE_SOURCE_URL === undefined
        ? undefined
        : openRateSource(config.RATE_SOURCE_URL, config.RATE_SOURCE),
    tokens: buildTokenMaker(config.HASURA_GRAPHQL_JWT_SECRET),
    links: buildLinks(publicUrlOf(config), key),
    logger,
    rules: {
      handlersUrl,
      handlersSecret: config.HANDLERS_SECRET,
      reservationMinutes: config.RESERVATION_MINUTES,
      isPaymentRequired: config.RESERVATION_PAYMENT === 'required',
      engineUrl: config.HASURA_GRAPHQL_ENDPOINT,
      adminSecret: config.HASURA_GRAPHQL_ADMIN_SECRET,
    },
  };
}

export async function closePorts(ports: Ports): Promise<void> {
  ports.mailer.close();
  await Promise.all([
    ports.temporal.close(),
    ports.database.close(),
    ports.deliveryDatabase.close(),
  ]);
}
