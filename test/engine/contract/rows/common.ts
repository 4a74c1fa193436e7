import { expect } from 'vitest';
import type { Engine } from '../../../support/engine.ts';
import {
  COMMAND_OK,
  type Exchange,
  get,
  holds,
  metadata,
  metadata2,
  play,
  post,
  SUCCESS,
} from '../exchange.ts';
import { PROJECT } from '../project.ts';

/** Requests that several commands of the CLI have in common. */

export const VERSION = { server_type: 'ce', version: expect.stringMatching(/^v2\.\d+\.\d+$/) };
export const EXPORTED = holds({ version: 3, sources: expect.any(Array) });
export const state = (cli: unknown) => ({
  id: expect.any(String),
  cli_state: cli,
  console_state: {},
});

/** What every command asks that talks to a server: the version twice, and without the secret. */
export const PREAMBLE: readonly Exchange[] = [
  get('/v1/version', VERSION, { secret: null }),
  get('/v1/version', VERSION, { secret: null }),
  get('/v1alpha1/config', holds({ console_assets_dir: null })),
  post('/v1/query', { type: 'export_metadata', args: {} }, EXPORTED),
  metadata('get_catalog_state', {}, state(expect.any(Object))),
];

export const SETTINGS = { migration_mode: 'true' };
export const migrated = (versions: Record<string, boolean>) => ({
  migrations: { default: versions },
  settings: SETTINGS,
  isStateCopyCompleted: true,
});

/** The first command on migrations of an engine looks for the table of config v2 and notes that it has looked. */
export const FIRST_LOOK: readonly Exchange[] = [
  metadata('export_metadata', {}, EXPORTED),
  metadata('get_catalog_state', {}, state({})),
  metadata('set_catalog_state', { type: 'cli', state: { settings: SETTINGS } }, SUCCESS),
  metadata('get_catalog_state', {}, state({ settings: SETTINGS })),
  post(
    '/v2/query',
    {
      type: 'run_sql',
      args: {
        sql: "SELECT COUNT(1) FROM information_schema.tables WHERE table_name = 'schema_migrations' AND table_schema = 'hdb_catalog' LIMIT 1",
        source: 'default',
      },
    },
    { result_type: 'TuplesOk', result: [['count'], ['0']] },
  ),
  metadata('set_catalog_state', { type: 'cli', state: migrated({}) }, SUCCESS),
];

export const runSql = (sql: string, more: object = {}): Exchange =>
  post(
    '/v2/query',
    {
      type: 'run_sql',
      args: { sql, source: 'default', check_metadata_consistency: false, ...more },
    },
    COMMAND_OK,
  );
/** Marks a migration: the state is read, and written whole. */
export const mark = (
  before: Record<string, boolean>,
  after: Record<string, boolean>,
): Exchange[] => [
  metadata('get_catalog_state', {}, state(migrated(before))),
  metadata('set_catalog_state', { type: 'cli', state: migrated(after) }, SUCCESS),
];

export const replace = (given: object, needs: unknown): Exchange =>
  metadata2('replace_metadata', { allow_inconsistent_metadata: true, metadata: given }, needs);
export const CONSISTENT = { is_consistent: true, inconsistent_objects: [] };

export const [SOURCE] = PROJECT.sources;
export const withMissingTable = {
  ...PROJECT,
  sources: [{ ...SOURCE, tables: [{ table: { schema: 'public', name: 'members' } }] }],
};
export const MEMBERS_MISSING = {
  definition: { schema: 'public', name: 'members' },
  name: 'table members in source default',
  reason: 'Inconsistent object: no such table/view exists in source: "members"',
  type: 'table',
};
export const INCONSISTENT = { is_consistent: false, inconsistent_objects: [MEMBERS_MISSING] };
export const makeInconsistent = (engine: Engine) =>
  play(engine, [replace(withMissingTable, INCONSISTENT)]);

export const exportOf = async (engine: Engine) => (await engine.metadata('export_metadata')).body;
export const cliState = async (engine: Engine) =>
  (await engine.metadata('get_catalog_state')).body.cli_state;
export const setState = (versions: Record<string, boolean>) => (engine: Engine) =>
  engine.metadata('set_catalog_state', { type: 'cli', state: migrated(versions) });
