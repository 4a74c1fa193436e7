import pg from 'pg';

/** Which migrations of a source are applied, kept where the hasura CLI finds it. */
export interface MigrationState {
  /** Versions: the 13 digits a folder's name begins with. */
  applied(): Promise<ReadonlySet<string>>;
  note(versions: ReadonlySet<string>): Promise<void>;
  close(): Promise<void>;
}

/** What the CLI keeps in the engine: source → version → whether it was left half done. */
interface CliState {
  readonly migrations?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly [other: string]: unknown;
}

/**
 * Once an engine has been here, the state is the CLI's JSON in hdb_catalog.hdb_version. Before, it is the table
 * hdb_catalog.schema_migrations of config v2: the CLI copies that one over when it comes first to a server, and an
 * engine that finds hdb_catalog without hdb_version in it sets itself up as on an empty database.
 */
export async function openMigrationState(url: string, source: string): Promise<MigrationState> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const exists = async (table: string): Promise<boolean> => {
    const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS exists', [table]);
    return rows[0].exists;
  };
  const hasEngine = await exists('hdb_catalog.hdb_version');
  return {
    async applied() {
      const tabled = (await exists('hdb_catalog.schema_migrations')) ? await readTable() : [];
      const { migrations } = hasEngine ? await readCliState() : {};
      return new Set([...tabled, ...Object.keys(migrations?.[source] ?? {})]);
    },
    note: (versions) => (hasEngine ? writeCliState(versions) : writeTable(versions)),
    close: () => client.end(),
  };

  async function readCliState(): Promise<CliState> {
    const { rows } = await client.query<{ cli_state: CliState | null }>(
      'SELECT cli_state FROM hdb_catalog.hdb_version',
    );
    return rows[0]?.cli_state ?? {};
  }

  async function writeCliState(versions: ReadonlySet<string>): Promise<void> {
    const state = await readCliState();
    const ofSource = Object.fromEntries([...versions].map((version) => [version, false]));
    await client.query('UPDATE hdb_catalog.hdb_version SET cli_state = $1', [
      JSON.stringify({
        settings: { migration_mode: 'true' },
        ...state,
        migrations: { ...state.migrations, [source]: ofSource },
        isStateCopyCompleted: true, // else the CLI would add what the table of old still lists
      }),
    ]);
    if (await exists('hdb_catalog.schema_migrations')) await client.query(CLEAR_TABLE);
  }

  async function readTable(): Promise<readonly string[]> {
    const { rows } = await client.query<{ version: string }>(
      'SELECT version FROM hdb_catalog.schema_migrations',
    );
    return rows.map(({ version }) => version);
  }

  async function writeTable(versions: ReadonlySet<string>): Promise<void> {
    await client.query(MAKE_TABLES);
    await client.query('BEGIN');
    await client.query(CLEAR_TABLE);
    await client.query(
      'INSERT INTO hdb_catalog.schema_migrations (version, dirty) SELECT v, false FROM unnest($1::bigint[]) AS v',
      [[...versions]],
    );
    await client.query('COMMIT');
  }
}

const CLEAR_TABLE = 'DELETE FROM hdb_catalog.schema_migrations';

/** As the CLI made them for config v2. */
const MAKE_TABLES = `
  CREATE SCHEMA IF NOT EXISTS hdb_catalog;
  CREATE TABLE IF NOT EXISTS hdb_catalog.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
  CREATE TABLE IF NOT EXISTS hdb_catalog.migration_settings (setting text PRIMARY KEY, value text NOT NULL);
  INSERT INTO hdb_catalog.migration_settings VALUES ('migration_mode', 'true') ON CONFLICT DO NOTHING`;
