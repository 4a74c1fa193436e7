import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { backUp, nameOf } from '../../lib/backup/backup.ts';
import { dumpData, type EngineAddress } from '../../lib/backup/dump.ts';
import { openBackupBucket, openFolder } from '../../lib/backup/place.ts';
import { backupStore } from './bucket.ts';
import { callersPath, DATA_DIR_HELP, environmentOf, required, runCommand } from './command.ts';

/** scripts/backup [--out FOLDER | --bucket | --plain FILE] */

const HELP = `scripts/backup [--out FOLDER | --bucket | --plain FILE]

  Dumps all data through the engine: <moment>.sql.gz, and <moment>.json with the checksum of every table as of the
  same snapshot, by which scripts/restore proves that nothing is missing. Into the folder "backup" when nothing is said.

  --out FOLDER     another folder
  --bucket         the bucket "backup" of the object store
  --plain FILE     the dump alone, as plain SQL; asks for no database
${DATA_DIR_HELP}

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
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return HELP;
  const env = environmentOf(values['data-dir']);
  const engine = engineOf(env);
  if (values.plain !== undefined) return await dumpPlain(engine, callersPath(values.plain));
  const databaseUrl = required(env, 'PG_DATABASE_URL', 'names what is backed up');
  const folder = values.out ?? 'backup';
  const place = values.bucket
    ? openBackupBucket(backupStore(env))
    : openFolder(callersPath(folder));
  const name = nameOf(new Date());
  const { tables, sizeByte } = await backUp(databaseUrl, engine, place, name);
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const where = values.bucket ? `the bucket as ${name}` : path.join(folder, name);
  return `backed up to ${where}: ${Object.keys(tables).length} tables, ${rows} rows, ${sizeByte} bytes`;
});

function engineOf(env: NodeJS.ProcessEnv): EngineAddress {
  return {
    endpoint: env['HASURA_GRAPHQL_ENDPOINT'] ?? 'http://localhost:8080',
    adminSecret: required(env, 'HASURA_GRAPHQL_ADMIN_SECRET', 'lets the engine dump'),
  };
}

async function dumpPlain(engine: EngineAddress, file: string): Promise<string> {
  mkdirSync(path.dirname(file), { recursive: true });
  await pipeline(await dumpData(engine), createWriteStream(file, { mode: 0o600 }));
  return `dumped to ${file}`;
}
