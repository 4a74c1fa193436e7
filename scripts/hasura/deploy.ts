import type { HasuraClient } from './client.ts';
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
  const missing = await missingMigrations(client, project.migrations);
  if (missing.length > 0) {
    await replaceMetadata(client, project);
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
  return cli_state ?? {};
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
