import type { Site } from '../services/chain.ts';
import { mail } from '../services/mail.ts';
import { s3 } from '../services/s3.ts';
import { temporal } from '../services/temporal.ts';

/**
 * What the programs are told; docs/configuration.md has the same list. Where a service will be is known before
 * it is there, so that no program waits for another's start: those who come early ask again.
 */
export function environmentOf(site: Site, databaseUrl: string): Record<string, string> {
  const { ports, secrets } = site;
  const store = s3.given(site.env, site)?.address ?? s3.address(site);
  const engineUrl = `http://127.0.0.1:${ports.engine}`;
  const handlersUrl = `http://127.0.0.1:${ports.handlers}`;
  return {
    PG_DATABASE_URL: databaseUrl,
    HASURA_GRAPHQL_METADATA_DATABASE_URL: databaseUrl,
    HASURA_GRAPHQL_ADMIN_SECRET: secrets.adminSecret,
    HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: 'HS256', key: secrets.jwtKey }),
    HASURA_GRAPHQL_UNAUTHORIZED_ROLE: 'anonymous',
    HASURA_GRAPHQL_DEFAULT_NAMING_CONVENTION: 'graphql-default',
    HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention',
    HASURA_GRAPHQL_ENABLE_CONSOLE: 'true',
    HANDLERS_SECRET: secrets.handlersSecret,
    PUBLIC_URL: handlersUrl,
    DEMO_PAGES: 'on',
    ...given(site.env),
    // Addresses come last: where a program listens is for --port to say, and all must agree on it.
    HASURA_GRAPHQL_ENDPOINT: engineUrl,
    HASURA_GRAPHQL_SERVER_HOST: '127.0.0.1',
    HASURA_GRAPHQL_SERVER_PORT: String(ports.engine),
    HANDLERS_HOST: '127.0.0.1',
    HANDLERS_PORT: String(ports.handlers),
    HANDLERS_URL: handlersUrl,
    WORKER_HOST: '127.0.0.1',
    WORKER_PORT: String(ports.worker),
    TEMPORAL_ADDRESS: (temporal.given(site.env, site)?.address ?? temporal.address(site)).address,
    SMTP_URL: (mail.given(site.env, site)?.address ?? mail.address(site)).smtp,
    S3_ENDPOINT: store.endpoint,
    S3_ACCESS_KEY: store.accessKey,
    S3_SECRET_KEY: store.secretKey,
  };
}

/** What is set to '' counts as not set, as in compose files. */
const given = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
