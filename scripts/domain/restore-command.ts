import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBucket } from './bucket.ts';
import { runCommand } from './command.ts';
import { restore } from './restore.ts';

/** scripts/restore FILE | --bucket [KEY] */

const HELP = `scripts/restore FILE | --bucket [KEY]

  Replaces all data by that of a backup: a file, or an object of the bucket "backup" (the latest when no KEY is given).
  The schema must be there (scripts/migrate). All or nothing; no trigger and no event fires.

  PG_DATABASE_URL                                         the database; the user must be a superuser
  S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION    the object store
`;

runCommand(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { bucket: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return HELP;
  const databaseUrl = process.env['PG_DATABASE_URL'];
  if (!databaseUrl) throw new Error('PG_DATABASE_URL is not set: it names the database to fill');
  const [what] = positionals;
  if (values.bucket) {
    const bucket = openBucket(process.env);
    const key = what ?? (await bucket.latest());
    await restore(databaseUrl, await bucket.get(key));
    return `restored ${key} of the bucket`;
  }
  if (what === undefined) throw new Error(`which file?\n\n${HELP}`);
  await access(what);
  await restore(databaseUrl, createReadStream(what));
  return `restored ${what}`;
});
