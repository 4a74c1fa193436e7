import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** The commands of /v1/metadata: that each of Hasura 2's is known, and what those answer that do more than edit. */

const OF_SOURCES = `add_source drop_source update_source get_source_tables get_source_trackables get_table_info
  track_table track_tables untrack_table untrack_tables set_table_customization set_apollo_federation_config
  set_table_is_enum track_function untrack_function set_function_customization
  create_function_permission drop_function_permission
  create_object_relationship create_array_relationship set_relationship_comment rename_relationship drop_relationship
  suggest_relationships create_remote_relationship update_remote_relationship delete_remote_relationship
  add_computed_field drop_computed_field test_connection_template
  get_native_query track_native_query untrack_native_query get_logical_model track_logical_model untrack_logical_model
  create_logical_model_select_permission drop_logical_model_select_permission
  create_insert_permission create_select_permission create_update_permission create_delete_permission
  drop_insert_permission drop_select_permission drop_update_permission drop_delete_permission set_permission_comment
  create_event_trigger delete_event_trigger redeliver_event invoke_event_trigger
  get_event_logs get_event_invocation_logs get_event_by_id`;
const OF_ALL = `rename_source list_source_kinds get_source_kind_capabilities
  add_remote_schema update_remote_schema remove_remote_schema
  add_remote_schema_permissions drop_remote_schema_permissions
  create_remote_schema_remote_relationship update_remote_schema_remote_relationship delete_remote_schema_remote_relationship
  pause_event_trigger_cleanups resume_event_trigger_cleanups
  create_cron_trigger delete_cron_trigger get_cron_triggers
  create_scheduled_event delete_scheduled_event get_scheduled_events get_scheduled_event_invocations
  create_action drop_action update_action create_action_permission drop_action_permission set_custom_types
  create_query_collection rename_query_collection drop_query_collection add_query_to_collection
  drop_query_from_collection add_collection_to_allowlist drop_collection_from_allowlist
  update_scope_of_collection_in_allowlist create_rest_endpoint drop_rest_endpoint
  set_api_limits remove_api_limits set_metrics_config remove_metrics_config
  add_inherited_role drop_inherited_role set_graphql_schema_introspection_options
  add_host_to_tls_allowlist drop_host_from_tls_allowlist set_query_tags
  set_opentelemetry_config set_opentelemetry_status
  replace_metadata export_metadata clear_metadata reload_metadata get_inconsistent_metadata drop_inconsistent_metadata
  dump_internal_state get_catalog_state set_catalog_state get_feature_flag test_webhook_transform
  dc_add_agent dc_delete_agent bulk bulk_keep_going bulk_atomic concurrent_bulk`;
const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/);
const ALL = [...namesIn(OF_SOURCES).map((name) => `pg_${name}`), ...namesIn(OF_ALL)];

