import { describe, expect, test } from 'vitest';
import { METADATA, openStage } from './stage.ts';

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

const stage = openStage();

test('knows every command', async () => {
  const unknown = [];
  for (const name of ALL) {
    const { body } = await stage.engine.metadata(name, {});
    if (/^unknown query type/.test(body.error)) unknown.push(name);
  }
  expect(unknown).toEqual([]);
});

describe('many tables at once', () => {
  const track = (tables: readonly string[], more: object = {}) =>
    stage.engine.metadata('pg_track_tables', {
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
    expect(await stage.trackedTables()).toEqual(['author', 'book']);
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
    expect(await stage.trackedTables()).toEqual(['author', 'book']);
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
    expect(await stage.trackedTables()).toEqual([]);
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
    await stage.engine.metadata('pg_create_array_relationship', {
      table: 'author',
      name: 'books',
      using: { foreign_key_constraint_on: { table: 'book', column: 'author_id' } },
    });
    const { body } = await stage.engine.metadata('pg_untrack_tables', {
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
    expect(await stage.trackedTables()).toEqual(['book']);
  });

  test('functions too', async () => {
    await track(['author']);
    const { body } = await stage.engine.metadata('pg_track_functions', {
      functions: [{ function: 'authors' }, { function: 'nothing' }],
    });
    expect(body.warnings).toMatchObject([
      { code: 'track-function-failed', name: 'function nothing in source default' },
    ]);
  });
});

describe('what a source has', () => {
  test('tables and functions that could be tracked', async () => {
    await stage.engine.metadata('pg_track_table', { table: 'author' });
    await stage.engine.metadata('pg_track_function', { function: 'authors' });
    expect(
      (await stage.engine.metadata('pg_get_source_tables', { source: 'default' })).body,
    ).toEqual([
      { name: 'author', schema: 'public' },
      { name: 'book', schema: 'public' },
    ]);
    const { body } = await stage.engine.metadata('pg_get_source_trackables', { source: 'default' });
    expect(body.tables).toEqual([{ name: { name: 'book', schema: 'public' } }]);
  });

  test('a table', async () => {
    const { body } = await stage.engine.metadata('pg_get_table_info', { table: 'book' });
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

test('a version that is no longer the current one is a conflict', async () => {
  const exported = await stage.engine.post('/v1/metadata', {
    type: 'export_metadata',
    version: 2,
    args: {},
  });
  const { resource_version, metadata } = exported.body;
  await stage.engine.metadata('pg_track_table', { table: 'author' });
  const { status, body } = await stage.engine.post('/v1/metadata', {
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
  const { status, body } = await stage.engine.metadata('reload_metadata', {
    reload_sources: ['other'],
  });
  expect([status, body.code, body.error]).toEqual([
    400,
    'not-exists',
    'Source with name "other" not found in metadata',
  ]);
});

test('the clean-up of event logs is paused and resumed', async () => {
  await stage.engine.metadata('pg_track_table', { table: 'author' });
  const made = await stage.engine.metadata('pg_create_event_trigger', {
    name: 'kept',
    table: 'author',
    insert: { columns: '*' },
    webhook: 'http://127.0.0.1:9',
    cleanup_config: { schedule: '0 0 1 1 *', clear_older_than: 168 },
  });
  expect(made.body).toEqual({ message: 'success' });
  const isPaused = async () => {
    const { body } = await stage.engine.metadata('export_metadata');
    return body.sources[0].tables[0].event_triggers[0].cleanup_config.paused;
  };
  await stage.engine.metadata('pause_event_trigger_cleanups', { all_sources: true });
  expect(await isPaused()).toBe(true);
  const one = { event_triggers: [{ source: 'default', event_triggers: ['kept'] }] };
  await stage.engine.metadata('resume_event_trigger_cleanups', one);
  expect(await isPaused()).toBe(false);
  const other = { event_triggers: [{ source: 'default', event_triggers: ['lost'] }] };
  expect((await stage.engine.metadata('resume_event_trigger_cleanups', other)).body.error).toBe(
    'event trigger with name "lost" does not exist',
  );
});

test('a function is for roles that may see its rows', async () => {
  const select_permissions = [{ role: 'reader', permission: { columns: '*', filter: {} } }];
  await stage.engine.metadata('replace_metadata', {
    ...METADATA,
    inherited_roles: [{ role_name: 'heir', role_set: ['reader'] }],
    sources: METADATA.sources.map((source) => ({
      ...source,
      tables: [{ table: 'author', select_permissions }],
      functions: [{ function: 'authors' }],
    })),
  });
  const permit = async (role: string) =>
    (await stage.engine.metadata('pg_create_function_permission', { function: 'authors', role }))
      .body;
  expect(await permit('reader')).toEqual({ message: 'success' });
  expect(await permit('heir')).toEqual({ message: 'success' });
  expect(await permit('stranger')).toEqual({
    code: 'not-supported',
    error:
      'function permission can only be added when the function\'s return table "author" has select permission configured for role: "stranger"',
    path: '$.args',
  });
});
