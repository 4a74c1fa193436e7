import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/** What projects of others bring that the sixteen do not: migrations of configs 1 and 2, dumps as migrations, and much that cannot be had. */

const SOURCE = {
  name: 'default',
  kind: 'postgres',
  configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
  tables: [],
};
const NOWHERE = 'http://127.0.0.1:9';

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = await startEngine({ databaseUrl: database.url, env: { BASE: NOWHERE } });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  expect((await replace({ version: 3, sources: [SOURCE] })).status).toBe(200);
});

const replace = (metadata: object) =>
  engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: { allow_inconsistent_metadata: true, metadata },
  });
const exported = async () => (await engine.metadata('export_metadata')).body;
const migrate = (sql: string, more: object = {}) =>
  engine.post('/v2/query', {
    type: 'run_sql',
    args: { sql, source: 'default', check_metadata_consistency: false, ...more },
  });

describe('config 1 and 2', () => {
  const pub = (name: string) => ({ schema: 'public', name });
  /** As the console of Hasura 1 wrote them into `up.yaml`. */
  const UP: readonly (readonly [type: string, args: object, version?: number])[] = [
    [
      'run_sql',
      {
        cascade: false,
        sql: `CREATE EXTENSION IF NOT EXISTS pgcrypto;
          CREATE TABLE "public"."author"("id" serial NOT NULL, "name" text NOT NULL, "is_public" boolean, PRIMARY KEY ("id"));
          CREATE TABLE article (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), title text, author_id int REFERENCES author);
          CREATE VIEW listed AS SELECT * FROM author WHERE is_public;`,
      },
    ],
    ['track_table', pub('author')],
    ['add_existing_table_or_view', pub('article')],
    ['add_existing_table_or_view', pub('listed')],
    [
      'create_object_relationship',
      {
        name: 'author',
        table: pub('article'),
        using: { foreign_key_constraint_on: 'author_id' },
      },
    ],
    [
      'create_array_relationship',
      {
        name: 'all',
        table: pub('author'),
        using: { foreign_key_constraint_on: { table: pub('article'), column: 'author_id' } },
      },
    ],
    [
      'create_array_relationship',
      {
        name: 'articles',
        table: pub('listed'),
        using: {
          manual_configuration: {
            remote_table: pub('article'),
            column_mapping: { id: 'author_id' },
          },
        },
      },
    ],
    ['rename_relationship', { table: 'author', name: 'all', new_name: 'articles' }],
    [
      'create_insert_permission',
      {
        table: pub('author'),
        role: 'user',
        permission: {
          localPresets: [{ key: '', value: '' }],
          set: { is_public: true },
          check: { name: { _eq: 'X-Hasura-User-Name' } },
          columns: ['name'],
        },
      },
    ],
    [
      'create_select_permission',
      {
        table: pub('article'),
        role: 'user',
        permission: { columns: ['id', 'title'], filter: {}, allow_aggregations: true, limit: 10 },
      },
    ],
    [
      'create_update_permission',
      {
        table: pub('author'),
        role: 'user',
        permission: { columns: ['name'], filter: { id: 'X-Hasura-User-Id' }, set: {} },
      },
    ],
    ['create_delete_permission', { table: 'author', role: 'user', permission: { filter: {} } }],
    ['drop_delete_permission', { table: 'author', role: 'user' }],
    [
      'set_permission_comment',
      { table: 'article', role: 'user', type: 'select', comment: 'for all' },
    ],
    [
      'create_event_trigger',
      {
        name: 'written',
        table: pub('article'),
        webhook_from_env: 'BASE',
        insert: { columns: '*' },
        update: { columns: ['title'] },
        delete: null,
        headers: [],
        retry_conf: { num_retries: 0, interval_sec: 10, timeout_sec: 60 },
        replace: false,
      },
    ],
    [
      'set_table_custom_fields',
      {
        table: 'author',
        custom_root_fields: { select: 'authors' },
        custom_column_names: { is_public: 'isPublic' },
      },
      2,
    ],
    [
      'set_custom_types',
      {
        enums: [],
        scalars: [],
        input_objects: [{ name: 'Draft', fields: [{ name: 'title', type: 'String!' }] }],
        objects: [{ name: 'Made', fields: [{ name: 'id', type: 'uuid!' }] }],
      },
    ],
    [
      'create_action',
      {
        name: 'draft',
        comment: null,
        definition: {
          kind: 'synchronous',
          arguments: [{ name: 'draft', type: 'Draft!', description: null }],
          output_type: 'Made',
          handler: '{{BASE}}/draft',
        },
      },
    ],
    ['create_action_permission', { action: 'draft', role: 'user' }],
    ['create_query_collection', { name: 'known', definition: { queries: [] } }],
    ['add_query_to_collection', KNOWN_QUERY('known')],
    ['add_collection_to_allowlist', { collection: 'known' }],
  ];
  function KNOWN_QUERY(collection_name: string) {
    return { collection_name, query_name: 'titles', query: '{ article { title } }' };
  }

  test('migrations in YAML are commands of /v1/query', async () => {
    const args = UP.map(([type, of, version = 1]) => ({ type, version, args: of }));
    const { status, body } = await engine.post('/v1/query', { type: 'bulk', args });
    expect([status, body.error ?? null, body.path ?? null]).toEqual([200, null, null]);
    const { sources, ...rest } = await exported();
    const [article, author, listed] = sources[0].tables;
    expect(article).toEqual({
      table: pub('article'),
      object_relationships: [{ name: 'author', using: { foreign_key_constraint_on: 'author_id' } }],
      select_permissions: [
        {
          role: 'user',
          permission: { columns: ['id', 'title'], filter: {}, limit: 10, allow_aggregations: true },
          comment: 'for all',
        },
      ],
      event_triggers: [
        {
          name: 'written',
          definition: {
            enable_manual: false,
            insert: { columns: '*' },
            update: { columns: ['title'] },
          },
          retry_conf: { num_retries: 0, interval_sec: 10, timeout_sec: 60 },
          webhook_from_env: 'BASE',
        },
      ],
    });
    expect(author).toMatchObject({
      configuration: {
        custom_root_fields: { select: 'authors' },
        column_config: { is_public: { custom_name: 'isPublic' } },
      },
      array_relationships: [{ name: 'articles' }],
      insert_permissions: [{ role: 'user', permission: { set: { is_public: true } } }],
      update_permissions: [{ role: 'user' }],
    });
    expect(author).not.toHaveProperty('delete_permissions');
    expect(listed.array_relationships[0].name).toBe('articles');
    expect(rest.actions[0].permissions).toEqual([{ role: 'user' }]);
    expect(rest.allowlist).toEqual([{ collection: 'known', scope: { global: true } }]);
    const asked = await engine.graphql(
      '{ authors { isPublic articles { author { id } } } listed { articles { id } } }',
    );
    expect(asked.body).toEqual({ data: { authors: [], listed: [] } });

    // The same as metadata of version 2, which has no sources: nothing else comes of it.
    const { tables } = sources[0];
    const before = await exported();
    const older = { ...rest, version: 2, tables };
    for (const wrapped of [older, { metadata: older, allow_inconsistent_metadata: false }]) {
      await replace({ version: 3, sources: [SOURCE] });
      const taken = await engine.post('/v1/query', { type: 'replace_metadata', args: wrapped });
      expect([taken.status, taken.body]).toEqual([200, { message: 'success' }]);
      expect(await exported()).toEqual(before);
    }
  });

  test('metadata of version 2 has no unknown keys', async () => {
    await migrate('CREATE TABLE author (id int)');
    const { body } = await replace({
      version: 2,
      tables: [{ table: 'author' }],
      functions: [],
      query_templates: [],
    });
    expect(body).toEqual({ is_consistent: true, inconsistent_objects: [] });
  });
});

