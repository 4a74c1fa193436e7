import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { ROOT } from '../../scripts/platform/programs.ts';
import { createDatabase, type Database, test } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { eventually } from '../support/wait.ts';

/**
 * A database that moves from the real Hasura to this engine and back. The layout is written down here from Hasura's own
 * initialise.sql and init_pg_source.sql (docs/adr/0012): what is made must be that, column by column.
 */

const METADATA_CATALOG = {
  hdb_version: [
    'hasura_uuid uuid not null default hdb_catalog.gen_hasura_uuid()',
    'version text not null',
    'upgraded_on timestamp with time zone not null',
    "cli_state jsonb not null default '{}'::jsonb",
    "console_state jsonb not null default '{}'::jsonb",
    'ee_client_id text',
    'ee_client_secret text',
  ],
  hdb_metadata: [
    'id integer not null',
    'metadata json not null',
    'resource_version integer not null default 1',
  ],
  hdb_schema_notifications: [
    'id integer not null',
    'notification json not null',
    'resource_version integer not null default 1',
    'instance_id uuid not null',
    'updated_at timestamp with time zone default now()',
  ],
  hdb_action_log: [
    'id uuid not null default hdb_catalog.gen_hasura_uuid()',
    'action_name text',
    'input_payload jsonb not null',
    'request_headers jsonb not null',
    'session_variables jsonb not null',
    'response_payload jsonb',
    'errors jsonb',
    'created_at timestamp with time zone not null default now()',
    'response_received_at timestamp with time zone',
    'status text not null',
  ],
  hdb_cron_events: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'trigger_name text not null',
    'scheduled_time timestamp with time zone not null',
    "status text not null default 'scheduled'::text",
    'tries integer not null default 0',
    'created_at timestamp without time zone default now()',
    'next_retry_at timestamp with time zone',
  ],
  hdb_cron_event_invocation_logs: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'event_id text',
    'status integer',
    'request json',
    'response json',
    'created_at timestamp without time zone default now()',
  ],
  hdb_scheduled_events: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'webhook_conf json not null',
    'scheduled_time timestamp with time zone not null',
    'retry_conf json',
    'payload json',
    'header_conf json',
    "status text not null default 'scheduled'::text",
    'tries integer not null default 0',
    'created_at timestamp without time zone default now()',
    'next_retry_at timestamp with time zone',
    'comment text',
  ],
  hdb_scheduled_event_invocation_logs: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'event_id text',
    'status integer',
    'request json',
    'response json',
    'created_at timestamp without time zone default now()',
  ],
};
const SOURCE_CATALOG = {
  hdb_source_catalog_version: [
    'version text not null',
    'upgraded_on timestamp with time zone not null',
  ],
  event_log: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'schema_name text not null',
    'table_name text not null',
    'trigger_name text not null',
    'payload jsonb not null',
    'delivered boolean not null default false',
    'error boolean not null default false',
    'tries integer not null default 0',
    'created_at timestamp without time zone default now()',
    'locked timestamp with time zone',
    'next_retry_at timestamp without time zone',
    'archived boolean not null default false',
  ],
  event_invocation_logs: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'trigger_name text',
    'event_id text',
    'status integer',
    'request json',
    'response json',
    'created_at timestamp without time zone default now()',
  ],
  hdb_event_log_cleanups: [
    'id text not null default hdb_catalog.gen_hasura_uuid()',
    'trigger_name text not null',
    'scheduled_at timestamp without time zone not null',
    'deleted_event_logs integer',
    'deleted_event_invocation_logs integer',
    'status text not null',
  ],
};

const COLUMNS = `
  SELECT c.relname AS table, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS column
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'hdb_catalog'::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum`;

async function layoutOf(database: Database): Promise<Record<string, readonly string[]>> {
  const { rows } = await database.query<{ table: string; column: string }>(COLUMNS);
  const layout: Record<string, readonly string[]> = {};
  for (const { table, column } of rows) layout[table] = [...(layout[table] ?? []), column];
  return layout;
}

