import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { type BackupPlace, readDump, readManifest } from './backup.ts';
import { dumpSchema, type EngineAddress } from './dump.ts';
import { restore } from './restore.ts';

/**
 * Restores a backup into a database of its own beside the one that lives, compares every table with what the backup
 * says of it, and removes that database again. Throws when anything is missing.
 */
export async function proveRestore(
  databaseUrl: string,
  engine: EngineAddress,
  place: BackupPlace,
  name: string,
): Promise<{ readonly tables: number; readonly rows: number }> {
  const scratch = `restore_drill_${randomBytes(6).toString('hex')}`;
  await execute(databaseUrl, `CREATE DATABASE ${scratch} TEMPLATE template0`);
  try {
    const url = new URL(databaseUrl);
    url.pathname = `/${scratch}`;
    // Functions come before the tables they name, so their bodies cannot be checked yet.
    const schema = await text(await dumpSchema(engine));
    await execute(url.href, `SET check_function_bodies = off; ${schema}`);
    const manifest = await readManifest(place, name);
    const sums = await restore(url.href, await readDump(place, name, manifest), manifest.tables);
    const rows = Object.values(sums).reduce((sum, table) => sum + table.rows, 0);
    return { tables: Object.keys(sums).length, rows };
  } finally {
    await execute(databaseUrl, `DROP DATABASE IF EXISTS ${scratch} WITH (FORCE)`);
  }
}

async function execute(databaseUrl: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
