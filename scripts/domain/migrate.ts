import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MigrationBuilder, type RunnerOption, runner } from 'node-pg-migrate';
import pg from 'pg';
import { type MigrationState, openMigrationState } from './migration-state.ts';

/** The folders of hasura/migrations, run by node-pg-migrate's runner: one owner of DDL, two ways to apply it. */

export const HASURA_FOLDER = fileURLToPath(new URL('../../hasura', import.meta.url));
const SOURCE = 'default';
const FOLDER = path.join(HASURA_FOLDER, 'migrations', SOURCE);

export interface MigrateOptions {
  /** Where the migrations run. */
  readonly databaseUrl: string;
  /** Where the engine keeps its metadata, and with it which migrations are applied. */
  readonly metadataDatabaseUrl?: string;
  readonly direction: 'up' | 'down';
  /** How many; without it all that are pending (up) or applied (down). */
  readonly count?: number;
  readonly isDryRun?: boolean;
}

/** Applies what is pending, or takes back what is applied; answers the names of what it ran, in that order. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const { databaseUrl, metadataDatabaseUrl = databaseUrl, direction, count, isDryRun } = options;
  const client = await connect(databaseUrl);
  const state = await openMigrationState(metadataDatabaseUrl, SOURCE);
  const names = readdirSync(FOLDER).sort();
  const dir = fileAMigration(names);
  try {
    const applied = await state.applied();
    const ran = await runner({
      dbClient: client,
      ...(await runnersTable(client, names, applied)),
      dir,
      migrationLoaderStrategies: [
        { extensions: ['.sql'], loader: async (files) => files.map(unitOf) },
      ],
      direction,
      count: count ?? names.length,
      checkOrder: true,
      // A migration a transaction, as the CLI has it: what came before the failing one stays applied.
      singleTransaction: false,
      dryRun: isDryRun ?? false,
      log: () => undefined,
    });
    return ran.map(({ name }) => name);
  } finally {
    // The runner's own table is the truth about what happened, also when a migration failed halfway through the list.
    if (!isDryRun) await noteState(client, state);
    rmSync(dir, { recursive: true });
    await state.close();
    await client.end();
  }
}

/** The runner wants a file a migration, named by its number; ours are folders. So: a folder of empty files so named. */
function fileAMigration(names: readonly string[]): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-migrate-'));
  for (const name of names) writeFileSync(path.join(dir, `${name}.sql`), '');
  return dir;
}

type Strategy = NonNullable<RunnerOption['migrationLoaderStrategies']>[number];
type MigrationUnit = Awaited<ReturnType<Exclude<Strategy['loader'], string>>>[number];

/** What the empty file stands for: up.sql and down.sql of the folder of its name. */
function unitOf(file: string): MigrationUnit {
  const folder = path.join(FOLDER, path.basename(file, '.sql'));
  const run = (name: string) => (builder: MigrationBuilder) =>
    builder.sql(readFileSync(path.join(folder, name), 'utf8'));
  return {
    id: file,
    filePaths: [file],
    actions: { up: run('up.sql'), down: run('down.sql'), shorthands: {} },
  };
}

const TABLE = 'pgmigrations';

/**
 * The runner keeps a table of what it ran. It gets a temporary one, filled from the state that the CLI reads, so that
 * the database holds one record of its migrations and not two.
 */
async function runnersTable(
  client: pg.Client,
  names: readonly string[],
  applied: ReadonlySet<string>,
): Promise<{ migrationsTable: string; migrationsSchema: string }> {
  await client.query(
    `CREATE TEMPORARY TABLE ${TABLE} (id serial PRIMARY KEY, name text NOT NULL, run_on timestamptz NOT NULL)`,
  );
  await client.query(
    `INSERT INTO ${TABLE} (name, run_on)
     SELECT name, now() FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place) ORDER BY place`,
    [names.filter((name) => applied.has(versionOf(name)))],
  );
  const { rows } = await client.query<{ schema: string }>(
    `SELECT nspname AS schema FROM pg_namespace WHERE oid = pg_my_temp_schema()`,
  );
  return { migrationsTable: TABLE, migrationsSchema: rows[0]?.schema ?? 'pg_temp' };
}

async function noteState(client: pg.Client, state: MigrationState): Promise<void> {
  await client.query('ROLLBACK'); // a failed migration may have left its transaction open
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY id`);
  await state.note(new Set(rows.map(({ name }) => versionOf(name))));
}

/** Changes whenever a migration does. */
export function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(FOLDER).sort())
    hash.update(name).update(readFileSync(path.join(FOLDER, name, 'up.sql')));
  return hash.digest('hex').slice(0, 16);
}

const versionOf = (folder: string): string => /^\d+/.exec(folder)?.[0] ?? folder;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