const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [],
    },
  ],
};
const TABLES = `
  CREATE TABLE author (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE book (id int PRIMARY KEY, author_id int NOT NULL REFERENCES author);
  CREATE FUNCTION authors(prefix text) RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
  CREATE FUNCTION nothing() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';`;

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = await startEngine({ databaseUrl: database.url });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${TABLES}`);
  const { status } = await engine.metadata('replace_metadata', METADATA);
  expect(status).toBe(200);
});

const trackedTables = async (): Promise<readonly string[]> => {
  const { body } = await engine.metadata('export_metadata');
  return body.sources[0].tables.map((table: { table: { name: string } }) => table.table.name);
};

test('knows every command', async () => {
  const unknown = [];
  for (const name of ALL) {
    const { body } = await engine.metadata(name, {});
    if (/^unknown query type/.test(body.error)) unknown.push(name);
  }
  expect(unknown).toEqual([]);
});

describe('many tables at once', () => {
  const track = (tables: readonly string[], more: object = {}) =>
    engine.metadata('pg_track_tables', {
      tables: tables.map((table) => ({ source: 'default', table })),
      ...more,
    });
  const MISSING = {
    code: 'track-table-failed',
    message: 'Inconsistent object: no such table/view exists in source: "nowhere"',
    name: 'table nowhere in source default',
    type: 'table',
  };

  test('are tracked', async () => {
    expect((await track(['author', 'book'])).body).toEqual({ message: 'success' });
    expect(await trackedTables()).toEqual(['author', 'book']);
  });

  test('are tracked but for those that cannot be, with a warning', async () => {
    await track(['book']);
    const { body } = await track(['author', 'book', 'nowhere']);
    expect(body).toEqual({
      message: 'success',
      warnings: [
        {
          code: 'track-table-failed',
          message: 'view/table already tracked: "book"',
          name: 'table book in source default',
          type: 'table',
        },
        MISSING,
      ],
    });
    expect(await trackedTables()).toEqual(['author', 'book']);
  });

  test('are all left alone where warnings are not allowed', async () => {
    const { status, body } = await track(['author', 'nowhere'], { allow_warnings: false });
    expect([status, body]).toEqual([
      400,
      {
        code: 'metadata-warnings',
        error: 'failed due to metadata warnings',
        path: '$.args',
        internal: [MISSING],
      },
    ]);
    expect(await trackedTables()).toEqual([]);
  });

  test('are an error where none can be tracked', async () => {
    const { status, body } = await track(['nowhere']);
    expect([status, body]).toEqual([
      400,
      {
        code: 'invalid-configuration',
        error: 'all tables failed to track',
        path: '$.args',
        internal: [MISSING],
      },
    ]);
  });

  test('may be named once only', async () => {
    const { status, body } = await track(['author', 'author']);
    expect([status, body.error, body.path]).toEqual([
      400,
      'The following tables occur more than once in the request: default.author',
      '$.args.tables',
    ]);
  });

  test('are untracked, but for those that others need', async () => {
    await track(['author', 'book']);
    await engine.metadata('pg_create_array_relationship', {
      table: 'author',
      name: 'books',
      using: { foreign_key_constraint_on: { table: 'book', column: 'author_id' } },
    });
    const { body } = await engine.metadata('pg_untrack_tables', {
      tables: [{ table: 'book' }, { table: 'author' }],
    });
    expect(body.warnings).toEqual([
      {
        code: 'untrack-table-failed',
        message:
          'cannot drop due to the following dependent objects: relationship author.books in source "default"',
        name: 'table book in source default',
        type: 'table',
      },
    ]);
    expect(await trackedTables()).toEqual(['book']);
  });

  test('functions too', async () => {
    await track(['author']);
    const { body } = await engine.metadata('pg_track_functions', {
      functions: [{ function: 'authors' }, { function: 'nothing' }],
    });
    expect(body.warnings).toMatchObject([
      { code: 'track-function-failed', name: 'function nothing in source default' },
    ]);
  });
});

describe('what a source has', () => {
  test('tables and functions that could be tracked', async () => {
    await engine.metadata('pg_track_table', { table: 'author' });
    await engine.metadata('pg_track_function', { function: 'authors' });
    expect((await engine.metadata('pg_get_source_tables', { source: 'default' })).body).toEqual([
      { name: 'author', schema: 'public' },
      { name: 'book', schema: 'public' },
    ]);
    const { body } = await engine.metadata('pg_get_source_trackables', { source: 'default' });
    expect(body.tables).toEqual([{ name: { name: 'book', schema: 'public' } }]);
  });

  test('a table', async () => {
    const { body } = await engine.metadata('pg_get_table_info', { table: 'book' });
    expect(body).toMatchObject({
      name: { schema: 'public', name: 'book' },
      type: 'table',
      columns: [
        { name: 'id', type: 'integer', nullable: false },
        { name: 'author_id', type: 'integer', nullable: false },
      ],
      primary_key: ['id'],
      foreign_keys: {
        book_author_id_fkey: {
          foreign_table: { schema: 'public', name: 'author' },
          column_mapping: { author_id: 'id' },
        },
      },
    });
  });
});

describe('groups', () => {
  const run = (type: string, args: readonly object[]) =>
    engine.post('/v1/metadata', { type, args });
  const good = { type: 'pg_track_table', args: { table: 'author' } };
  const bad = { type: 'pg_track_table', args: { table: 'nowhere' } };

  const other = { type: 'pg_track_table', args: { table: 'book' } };
  const sql = (text: string) => ({ type: 'run_sql', args: { sql: text } });

  test('bulk stops at the first error, and saves no metadata', async () => {
    await run('bulk', [good]);
    const { status, body } = await run('bulk', [other, bad, good]);
    expect([status, body.path]).toEqual([400, '$.args[1].args']);
    expect(await trackedTables()).toEqual(['author']);
    const nested = { type: 'bulk', args: [other] };
    expect((await run('bulk', [nested, bad])).body.path).toBe('$.args[1].args');
    expect(await trackedTables()).toEqual(['author']);
    expect((await run('bulk', [nested, other])).body.code).toBe('already-tracked');
  });

  test('bulk keeps what its SQL has done, and what followed from it', async () => {
    await run('bulk', [good]);
    const { status } = await run('bulk', [
      other,
      sql('ALTER TABLE author RENAME TO writer'),
      { type: 'pg_untrack_table', args: { table: 'book' } },
      bad,
    ]);
    expect(status).toBe(400);
    expect(await trackedTables()).toEqual(['book', 'writer']);
    expect((await engine.metadata('get_inconsistent_metadata')).body.is_consistent).toBe(true);
  });

  test('bulk lets no other change come between', async () => {
    const [failed, tracked] = await Promise.all([
      run('bulk', [good, sql('SELECT pg_sleep(0.2)'), bad]),
      engine.metadata('pg_track_table', { table: 'book' }),
    ]);
    expect([failed.status, tracked.status]).toEqual([400, 200]);
    expect(await trackedTables()).toEqual(['book']);
  });

  test('bulk over an older version is a conflict', async () => {
    const { body } = await engine.post('/v1/metadata', {
      type: 'export_metadata',
      version: 2,
      args: {},
    });
    const outdated = { type: 'bulk', resource_version: body.resource_version - 1, args: [good] };
    expect((await engine.post('/v1/metadata', outdated)).status).toBe(409);
    expect(await trackedTables()).toEqual([]);
    const current = { ...outdated, resource_version: body.resource_version, args: [good, other] };
    expect((await engine.post('/v1/metadata', current)).status).toBe(200);
  });

  test('bulk_keep_going tells each its own', async () => {
    const { status, body } = await run('bulk_keep_going', [bad, good]);
    expect([status, body]).toEqual([
      200,
      [expect.objectContaining({ code: 'invalid-configuration' }), { message: 'success' }],
    ]);
    expect(await trackedTables()).toEqual(['author']);
  });

  test('bulk_atomic does all or nothing', async () => {
    expect((await run('bulk_atomic', [good, bad])).body.error).toBe(
      'cannot continue due to newly found inconsistent metadata',
    );
    expect(await trackedTables()).toEqual([]);
    expect((await run('bulk_atomic', [good])).body).toEqual({ message: 'success' });
  });

  test('concurrent_bulk takes what changes no rule', async () => {
    const { status, body } = await run('concurrent_bulk', [good]);
    expect([status, body.error]).toEqual([
      500,
      'Only read-only queries are allowed in a concurrent_bulk',
    ]);
    const listed = { type: 'get_inconsistent_metadata', args: {} };
    expect((await run('concurrent_bulk', [listed, listed])).body).toHaveLength(2);
  });
});

test('functions that no root field can stand for are listed with the reason', async () => {
  await database.query(`
    CREATE TYPE pair AS (a int, b int); CREATE TABLE hidden (id int);
    CREATE FUNCTION "by-name"() RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
    CREATE FUNCTION by_argument("first-name" text) RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
    CREATE FUNCTION pairs() RETURNS SETOF pair LANGUAGE sql STABLE AS 'SELECT 1, 2';
    CREATE FUNCTION hiding() RETURNS SETOF hidden LANGUAGE sql STABLE AS 'SELECT * FROM hidden';
    CREATE FUNCTION several(VARIADIC n int[]) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';`);
  const functions = ['by-name', 'by_argument', 'pairs', 'hiding', 'several', 'authors'];
  const [source] = METADATA.sources;
  const { body } = await engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: {
      allow_inconsistent_metadata: true,
      metadata: {
        version: 3,
        sources: [
          {
            ...source,
            tables: [{ table: 'author' }],
            functions: functions.map((name) => ({ function: name })),
          },
        ],
      },
    },
  });
  const reasons = body.inconsistent_objects.map(({ reason }: { reason: string }) =>
    reason.replace('Inconsistent object: ', ''),
  );
  const cannot = (name: string) =>
    `in function "${name}": the function "${name}" cannot be tracked`;
  expect(reasons).toEqual([
    `${cannot('by-name')} because function name is not a legal GraphQL identifier`,
    `${cannot('by_argument')} because the function arguments first-name are not in compliance with GraphQL spec`,
    `${cannot('pairs')} because the function does not return a table`,
    'table "hidden" is not tracked',
    `${cannot('several')} for the following reasons:\n  • function with "VARIADIC" parameters are not supported\n  • the function does not return a "COMPOSITE" type\n`,
  ]);
});

