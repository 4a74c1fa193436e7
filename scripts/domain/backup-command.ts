import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { backupToFile, dump } from './backup.ts';
import { openBucket } from './bucket.ts';
import { runCommand } from './command.ts';

/** scripts/backup [--out FILE | --bucket] */

const HELP = `scripts/backup [--out FILE | --bucket]

  Dumps all data through the engine, to backup/<moment>.sql, to FILE, or to the bucket "backup" of the object store.

  HASURA_GRAPHQL_ENDPOINT (http://localhost:8080), HASURA_GRAPHQL_ADMIN_SECRET   the engine
  S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION                            the object store
`;

runCommand(HELP, async () => {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, bucket: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return HELP;
  const adminSecret = process.env['HASURA_GRAPHQL_ADMIN_SECRET'];
  if (!adminSecret)
    throw new Error('HASURA_GRAPHQL_ADMIN_SECRET is not set: only the admin may dump');
  const endpoint = process.env['HASURA_GRAPHQL_ENDPOINT'] ?? 'http://localhost:8080';
  const engine = { endpoint, adminSecret };
  const name = `${new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z.sql`;
  if (values.bucket) {
    await openBucket(process.env).put(name, await dump(engine));
    return `backed up to the bucket as ${name}`;
  }
  const file = values.out ?? path.join('backup', name);
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  await backupToFile(engine, file);
  return `backed up to ${file}`;
});
