import { expect } from 'vitest';
import { COMMAND_OK, metadata, post, type Row } from '../exchange.ts';
import {
  CONSISTENT,
  cliState,
  EXPORTED,
  FIRST_LOOK,
  INCONSISTENT,
  mark,
  migrated,
  PREAMBLE,
  replace,
  runSql,
  setState,
  state,
  withMissingTable,
} from './common.ts';

/** `hasura migrate …`, `seed …` and `deploy` */

export const MIGRATE_ROWS: readonly Row[] = [
  { name: 'migrate status', exchanges: [...PREAMBLE, ...FIRST_LOOK] },
  {
    name: 'migrate apply',
    exchanges: [
      ...PREAMBLE,
      ...FIRST_LOOK,
      metadata('get_catalog_state', {}, state(migrated({}))),
      runSql('CREATE TABLE a (id int); CREATE TABLE b (id int);'),
      ...mark({}, { '1710182298189': false }),
      runSql('DROP TABLE a;'),
      ...mark({ '1710182298189': false }, { '1710182298189': false, '1710182298190': false }),
    ],
    after: async (_, database) => {
      const { rows } = await database.query(`SELECT to_regclass('a') AS a, to_regclass('b') AS b`);
      expect(rows).toEqual([{ a: null, b: 'b' }]);
    },
  },
  {
    name: 'migrate apply, of what Postgres refuses half-way',
    exchanges: [
      ...PREAMBLE,
      ...FIRST_LOOK,
      post(
        '/v2/query',
        {
          type: 'run_sql',
          args: {
            sql: 'CREATE TABLE a (id int); SELECT missing;',
            source: 'default',
            check_metadata_consistency: false,
          },
        },
        {
          code: 'postgres-error',
          error: 'query execution failed',
          path: '$.args',
          internal: {
            statement: 'CREATE TABLE a (id int); SELECT missing;',
            arguments: [],
            prepared: false,
            error: {
              exec_status: 'FatalError',
              status_code: '42703',
              message: 'column "missing" does not exist',
              description: null,
              hint: null,
            },
          },
        },
        { status: 400 },
      ),
    ],
    after: async (_, database) => {
      const { rows } = await database.query(`SELECT to_regclass('a') AS a`);
      expect(rows).toEqual([{ a: null }]);
    },
  },
  {
    name: 'migrate apply --down 1',
    given: setState({ '1': false }),
    exchanges: [
      ...PREAMBLE,
      runSql('DROP TABLE room;'),
      ...mark({ '1': false }, {}),
      ...mark({}, {}),
    ],
    after: async (engine) => expect(await cliState(engine)).toEqual(migrated({})),
  },
  {
    name: 'migrate apply --skip-execution, migrate create --from-server',
    exchanges: [...PREAMBLE, ...FIRST_LOOK, ...mark({}, { '2': false })],
    after: async (engine) => expect(await cliState(engine)).toEqual(migrated({ '2': false })),
  },
  {
    name: 'migrate apply --no-transaction',
    exchanges: [
      ...PREAMBLE,
      ...FIRST_LOOK,
      // Neither may run inside of a transaction, nor as one text of several statements.
      runSql(
        `CREATE INDEX CONCURRENTLY i ON room (name); -- ; not a statement
         /* ; */ CREATE INDEX CONCURRENTLY "j;" ON room (kind);`,
        { no_transaction: true },
      ),
      ...mark({}, { '3': false }),
    ],
    after: async (_, database) => {
      const { rows } = await database.query(
        `SELECT indexname FROM pg_indexes WHERE tablename = 'room' ORDER BY 1`,
      );
      expect(rows.map((row) => row['indexname'])).toEqual(['i', 'j;', 'room_pkey']);
    },
  },
  {
    name: 'migrate create --from-server: the dump',
    exchanges: [
      ...PREAMBLE,
      post(
        '/v1alpha1/pg_dump',
        {
          opts: ['-O', '-x', '--schema-only', '--schema', 'public'],
          clean_output: true,
          source: 'default',
        },
        // No line that psql alone understands, no comment, and nothing of the engine's own triggers.
        expect.not.stringMatching(/^\\|^--|notify_hasura|CREATE SCHEMA public/m),
      ),
    ],
  },
  {
    name: 'migrate squash --delete-source, migrate delete --server',
    given: setState({ '1': false, '2': false, '3': false }),
    exchanges: [
      ...PREAMBLE,
      ...mark({ '1': false, '2': false, '3': false }, { '1': false, '4': false }),
    ],
    after: async (engine) =>
      expect(await cliState(engine)).toEqual(migrated({ '1': false, '4': false })),
  },
  {
    name: 'seed apply',
    exchanges: [
      ...PREAMBLE,
      metadata('export_metadata', {}, EXPORTED),
      post(
        '/v2/query',
        {
          type: 'bulk',
          args: [
            {
              type: 'run_sql',
              args: { sql: "INSERT INTO room VALUES (1, 'a', 'HALL');", source: 'default' },
            },
            { type: 'run_sql', args: { sql: 'SELECT name FROM room;', source: 'default' } },
          ],
        },
        [COMMAND_OK, { result_type: 'TuplesOk', result: [['name'], ['a']] }],
      ),
    ],
  },
  {
    name: 'seed create --from-table',
    exchanges: [
      ...PREAMBLE,
      post(
        '/v1alpha1/pg_dump',
        {
          opts: [
            '--no-owner',
            '--no-acl',
            '--data-only',
            '--column-inserts',
            '--table',
            '"room_kind"',
          ],
          clean_output: true,
          source: 'default',
        },
        `SET check_function_bodies = false;\n\nINSERT INTO public.room_kind (value, comment) VALUES ('HALL', 'a hall');\nINSERT INTO public.room_kind (value, comment) VALUES ('CABIN', NULL);\n\n`,
      ),
    ],
  },
  {
    name: 'deploy --with-seeds',
    exchanges: [
      ...PREAMBLE,
      replace(withMissingTable, INCONSISTENT),
      ...FIRST_LOOK,
      runSql('CREATE TABLE members (id int PRIMARY KEY);'),
      ...mark({}, { '1': false }),
      replace(withMissingTable, CONSISTENT),
      metadata('reload_metadata', {}, { message: 'success', is_consistent: true }),
      metadata('get_inconsistent_metadata', {}, CONSISTENT),
      metadata('export_metadata', {}, EXPORTED),
      post(
        '/v2/query',
        {
          type: 'bulk',
          args: [
            {
              type: 'run_sql',
              args: { sql: 'INSERT INTO members VALUES (1);', source: 'default' },
            },
          ],
        },
        [COMMAND_OK],
      ),
    ],
    after: async (engine) =>
      expect((await engine.graphql('{ members { id } }')).body).toEqual({
        data: { members: [{ id: 1 }] },
      }),
  },
];
