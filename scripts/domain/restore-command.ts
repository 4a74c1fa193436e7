import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BackupPlace, readDump, readManifest } from '../../lib/backup/backup.ts';
import { openBackupBucket, openFolder } from '../../lib/backup/place.ts';
import { restore } from '../../lib/backup/restore.ts';
import { backupStore } from './bucket.ts';
import { callersPath, DATA_DIR_HELP, environmentOf, required, runCommand } from './command.ts';

/** scripts/restore FILE | --bucket [NAME] */

const HELP = `scripts/restore FILE | --bucket [NAME]

  Replaces all data by that of a backup: of scripts/backup (its <moment>.sql.gz or .json), or a plain .sql file; or one
  of the bucket "backup", the latest when no NAME is given. The schema must be there (scripts/migrate). All or nothing;
  no trigger and no event fires. Every table is compared with the backup's checksums before anything is final.

${DATA_DIR_HELP}

  PG_DATABASE_URL                                                          the database; the user must be a superuser
  S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION, S3_BACKUP_BUCKET   the object store
`;

runCommand(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      bucket: { type: 'boolean' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return HELP;
  const env = environmentOf(values['data-dir']);
  const databaseUrl = required(env, 'PG_DATABASE_URL', 'names the database to fill');
  const [what] = positionals;
  if (values.bucket) return await restoreFromBucket(env, databaseUrl, what);
  if (what === undefined) throw new Error(`which file?\n\n${HELP}`);
  const file = callersPath(what);
  await access(file).catch(() => {
    throw new Error(`there is no ${file}`);
  });
  if (!file.endsWith('.sql')) {
    const name = path.basename(file).replace(/\.(sql\.gz|json)$/, '');
    return await restoreProven(databaseUrl, openFolder(path.dirname(file)), name);
  }
  await restore(databaseUrl, createReadStream(file));
  return `restored ${what}, which says nothing of what it should hold`;
});

async function restoreFromBucket(
  env: NodeJS.ProcessEnv,
  databaseUrl: string,
  name: string | undefined,
): Promise<string> {
  const bucket = openBackupBucket(backupStore(env));
  const latest = name ?? (await bucket.names()).at(-1);
  if (latest === undefined) throw new Error('there is no backup in the bucket');
  return await restoreProven(databaseUrl, bucket, latest);
}

async function restoreProven(
  databaseUrl: string,
  place: BackupPlace,
  name: string,
): Promise<string> {
  const manifest = await readManifest(place, name);
  const restored = await restore(
    databaseUrl,
    await readDump(place, name, manifest),
    manifest.tables,
  );
  return `restored ${name}: ${Object.keys(restored).length} tables equal those of ${manifest.takenAt}`;
}