const SOURCE = {
  name: 'default',
  kind: 'postgres',
  tables: [
    {
      table: { name: 'author', schema: 'public' },
      event_triggers: [
        {
          name: 'made',
          definition: { enable_manual: false, insert: { columns: '*' } },
          retry_conf: { interval_sec: 10, num_retries: 0, timeout_sec: 60 },
          webhook: 'http://127.0.0.1:9',
        },
      ],
    },
  ],
  configuration: {
    connection_info: {
      database_url: { from_env: 'PG_DATABASE_URL' },
      isolation_level: 'read-committed',
      pool_settings: {
        connection_lifetime: 600,
        idle_timeout: 180,
        max_connections: 50,
        retries: 1,
      },
      use_prepared_statements: true,
    },
  },
};
const CRON = {
  name: 'yearly',
  webhook: 'http://127.0.0.1:9',
  schedule: '0 0 1 1 *',
  include_in_metadata: true,
};

async function open(database: Database): Promise<Engine> {
  const engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '20' },
  });
  onTestFinished(() => engine.stop());
  return engine;
}

test('an engine makes the tables that Hasura makes', async ({ database }) => {
  await database.query('CREATE TABLE author (id int PRIMARY KEY)');
  const engine = await open(database);
  await engine.metadata('replace_metadata', { version: 3, sources: [SOURCE] });
  expect(await layoutOf(database)).toEqual({ ...METADATA_CATALOG, ...SOURCE_CATALOG });
  const { rows } = await database.query(
    'SELECT v.version, s.version AS source FROM hdb_catalog.hdb_version v, hdb_catalog.hdb_source_catalog_version s',
  );
  expect(rows).toEqual([{ version: '48', source: '3' }]);
});

/** What Hasura 2.0 left: catalog 43 and a source catalog from before its third version, with work in all queues. */
const OF_HASURA_2_0 = `
  CREATE TABLE author (id int PRIMARY KEY);
  CREATE SCHEMA hdb_catalog;
  CREATE FUNCTION hdb_catalog.gen_hasura_uuid() RETURNS uuid AS 'select gen_random_uuid()' LANGUAGE sql;
  CREATE TABLE hdb_catalog.hdb_version (hasura_uuid uuid PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(),
    version text NOT NULL, upgraded_on timestamptz NOT NULL, cli_state jsonb NOT NULL DEFAULT '{}', console_state jsonb NOT NULL DEFAULT '{}');
  CREATE UNIQUE INDEX hdb_version_one_row ON hdb_catalog.hdb_version ((version IS NOT NULL));
  INSERT INTO hdb_catalog.hdb_version VALUES ('00000000-0000-0000-0000-000000000001', '43', now(),
    '{"migrations": {"default": {"1": false}}, "settings": {"migration_mode": "true"}}', '{"telemetryNotificationShown": true}');
  CREATE TABLE hdb_catalog.hdb_metadata (id int PRIMARY KEY, metadata json NOT NULL);
  CREATE TABLE hdb_catalog.hdb_cron_events (id text DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY, trigger_name text NOT NULL,
    scheduled_time timestamptz NOT NULL, status text NOT NULL DEFAULT 'scheduled', tries int NOT NULL DEFAULT 0,
    created_at timestamp DEFAULT now(), next_retry_at timestamptz);
  INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time)
    SELECT 'yearly', '2999-01-01' FROM generate_series(1, 2);
  CREATE TABLE hdb_catalog.event_log (id text DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY, schema_name text NOT NULL,
    table_name text NOT NULL, trigger_name text NOT NULL, payload jsonb NOT NULL, delivered boolean NOT NULL DEFAULT false,
    error boolean NOT NULL DEFAULT false, tries int NOT NULL DEFAULT 0, created_at timestamp DEFAULT now(),
    locked timestamptz, next_retry_at timestamp, archived boolean NOT NULL DEFAULT false);
  CREATE INDEX event_log_fetch_events ON hdb_catalog.event_log (locked NULLS FIRST, next_retry_at NULLS FIRST, created_at)
    WHERE delivered = 'f' AND error = 'f' AND archived = 'f';
  CREATE TABLE hdb_catalog.event_invocation_logs (id text DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
    event_id text, status int, request json, response json, created_at timestamp DEFAULT now());
  INSERT INTO hdb_catalog.event_log (id, schema_name, table_name, trigger_name, payload)
    VALUES ('pending', 'public', 'author', 'made', '{"op": "INSERT", "data": {"old": null, "new": {"id": 1}}, "session_variables": null}');`;

