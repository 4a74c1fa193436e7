import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { backUp, nameOf } from '../../lib/backup/backup.ts';
import { dumpData, type EngineAddress } from '../../lib/backup/dump.ts';
import { openBackupBucket, openFolder } from '../../lib/backup/place.ts';
import { backupStore } from './bucket.ts';
import { runCommand } from './command.ts';

/** scripts/backup [--out FOLDER | --bucket | --plain FILE] */

const HELP = `scripts/backup [--out FOLDER | --bucket | --plain FILE]

  Dumps all data through the engine: <moment>.sql.gz, and <moment>.json with the checksum of every table as of the
  same snapshot, by which scripts/restore proves that nothing is missing. Into the folder "backup" when nothing is said.

  --out FOLDER   another folder
  --bucket       the bucket "backup" of the object store
  --plain FILE   the dump alone, as plain SQL; asks for no database

  HASURA_GRAPHQL_ENDPOINT (http://localhost:8080), HASURA_GRAPHQL_ADMIN_SECRET   the engine
  PG_DATABASE_URL                                                                 the database, for the checksums
  S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION, S3_BACKUP_BUCKET          the object store
`;

runCommand(HELP, async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      bucket: { type: 'boolean' },
      plain: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return HELP;
  const engine = engineOf(process.env);
  if (values.plain !== undefined) return await dumpPlain(engine, values.plain);
  const databaseUrl = process.env['PG_DATABASE_URL'];
  if (!databaseUrl) throw new Error('PG_DATABASE_URL is not set: it names what is backed up');
  const folder = values.out ?? 'backup';
  const place = values.bucket
    ? openBackupBucket(backupStore(process.env))
    : openFolder(path.resolve(folder));
  const name = nameOf(new Date());
  const { tables, sizeByte } = await backUp(databaseUrl, engine, place, name);
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const where = values.bucket ? `the bucket as ${name}` : path.join(folder, name);
  return `backed up to ${where}: ${Object.keys(tables).length} tables, ${rows} rows, ${sizeByte} bytes`;
});

function engineOf(env: NodeJS.ProcessEnv): EngineAddress {
  const adminSecret = env['HASURA_GRAPHQL_ADMIN_SECRET'];
  if (!adminSecret)
    throw new Error('HASURA_GRAPHQL_ADMIN_SECRET is not set: only the admin may dump');
  return { endpoint: env['HASURA_GRAPHQL_ENDPOINT'] ?? 'http://localhost:8080', adminSecret };
}

async function dumpPlain(engine: EngineAddress, file: string): Promise<string> {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  await pipeline(await dumpData(engine), createWriteStream(file, { mode: 0o600 }));
  return `dumped to ${file}`;
}
