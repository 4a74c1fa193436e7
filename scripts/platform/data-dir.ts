import { existsSync } from 'node:fs';
import path from 'node:path';
import { type HasuraClient, openHasuraClient } from '../hasura/client.ts';
import { openRecord } from '../services/record.ts';
import { openSecrets } from '../services/secrets.ts';

/** What a script may know of a platform that another program has started. */
export interface RunningPlatform {
  readonly client: HasuraClient;
  readonly databaseUrl: string;
}

/** The platform of a data folder, if it runs. */
export function runningPlatform(dataDir: string): RunningPlatform | undefined {
  if (!existsSync(path.join(dataDir, 'secrets.json'))) return undefined;
  const record = openRecord(dataDir);
  const engine = record.living('engine');
  const database = record.living('postgres');
  if (engine === undefined) return undefined;
  const secrets = openSecrets(dataDir);
  const given = process.env['PG_DATABASE_URL'];
  const own =
    database === undefined ? undefined : (JSON.parse(database.address) as { url: string }).url;
  const databaseUrl = own ?? given;
  if (databaseUrl === undefined) return undefined;
  const adminSecret = process.env['HASURA_GRAPHQL_ADMIN_SECRET'] || secrets.adminSecret;
  return { client: openHasuraClient(new URL(engine.address).origin, adminSecret), databaseUrl };
}
