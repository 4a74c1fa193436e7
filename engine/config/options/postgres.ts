import { option, PREFIX, toggle } from '../option.ts';
import { number, oneOf } from '../value.ts';

/** Connections to Postgres: of metadata, and of the source `default` as it is first made. */

const named = (variable: string) => ({ env: [`${PREFIX}${variable}`] });

export const postgresOptions = {
  pgConnections: option(
    'connections',
    number(50, { min: 1, max: 10_000 }),
    'connections per stripe',
    { short: 'c', ...named('PG_CONNECTIONS') },
  ),
  pgStripes: option(
    'stripes',
    number(1, { min: 1, max: 1000 }),
    'stripes of the connection pool; connections × stripes is the bound',
    { short: 's', ...named('PG_STRIPES') },
  ),
  pgIdleSeconds: option(
    'timeout',
    number(180),
    'seconds after which an idle connection is closed',
    named('PG_TIMEOUT'),
  ),
  pgLifetimeSeconds: option(
    'conn-lifetime',
    number(600),
    'seconds after which a connection is replaced; 0 for never',
    named('PG_CONN_LIFETIME'),
  ),
  pgPoolTimeoutSeconds: option(
    'pool-timeout',
    number(0),
    'seconds to wait for a free connection; 0 for no limit',
    named('PG_POOL_TIMEOUT'),
  ),
  txIsolation: option(
    'tx-iso',
    oneOf(['read-committed', 'repeatable-read', 'serializable'], 'read-committed'),
    'isolation of transactions on the source "default"',
    { short: 'i', ...named('TX_ISOLATION') },
  ),
  usePreparedStatements: toggle(
    'use-prepared-statements',
    true,
    'keep statements prepared, of whatever source; off for poolers that change sessions between statements',
  ),
};