describe('query collections and REST endpoints', () => {
  const QUERIES = {
    fine: 'query ($id: Int) { author(where: { id: { _eq: $id } }) { ...A __typename } } fragment A on author { id }',
    gone: 'query ($x: gone!) { author { id gone ...A } nothing { id } } fragment A on author { name { first } }',
    whole: '{ author }',
    two: 'query a { author { id } } query b { author { id } }',
    live: 'subscription { author { id } }',
  };
  const endpoint = (name: string, collection_name: string, query_name = name) => ({
    name,
    url: name,
    methods: ['GET'],
    definition: { query: { collection_name, query_name } },
  });
  const replace = (more: object = {}) =>
    engine.post('/v1/metadata', {
      type: 'replace_metadata',
      version: 2,
      args: {
        allow_inconsistent_metadata: true,
        metadata: {
          version: 3,
          sources: METADATA.sources.map((source) => ({ ...source, tables: [{ table: 'author' }] })),
          query_collections: [
            {
              name: 'known',
              definition: {
                queries: Object.entries(QUERIES).map(([name, query]) => ({ name, query })),
              },
            },
          ],
          rest_endpoints: [
            endpoint('fine', 'known'),
            endpoint('gone', 'known'),
            endpoint('live', 'known'),
            endpoint('lost', 'known'),
            endpoint('nowhere', 'unknown'),
          ],
          allowlist: [{ collection: 'known' }],
          ...more,
        },
      },
    });

  test('that ask for what is not there are listed', async () => {
    const { status, body } = await replace();
    const reasons = Object.fromEntries(
      body.inconsistent_objects.map(({ name, reason }: Record<string, string>) => [name, reason]),
    );
    const invalid = (query: string, errors: string, uses = '') =>
      `Inconsistent object: In query collection "known" the query "${query}" is invalid with the following error(s): ${errors}${uses}. This query is in allowlist.`;
    expect([status, reasons]).toEqual([
      200,
      {
        'query_collections gone in known': invalid(
          'gone',
          `"$.author.gone: field 'gone' not found in object 'author'", "$.author.name: scalar 'String' does not accept a selection set", "$.nothing: field 'nothing' not found in object 'query_root'", "$.x: type 'gone' not found in the schema"`,
          '. This query is being used in the following REST endpoint(s): "gone"',
        ),
        'query_collections whole in known': invalid(
          'whole',
          `"$.author: object 'author' requires a selection set"`,
        ),
        'query_collections two in known': invalid(
          'two',
          '"exactly one operation has to be present in the document when operationName is not specified"',
        ),
        'rest_endpoint live':
          'Inconsistent object: in endpoint live: query with name live is a subscription',
        'rest_endpoint lost':
          'Inconsistent object: in endpoint lost: query with name lost does not exist in collection known',
        'rest_endpoint nowhere':
          'Inconsistent object: in endpoint nowhere: collection with name unknown does not exist',
      },
    ]);
    const found = body.inconsistent_objects.find(
      ({ name }: { name: string }) => name === 'query_collections whole in known',
    );
    expect([found.type, found.definition]).toEqual([
      'query_collections',
      { name: 'whole', query: QUERIES.whole },
    ]);
  });

  test('that newly lose what they ask for are asked before a column falls', async () => {
    const queries = [{ name: 'fine', query: '{ author { name } }' }];
    await replace({
      query_collections: [{ name: 'known', definition: { queries } }],
      rest_endpoints: [],
    });
    const sql = 'ALTER TABLE author DROP COLUMN name';
    const { status, body } = await engine.metadata('run_sql', { sql });
    expect([status, body.error]).toEqual([
      500,
      'cannot continue due to newly found inconsistent metadata',
    ]);
    expect(body.internal[0].name).toBe('query_collections fine in known');
    await engine.metadata('drop_inconsistent_metadata');
    await engine.metadata('drop_query_collection', { collection: 'known', cascade: true });
    expect((await engine.metadata('run_sql', { sql })).status).toBe(200);
  });
});

