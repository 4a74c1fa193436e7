import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { HASURA_FOLDER } from './migrate.ts';

/** hasura/seeds, each file once: ops.seed_history remembers what was loaded. */

export interface SeedOptions {
  readonly databaseUrl: string;
  readonly folder?: string;
  /** A file to load again although it was loaded. */
  readonly force?: string;
  /** The last file that is loaded; all when not said. */
  readonly until?: string;
}

export interface Seeded {
  readonly loaded: readonly string[];
  /** Loaded once, and other now than it was then. It is not loaded again by itself: its rows may be in use. */
  readonly changed: readonly string[];
}

export async function seed(options: SeedOptions): Promise<Seeded> {
  const { databaseUrl, folder = path.join(HASURA_FOLDER, 'seeds/default'), force, until } = options;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql') && (until === undefined || name <= until))
    .sort();
  if (force !== undefined && !files.includes(force)) throw new Error(`no seed "${force}"`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const loaded: string[] = [];
    const changed: string[] = [];
    for (const name of files) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const outcome = await load(client, { name, text, isForced: name === force });
      if (outcome === 'loaded') loaded.push(name);
      if (outcome === 'changed') changed.push(name);
    }
    return { loaded, changed };
  } finally {
    await client.end();
  }
}

interface Seed {
  readonly name: string;
  readonly text: string;
  readonly isForced: boolean;
}

/** The rows and the record of them are one transaction: a seed that fails is pending still. */
async function load(client: pg.Client, { name, text, isForced }: Seed) {
  const checksum = createHash('sha256').update(text).digest('hex');
  await client.query('BEGIN');
  try {
    // The table's lock is the queue of seeders: the second finds what the first has loaded.
    await client.query('LOCK TABLE ops.seed_history IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await client.query<{ checksum: string }>(
      'SELECT checksum FROM ops.seed_history WHERE name = $1',
      [name],
    );
    const [known] = rows;
    if (known !== undefined && !isForced) {
      await client.query('ROLLBACK');
      return known.checksum === checksum ? 'known' : 'changed';
    }
    await client.query(text);
    await client.query(
      `INSERT INTO ops.seed_history (name, checksum) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = now()`,
      [name, checksum],
    );
    await client.query('COMMIT');
    return 'loaded';
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`seed ${name} failed and was taken back: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
