import { expect } from 'vitest';
import {
  COMMAND_OK,
  get,
  holds,
  metadata,
  metadata2,
  post,
  type Row,
  SUCCESS,
} from '../exchange.ts';
import { PROJECT } from '../project.ts';
import { CONSISTENT } from './common.ts';

/** The console at its start, and as the CLI serves it. */

const DENIED = holds({ code: 'access-denied', path: '$' });

export const START_ROWS: readonly Row[] = [
  {
    name: 'login',
    exchanges: [
      metadata('get_inconsistent_metadata', {}, DENIED, { secret: 'null', status: 401 }),
      metadata('get_inconsistent_metadata', {}, DENIED, { secret: 'guess', status: 401 }),
      metadata('get_inconsistent_metadata', {}, CONSISTENT),
    ],
  },
  {
    name: 'start-up of every page',
    exchanges: [
      get('/v1/version', holds({ server_type: 'ce' }), { secret: null }),
      get('/v1alpha1/config', holds({ version: expect.any(String), is_admin_secret_set: true })),
      metadata2('export_metadata', {}, { resource_version: expect.any(Number), metadata: PROJECT }),
      metadata('get_catalog_state', {}, holds({ id: expect.any(String), console_state: {} })),
      metadata(
        'set_catalog_state',
        { type: 'console', state: { console_notifications: { admin: { read: 'default' } } } },
        SUCCESS,
      ),
      metadata('get_inconsistent_metadata', {}, CONSISTENT),
    ],
    after: async (engine) => {
      const { body } = await engine.metadata('get_catalog_state');
      expect(body.console_state.console_notifications.admin.read).toBe('default');
      await engine.metadata('set_catalog_state', { type: 'console', state: {} });
    },
  },
  {
    name: 'API: the explorer',
    exchanges: [
      post(
        '/v1/graphql',
        {
          query: 'query IntrospectionQuery { __schema { types { name } } }',
          operationName: 'IntrospectionQuery',
        },
        { data: { __schema: { types: expect.arrayContaining([{ name: 'room' }]) } } },
      ),
    ],
  },
  {
    name: 'as the CLI serves it: migration mode',
    exchanges: [
      metadata('get_catalog_state', {}, holds({ cli_state: {} })),
      metadata(
        'set_catalog_state',
        { type: 'cli', state: { settings: { migration_mode: 'false' } } },
        SUCCESS,
      ),
      metadata(
        'get_catalog_state',
        {},
        holds({ cli_state: { settings: { migration_mode: 'false' } } }),
      ),
    ],
  },
  {
    name: 'as the CLI serves it: a migration made on a page',
    exchanges: [
      post(
        '/v2/query',
        {
          type: 'bulk',
          source: 'default',
          args: [
            {
              type: 'run_sql',
              args: {
                source: 'default',
                sql: 'CREATE TABLE "public"."console_made" ("id" serial NOT NULL, PRIMARY KEY ("id"));',
                cascade: false,
                read_only: false,
              },
            },
          ],
        },
        [COMMAND_OK],
      ),
      post(
        '/v1/metadata',
        {
          type: 'bulk',
          source: 'default',
          args: [
            {
              type: 'pg_track_table',
              args: { table: { name: 'console_made', schema: 'public' }, source: 'default' },
            },
          ],
        },
        [SUCCESS],
      ),
      metadata(
        'set_catalog_state',
        { type: 'cli', state: { migrations: { default: { '1': false } } } },
        SUCCESS,
      ),
      metadata('export_metadata', {}, holds({ sources: expect.any(Array) })),
    ],
    after: async (engine) => {
      const { body } = await engine.graphql('{ console_made { id } }');
      expect(body).toEqual({ data: { console_made: [] } });
    },
  },
];