describe('inherited roles', () => {
  const permission = { columns: ['id'], filter: {} };
  const table = { table: 'author', select_permissions: [{ role: 'reader', permission }] };
  const [source] = METADATA.sources;
  const replace = (inherited_roles: readonly object[]) =>
    engine.post('/v1/metadata', {
      type: 'replace_metadata',
      version: 2,
      args: {
        allow_inconsistent_metadata: true,
        metadata: { ...METADATA, sources: [{ ...source, tables: [table] }], inherited_roles },
      },
    });

  test('need their parents', async () => {
    const lost = { role_name: 'lost', role_set: ['nobody', 'reader'] };
    const heir = { role_name: 'heir', role_set: ['lost', 'both'] };
    const both = { role_name: 'both', role_set: ['reader'] };
    const { body } = await replace([lost, heir, both]);
    expect(body.inconsistent_objects).toEqual([
      {
        type: 'inherited_role',
        name: 'inherited_role inherited role lost',
        definition: lost,
        reason:
          'Inconsistent object: in inherited role lost: the following parent role(s) are not found: nobody which are required to construct the inherited role: "lost"',
      },
      {
        type: 'inherited_role',
        name: 'inherited_role inherited role heir',
        definition: heir,
        reason: 'Inconsistent object: parent role "lost" does not exist',
      },
    ]);
    const ask = (role: string) =>
      engine.graphql('{ author { id } }', {}, { 'x-hasura-role': role });
    expect((await ask('both')).body).toEqual({ data: { author: [] } });
    expect((await ask('lost')).body.errors[0].extensions.code).toBe('validation-failed');
  });

  test('are not made of each other', async () => {
    const cycle = {
      code: 'cyclic-dependency',
      error: 'found cycle(s) in roles: ["a","b","a"]',
      path: '$.args',
    };
    const [a, b] = [
      { role_name: 'a', role_set: ['b', 'reader'] },
      { role_name: 'b', role_set: ['a'] },
    ];
    const { status, body } = await replace([a, b]);
    expect([status, body]).toEqual([400, cycle]);
    await replace([
      { role_name: 'b', role_set: ['reader'] },
      { role_name: 'a', role_set: ['b'] },
    ]);
    const added = await engine.metadata('add_inherited_role', b);
    expect([added.status, added.body.path]).toEqual([400, '$.args']);
    expect(added.body.code).toBe('cyclic-dependency');
    const self = await engine.metadata('add_inherited_role', { role_name: 'c', role_set: ['c'] });
    expect(self.body).toEqual({
      code: 'invalid-params',
      error: 'an inherited role name cannot be in the role combination',
      path: '$.args',
    });
  });
});

