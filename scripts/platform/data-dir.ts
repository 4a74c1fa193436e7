import { existsSync } from 'node:fs';
import path from 'node:path';
import { type HasuraClient, openHasuraClient } from '../hasura/client.ts';
import { openRecord } from '../services/record.ts';
import type { S3Address } from '../services/s3.ts';
import { openSecrets } from '../services/secrets.ts';

/** What a script may know of a platform that another program has started. */
export interface RunningPlatform {
  readonly client: HasuraClient;
  readonly databaseUrl: string;
}

/** The platform that the environment names, as in docker-compose.yml; else that of a data folder, if it runs. */
export function runningPlatform(
  dataDir: string,
  env: NodeJS.ProcessEnv,
): RunningPlatform | undefined {
  const own = ofDataDir(dataDir);
  const endpoint = env['HASURA_GRAPHQL_ENDPOINT'] || own?.endpoint;
  const databaseUrl = env['PG_DATABASE_URL'] || own?.databaseUrl;
  if (endpoint === undefined || databaseUrl === undefined) return undefined;
  const adminSecret = env['HASURA_GRAPHQL_ADMIN_SECRET'] || own?.adminSecret || '';
  return { client: openHasuraClient(endpoint, adminSecret), databaseUrl };
}

interface Own {
  readonly endpoint: string;
  readonly databaseUrl: string | undefined;
  readonly adminSecret: string;
  readonly store: S3Address | undefined;
}

function ofDataDir(dataDir: string): Own | undefined {
  if (!existsSync(path.join(dataDir, 'secrets.json'))) return undefined;
  const record = openRecord(dataDir);
  const engine = record.living('engine');
  if (engine === undefined) return undefined;
  const database = record.living('postgres');
  const store = record.living('s3');
  return {
    endpoint: new URL(engine.address).origin,
    databaseUrl: database && (JSON.parse(database.address) as { url: string }).url,
    adminSecret: openSecrets(dataDir).adminSecret,
    store: store && (JSON.parse(store.address) as S3Address),
  };
}

/**
 * What a command has to be told to reach the platform: the environment, and where that says nothing, what a platform
 * that runs on the data folder was started with.
 */
export function environmentOfRunning(dataDir: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = ofDataDir(dataDir);
  const store = own?.store;
  const known: Readonly<Record<string, string | undefined>> = {
    PG_DATABASE_URL: own?.databaseUrl,
    HASURA_GRAPHQL_ENDPOINT: own?.endpoint,
    HASURA_GRAPHQL_ADMIN_SECRET: own?.adminSecret,
    S3_ENDPOINT: store?.endpoint,
    S3_ACCESS_KEY: store?.accessKey,
    S3_SECRET_KEY: store?.secretKey,
  };
  const said = Object.entries(known).filter(([name, value]) => value && !env[name]);
  return { ...env, ...Object.fromEntries(said) };
}