describe('migrations', () => {
  test('that begin as dumps do leave the next ones alone', async () => {
    const dumped = `SET statement_timeout = 0; SET client_encoding = 'UTF8'; SET check_function_bodies = false;
      SELECT pg_catalog.set_config('search_path', '', false);
      CREATE FUNCTION public.titles() RETURNS SETOF public.book LANGUAGE sql STABLE AS $$ SELECT * FROM public.book $$;`;
    expect((await migrate(`CREATE TABLE book (id int PRIMARY KEY, title text)`)).status).toBe(200);
    expect((await migrate(dumped)).status).toBe(200);
    const { body } = await migrate('ALTER TABLE book ADD COLUMN pages int'); // found without a schema
    expect(body).toEqual({ result_type: 'CommandOk', result: null });
  });

  test('that bring their own transaction keep what they committed', async () => {
    expect((await migrate('BEGIN; CREATE TABLE kept (id int); COMMIT;')).status).toBe(200);
    await migrate('BEGIN; CREATE TABLE also (id int); COMMIT; SELECT nothing;');
    await migrate('CREATE TABLE gone (id int); ROLLBACK;');
    const { rows } = await database.query(
      `SELECT to_regclass('kept') AS kept, to_regclass('also') AS also, to_regclass('gone') AS gone`,
    );
    expect(rows).toEqual([{ kept: 'kept', also: 'also', gone: null }]);
  });

  test.for([
    ['\\restrict key', '42601', 'syntax error at or near "\\"'],
    ['\\connect other', '42601', 'syntax error at or near "\\"'],
    ['CREATE EXTENSION nowhere', '0A000', 'extension "nowhere" is not available'],
    ['CREATE INDEX CONCURRENTLY ON t (id)', '25001', 'cannot run inside a transaction block'],
    ['VACUUM t', '25001', 'VACUUM cannot run inside a transaction block'],
    ['COPY t FROM stdin;', '57014', 'COPY from stdin failed'],
    ['COPY t FROM stdin;\n1\n\\.\n', '42601', 'syntax error at or near "1"'],
  ] as const)(
    'that Postgres refuses are refused in its words: %s',
    async ([sql, code, message]) => {
      await migrate('CREATE TABLE t (id int)');
      const { status, body } = await migrate(sql);
      expect([status, body.code, body.path]).toEqual([400, 'postgres-error', '$.args']);
      expect(body.internal).toMatchObject({
        statement: sql,
        prepared: false,
        error: {
          exec_status: 'FatalError',
          status_code: code,
          message: expect.stringContaining(message),
        },
      });
      expect((await migrate('SELECT 1 AS n')).body.result).toEqual([['n'], ['1']]);
    },
  );
});