test('a version that is no longer the current one is a conflict', async () => {
  const exported = await engine.post('/v1/metadata', {
    type: 'export_metadata',
    version: 2,
    args: {},
  });
  const { resource_version, metadata } = exported.body;
  await engine.metadata('pg_track_table', { table: 'author' });
  const { status, body } = await engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    resource_version,
    args: { metadata },
  });
  expect([status, body]).toEqual([
    409,
    {
      code: 'conflict',
      error: `metadata resource version referenced (${resource_version}) did not match current version`,
      path: '$',
      internal: { current_resource_version: resource_version + 1 },
    },
  ]);
});

test('reload_metadata knows its sources', async () => {
  const { status, body } = await engine.metadata('reload_metadata', { reload_sources: ['other'] });
  expect([status, body.code, body.error]).toEqual([
    400,
    'not-exists',
    'Source with name "other" not found in metadata',
  ]);
});

test('the clean-up of event logs is paused and resumed', async () => {
  await engine.metadata('pg_track_table', { table: 'author' });
  const made = await engine.metadata('pg_create_event_trigger', {
    name: 'kept',
    table: 'author',
    insert: { columns: '*' },
    webhook: 'http://127.0.0.1:9',
    cleanup_config: { schedule: '0 0 1 1 *', clear_older_than: 168 },
  });
  expect(made.body).toEqual({ message: 'success' });
  const isPaused = async () => {
    const { body } = await engine.metadata('export_metadata');
    return body.sources[0].tables[0].event_triggers[0].cleanup_config.paused;
  };
  await engine.metadata('pause_event_trigger_cleanups', { all_sources: true });
  expect(await isPaused()).toBe(true);
  const one = { event_triggers: [{ source: 'default', event_triggers: ['kept'] }] };
  await engine.metadata('resume_event_trigger_cleanups', one);
  expect(await isPaused()).toBe(false);
  const other = { event_triggers: [{ source: 'default', event_triggers: ['lost'] }] };
  expect((await engine.metadata('resume_event_trigger_cleanups', other)).body.error).toBe(
    'event trigger with name "lost" does not exist',
  );
});