test('what Hasura 2.0 left is served, and its queues are worked off', async ({ database }) => {
  await database.query(OF_HASURA_2_0);
  await database.query('INSERT INTO hdb_catalog.hdb_metadata VALUES (1, $1)', [
    JSON.stringify({ version: 3, sources: [SOURCE], cron_triggers: [CRON] }),
  ]);
  const engine = await open(database);

  expect((await engine.metadata('get_inconsistent_metadata')).body.is_consistent).toBe(true);
  expect((await engine.metadata('export_metadata')).body).toEqual({
    version: 3,
    sources: [SOURCE],
    cron_triggers: [CRON],
  });
  const { body: state } = await engine.metadata('get_catalog_state');
  expect(state).toMatchObject({
    id: '00000000-0000-0000-0000-000000000001',
    cli_state: { migrations: { default: { '1': false } } },
    console_state: { telemetryNotificationShown: true },
  });
  await eventually(async () => {
    const { rows } = await database.query(
      `SELECT l.error, l.tries, i.trigger_name FROM hdb_catalog.event_log l
       JOIN hdb_catalog.event_invocation_logs i ON i.event_id = l.id WHERE l.id = 'pending'`,
    );
    expect(rows).toEqual([{ error: true, tries: 1, trigger_name: 'made' }]);
  });
  const { rows: planned } = await database.query(
    `SELECT count(*) > 0 AS some, count(*) = count(DISTINCT scheduled_time) AS once FROM hdb_catalog.hdb_cron_events`,
  );
  expect(planned).toEqual([{ some: true, once: true }]);
  // A later change is saved, and from then on the catalog is that of the newest Hasura.
  expect(
    (await engine.metadata('pg_untrack_table', { table: 'author', cascade: true })).status,
  ).toBe(200);
  const layout = await layoutOf(database);
  for (const [table, columns] of Object.entries({ ...METADATA_CATALOG, ...SOURCE_CATALOG }))
    expect([table, [...(layout[table] ?? [])].sort()]).toEqual([table, [...columns].sort()]);
  const { rows } = await database.query('SELECT version FROM hdb_catalog.hdb_version');
  expect(rows).toEqual([{ version: '48' }]);
});

test.for([
  [42, 'hdb_catalog has version 42; start Hasura 2 once on this database to bring it to 48'],
  [
    49,
    'Cannot use database previously used with a newer version of graphql-engine (expected a catalog version <=48, but the current version is 49).',
  ],
] as const)('a catalog of version %i is refused', async ([version, message]) => {
  const database = await createDatabase();
  await database.query(OF_HASURA_2_0);
  await database.query('UPDATE hdb_catalog.hdb_version SET version = $1', [String(version)]);
  const args = ['--metadata-database-url', database.url, 'serve', '--server-port', '0'];
  const { code, stdout } = await run(args);
  expect(code).toBe(1);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', detail: { kind: 'start_failed', info: message } }),
  );
  await database.drop();
});

const run = (args: readonly string[]) =>
  new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile(path.join(ROOT, 'engine/bin/graphql-engine'), args, (error, stdout) =>
      resolve({ code: error?.code, stdout }),
    );
  });

test('a source catalog of a newer Hasura is left alone, and said so', async ({ database }) => {
  await database.query(OF_HASURA_2_0);
  await database.query(`CREATE TABLE hdb_catalog.hdb_source_catalog_version (version text NOT NULL, upgraded_on timestamptz NOT NULL);
    INSERT INTO hdb_catalog.hdb_source_catalog_version VALUES ('4', now());`);
  await database.query('INSERT INTO hdb_catalog.hdb_metadata VALUES (1, $1)', [
    JSON.stringify({ version: 3, sources: [{ ...SOURCE, tables: [] }] }),
  ]);
  const engine = await open(database);
  await eventually(() =>
    expect(engine.log()).toContain(
      'Expected source catalog version <= 3, but the current version is 4',
    ),
  );
});
