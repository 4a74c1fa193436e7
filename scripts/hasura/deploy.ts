import { type HasuraClient, HasuraError } from './client.ts';
import type { HasuraProject, Migration } from './project.ts';

/** What the engine found wrong with an object of the metadata; the rest of it serves all the same. */
export interface Inconsistency {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
}

export interface Deployed {
  readonly applied: readonly Migration[];
  readonly inconsistencies: readonly Inconsistency[];
}

/** The state that the hasura CLI keeps in the engine: source → version → whether it was left half done. */
interface CliState {
  readonly migrations?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly isStateCopyCompleted?: boolean;
}

/**
 * Brings an engine to what the folder says, by the requests that \`hasura deploy\` sends: the metadata, so that
 * the sources are known; the migrations that are missing; the metadata again, now that its tables exist.
 */
export async function deploy(client: HasuraClient, project: HasuraProject): Promise<Deployed> {
  let missing = await missingMigrations(client, project.migrations);
  if (missing.length > 0) {
    await replaceMetadata(client, project);
    missing = await missingMigrations(client, project.migrations); // the source may have a record of its own
    await applyMigrations(client, missing);
  }
  await replaceMetadata(client, project);
  await client.post('/v1/metadata', {
    type: 'reload_metadata',
    args: { reload_remote_schemas: true, reload_sources: false },
  });
  const { inconsistent_objects } = await client.post<{
    inconsistent_objects: readonly Inconsistency[];
  }>('/v1/metadata', { type: 'get_inconsistent_metadata', args: {} });
  return { applied: missing, inconsistencies: inconsistent_objects };
}

export async function missingMigrations(
  client: HasuraClient,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const { migrations: done = {} } = await readState(client);
  return migrations.filter(({ source, version }) => done[source]?.[version] === undefined);
}

/** One after the other, each noted as soon as it is done. Postgres takes back whole the one that fails. */
export async function applyMigrations(
  client: HasuraClient,
  migrations: readonly Migration[],
): Promise<void> {
  for (const migration of migrations) {
    const { source, up: sql, version, name } = migration;
    try {
      await client.post('/v2/query', {
        type: 'run_sql',
        args: { sql, source, check_metadata_consistency: false },
      });
    } catch (error) {
      throw new Error(
        `migration ${version}_${name} of ${source} failed and was taken back: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
    await noteDone(client, migration);
  }
}

async function noteDone(client: HasuraClient, { source, version }: Migration): Promise<void> {
  const state = await readState(client);
  const ofSource = { ...state.migrations?.[source], [version]: false }; // false: not left half done
  await client.post('/v1/metadata', {
    type: 'set_catalog_state',
    args: {
      type: 'cli',
      state: {
        ...state,
        migrations: { ...state.migrations, [source]: ofSource },
        settings: state.settings ?? { migration_mode: 'true' },
        isStateCopyCompleted: true, // the tables of config v2 have nothing for us
      },
    },
  });
}

async function readState(client: HasuraClient): Promise<CliState> {
  const { cli_state } = await client.post<{ cli_state: CliState | null }>('/v1/metadata', {
    type: 'get_catalog_state',
    args: {},
  });
  const state = cli_state ?? {};
  if (state.isStateCopyCompleted) return state;
  // The table of config v2 counts until it is copied: scripts/migrate writes it where no engine has been yet.
  const tabled = await readTable(client);
  if (tabled.length === 0) return state;
  const ofDefault = Object.fromEntries(tabled.map((version) => [version, false]));
  return {
    ...state,
    migrations: {
      ...state.migrations,
      default: { ...ofDefault, ...state.migrations?.['default'] },
    },
  };
}

/** Versions in hdb_catalog.schema_migrations, if there is one. A source that is not there yet has none either. */
async function readTable(client: HasuraClient): Promise<readonly string[]> {
  const rows = async (sql: string): Promise<readonly (readonly string[])[]> => {
    const { result } = await client.post<{ result: readonly (readonly string[])[] | null }>(
      '/v2/query',
      { type: 'run_sql', args: { sql, source: 'default', read_only: true } },
    );
    return (result ?? []).slice(1); // behind the names of the columns
  };
  try {
    const [found] = await rows(
      `SELECT count(*) FROM information_schema.tables
       WHERE table_schema = 'hdb_catalog' AND table_name = 'schema_migrations'`,
    );
    if (found?.[0] !== '1') return [];
    return (await rows('SELECT version FROM hdb_catalog.schema_migrations')).map(
      ([version = '']) => version,
    );
  } catch (error) {
    if (error instanceof HasuraError && error.status === 400) return [];
    throw error;
  }
}

export const replaceMetadata = (
  client: HasuraClient,
  { metadata }: HasuraProject,
): Promise<unknown> =>
  client.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: { allow_inconsistent_metadata: true, metadata },
  });
