import { expect } from 'vitest';
import { get, holds, metadata, post, type Row } from '../exchange.ts';
import { PROJECT } from '../project.ts';
import {
  CONSISTENT,
  FIRST_LOOK,
  makeInconsistent,
  migrated,
  PREAMBLE,
  replace,
  state,
  VERSION,
} from './common.ts';

/** The other commands, and what holds for all of them. */

export const OTHER_ROWS: readonly Row[] = [
  {
    name: 'actions create --derive-from',
    exchanges: [
      ...PREAMBLE,
      post(
        '/v1/graphql',
        { query: 'query IntrospectionQuery { __schema { queryType { name } types { name } } }' },
        {
          data: {
            __schema: {
              queryType: { name: 'query_root' },
              types: expect.arrayContaining([{ name: 'room' }]),
            },
          },
        },
      ),
      replace(
        {
          ...PROJECT,
          actions: [
            {
              name: 'book',
              definition: {
                kind: 'synchronous',
                handler: '{{BASE}}',
                type: 'mutation',
                arguments: [{ name: 'id', type: 'Int!' }],
                output_type: 'Booking',
              },
            },
          ],
          custom_types: {
            enums: [],
            input_objects: [],
            objects: [{ name: 'Booking', fields: [{ name: 'id', type: 'Int!' }] }],
            scalars: [],
          },
        },
        CONSISTENT,
      ),
    ],
  },
  {
    name: 'console',
    exchanges: [
      ...PREAMBLE,
      ...FIRST_LOOK,
      metadata('get_catalog_state', {}, state(migrated({}))),
      get('/v1/version', VERSION, { secret: null }),
    ],
  },
  {
    name: 'whoever looks whether it lives',
    exchanges: [
      get('/healthz', 'OK', { secret: null }),
      get('/healthz?strict=true', 'OK', { secret: null }),
    ],
  },
  {
    name: 'whoever looks whether it lives, and whether all of it does',
    given: makeInconsistent,
    exchanges: [
      get('/healthz', 'WARN: inconsistent objects in schema', { secret: null }),
      get('/healthz?strict=true', 'ERROR: inconsistent objects in schema', {
        secret: null,
        status: 500,
      }),
    ],
  },
  {
    name: 'any command, with a wrong secret',
    exchanges: [
      get('/v1/version', VERSION, { secret: null }),
      post(
        '/v1/query',
        { type: 'export_metadata', args: {} },
        {
          code: 'access-denied',
          error: 'invalid "x-hasura-admin-secret"/"x-hasura-access-key"',
          path: '$',
        },
        { secret: 'wrong', status: 401 },
      ),
    ],
  },
  {
    name: 'a bulk stops at its first error, and says which it was',
    exchanges: [
      post(
        '/v2/query',
        {
          type: 'bulk',
          args: [
            { type: 'run_sql', args: { sql: 'CREATE TABLE a (id int)', source: 'default' } },
            { type: 'run_sql', args: { sql: 'SELECT missing', source: 'default' } },
            { type: 'run_sql', args: { sql: 'CREATE TABLE b (id int)', source: 'default' } },
          ],
        },
        holds({ code: 'postgres-error', path: '$.args[1].args' }),
        { status: 400 },
      ),
    ],
    after: async (_, database) => {
      const { rows } = await database.query(`SELECT to_regclass('a') AS a, to_regclass('b') AS b`);
      expect(rows).toEqual([{ a: 'a', b: null }]); // no transaction goes over the whole of it
    },
  },
];