describe('replace_metadata', () => {
  const replace = (metadata: object, more: object = {}) =>
    engine.post('/v1/metadata', {
      type: 'replace_metadata',
      version: 2,
      args: { allow_inconsistent_metadata: true, metadata, ...more },
    });
  const [SOURCE] = METADATA.sources;

  test('keeps sources of other backends as they are, and lists them', async () => {
    const other = {
      name: 'warehouse',
      kind: 'mssql',
      tables: [{ table: { schema: 'dbo', name: 'sale' } }],
      configuration: { connection_info: { connection_string: { from_env: 'MSSQL' } } },
    };
    const { body } = await replace({ version: 3, sources: [SOURCE, other] });
    expect(body).toEqual({
      is_consistent: false,
      inconsistent_objects: [
        {
          type: 'source',
          name: 'source warehouse',
          definition: 'warehouse',
          reason: 'Inconsistent object: backend kind "mssql" is not served by this engine',
        },
      ],
    });
    const { body: exported } = await engine.metadata('export_metadata');
    expect(exported.sources[1]).toEqual(other);
  });

  test('warns of keys that it drops, and of what has no effect', async () => {
    const metadata = {
      version: 3,
      allowlist: [{ collection: 'gone' }],
      sources: [
        {
          ...SOURCE,
          organisation: 'x',
          configuration: {
            ...SOURCE?.configuration,
            read_replicas: [{ database_url: { from_env: 'PG_DATABASE_URL' } }],
          },
        },
      ],
    };
    const warnings = [
      {
        code: 'unknown-key',
        message: 'no such key is known here; it is dropped',
        name: '$.sources[0].organisation',
        type: 'metadata',
      },
      {
        code: 'without-effect',
        message: 'read replicas are not used: all goes to the primary',
        name: 'source default',
        type: 'source',
      },
      {
        code: 'without-effect',
        message: 'an allow list entry for a collection that there is not',
        name: 'query_collections * in gone',
        type: 'query_collections',
      },
    ];
    expect((await replace(metadata)).body).toEqual({
      is_consistent: true,
      inconsistent_objects: [],
      warnings,
    });
    const refused = await replace(metadata, { allow_warnings: false });
    expect([refused.status, refused.body.internal]).toEqual([400, warnings]);
  });

  test('refuses root fields of one name before types of one name', async () => {
    const named = { table: 'book', configuration: { custom_name: 'author' } };
    const tables = [{ table: 'author' }, named];
    const { status, body } = await replace({ version: 3, sources: [{ ...SOURCE, tables }] });
    expect([status, body.error.split('\n').slice(0, 2)]).toEqual([
      500,
      [
        "Encountered conflicting definitions in the selection set for 'mutation_root' for fields: [",
        "  'delete_author_by_pk' defined in [table author in source default, table book in source default],",
      ],
    ]);
  });

  test('refuses types of one name', async () => {
    const twin = { ...SOURCE, name: 'twin', customization: { root_fields: { prefix: 'twin_' } } };
    const tables = [{ table: 'author' }];
    const { status, body } = await replace({
      version: 3,
      sources: [
        { ...SOURCE, tables },
        { ...twin, tables },
      ],
    });
    expect([status, body.error]).toEqual([
      500,
      'Found conflicting definitions for GraphQL type "author". The definition of table author in source default differs from that of table author in source twin.',
    ]);
  });
});

test('a function is for roles that may see its rows', async () => {
  const select_permissions = [{ role: 'reader', permission: { columns: '*', filter: {} } }];
  await engine.metadata('replace_metadata', {
    ...METADATA,
    inherited_roles: [{ role_name: 'heir', role_set: ['reader'] }],
    sources: METADATA.sources.map((source) => ({
      ...source,
      tables: [{ table: 'author', select_permissions }],
      functions: [{ function: 'authors' }],
    })),
  });
  const permit = async (role: string) =>
    (await engine.metadata('pg_create_function_permission', { function: 'authors', role })).body;
  expect(await permit('reader')).toEqual({ message: 'success' });
  expect(await permit('heir')).toEqual({ message: 'success' });
  expect(await permit('stranger')).toEqual({
    code: 'not-supported',
    error:
      'function permission can only be added when the function\'s return table "author" has select permission configured for role: "stranger"',
    path: '$.args',
  });
});
