import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { expectServed } from './served.ts';

/**
 * A project as those who build on ready-made accounts and file storage have it: schemas that others own, extensions in
 * a schema of their own, everything renamed; and around it much that is not there.
 */

const MIGRATIONS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS extensions; CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA extensions; CREATE EXTENSION IF NOT EXISTS pgcrypto;',
  `BEGIN;
   CREATE SCHEMA auth; CREATE SCHEMA storage;
   CREATE DOMAIN auth.email AS extensions.citext CHECK (value OPERATOR(extensions.~) '^[^@]+@[^@]+$');
   CREATE FUNCTION auth.touch() RETURNS trigger LANGUAGE plpgsql AS $a$ BEGIN new.updated_at = now(); RETURN new; END $a$;
   CREATE TABLE auth.roles (role text PRIMARY KEY);
   INSERT INTO auth.roles VALUES ('user'), ('anonymous');
   CREATE TABLE auth.users (
     id uuid DEFAULT public.gen_random_uuid() NOT NULL PRIMARY KEY, updated_at timestamptz DEFAULT now() NOT NULL,
     display_name text DEFAULT ''::text NOT NULL, email auth.email, metadata jsonb,
     default_role text DEFAULT 'user'::text NOT NULL REFERENCES auth.roles ON UPDATE CASCADE ON DELETE RESTRICT);
   COMMENT ON TABLE auth.users IS 'Accounts. Don''t change them.';
   CREATE TRIGGER touched BEFORE UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.touch();
   CREATE TABLE storage.buckets (id text PRIMARY KEY);
   INSERT INTO storage.buckets VALUES ('default');
   CREATE TABLE storage.files (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, name text,
     bucket_id text DEFAULT 'default' NOT NULL REFERENCES storage.buckets, owner_id uuid REFERENCES auth.users);
   COMMIT;`,
  `SET check_function_bodies = false;
   SELECT pg_catalog.set_config('search_path', '', false);
   CREATE VIEW public.profiles AS SELECT id, display_name, email FROM auth.users;
   CREATE FUNCTION public.profile_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO auth.users (display_name) VALUES (NEW.display_name) RETURNING id INTO NEW.id; RETURN NEW; END $$;
   CREATE TRIGGER made INSTEAD OF INSERT ON public.profiles FOR EACH ROW EXECUTE FUNCTION public.profile_made();`,
  `CREATE TABLE order_status (value text PRIMARY KEY, comment text NOT NULL);
   INSERT INTO order_status VALUES ('NEW', 'a new one'), ('DONE', '');
   CREATE TABLE orders (id bigserial PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users,
     status text NOT NULL DEFAULT 'NEW' REFERENCES order_status, total numeric(10, 2), tags text[] NOT NULL DEFAULT '{}');
   CREATE FUNCTION my_orders(hasura_session json, at_least numeric DEFAULT 0) RETURNS SETOF orders LANGUAGE sql STABLE
     AS $$ SELECT * FROM orders WHERE user_id = (hasura_session->>'x-hasura-user-id')::uuid AND total >= at_least $$;
   CREATE FUNCTION with_tax(o orders, rate numeric) RETURNS numeric LANGUAGE sql STABLE AS $$ SELECT o.total * (1 + rate) $$;
   CREATE FUNCTION finish(order_id bigint) RETURNS SETOF orders LANGUAGE sql VOLATILE
     AS $$ UPDATE orders SET status = 'DONE' WHERE id = order_id RETURNING * $$;`,
];

const NOWHERE = 'http://127.0.0.1:9';
const of = (schema: string, name: string) => ({ schema, name });
const fk = (given: unknown) => ({ using: { foreign_key_constraint_on: given } });
const OWN = { user_id: { _eq: 'X-Hasura-User-Id' } };

const TABLES = [
  {
    table: of('auth', 'roles'),
    configuration: {
      custom_name: 'authRoles',
      custom_root_fields: { select: 'authRoles', select_by_pk: 'authRole', insert_one: 'addRole' },
    },
    array_relationships: [
      {
        name: 'usersByDefaultRole',
        ...fk({ column: 'default_role', table: of('auth', 'users') }),
      },
    ],
  },
  {
    table: of('auth', 'users'),
    configuration: {
      custom_name: 'users',
      custom_column_names: { display_name: 'displayName' },
      column_config: { display_name: { custom_name: 'displayName' } },
      custom_root_fields: { select: 'users', select_by_pk: 'user', insert_one: 'insertUser' },
    },
    object_relationships: [{ name: 'defaultRoleByRole', ...fk('default_role') }],
    array_relationships: [{ name: 'orders', ...fk({ column: 'user_id', table: 'orders' }) }],
    select_permissions: [
      {
        role: 'user',
        permission: {
          columns: ['id', 'display_name', 'email'],
          filter: { id: { _eq: 'X-Hasura-User-Id' } },
        },
      },
      {
        role: 'public',
        permission: {
          columns: ['id'],
          filter: { email: { _ilike: '%@example.com' } },
          query_root_fields: [],
          subscription_root_fields: [],
        },
      },
    ],
  },
  { table: of('storage', 'buckets') },
  {
    table: of('storage', 'files'),
    object_relationships: [{ name: 'bucket', ...fk('bucket_id') }],
    select_permissions: [
      { role: 'user', permission: { columns: ['id', 'bucket_id'], filter: {} } },
    ],
    insert_permissions: [
      {
        role: 'user',
        permission: {
          check: { bucket: { id: { _eq: 'default' } } },
          columns: ['name'],
          set: { owner_id: 'x-hasura-User-Id' },
        },
      },
    ],
  },
  {
    table: 'profiles',
    insert_permissions: [{ role: 'user', permission: { check: {}, columns: ['display_name'] } }],
    select_permissions: [{ role: 'user', permission: { columns: '*', filter: {} } }],
  },
  { table: 'order_status', is_enum: true },
  {
    table: 'orders',
    object_relationships: [{ name: 'user', ...fk('user_id') }],
    computed_fields: [{ name: 'with_tax', definition: { function: 'with_tax' } }],
    select_permissions: [
      {
        role: 'user',
        permission: {
          columns: ['id', 'status', 'total', 'tags'],
          computed_fields: ['with_tax'],
          filter: { _and: [OWN, { _not: { status: { _eq: 'DONE' } } }] },
          limit: 100,
          allow_aggregations: true,
          query_root_fields: ['select', 'select_by_pk', 'select_aggregate'],
          subscription_root_fields: ['select_stream'],
        },
      },
    ],
    insert_permissions: [
      {
        role: 'user',
        permission: {
          check: OWN,
          set: { user_id: 'x-hasura-user-id' },
          columns: ['total', 'tags', 'status'],
        },
      },
    ],
  },
];

const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: {
        connection_info: {
          database_url: { from_env: 'PG_DATABASE_URL' },
          isolation_level: 'read-committed',
          pool_settings: { connection_lifetime: 600, max_connections: 10, retries: 20 },
          use_prepared_statements: true,
        },
      },
      customization: { naming_convention: 'graphql-default' },
      tables: TABLES,
      functions: [
        { function: 'my_orders', configuration: { session_argument: 'hasura_session' } },
        {
          function: 'finish',
          configuration: { exposed_as: 'mutation', custom_name: 'finishOrder' },
          permissions: [{ role: 'user' }],
        },
      ],
    },
  ],
  inherited_roles: [{ role_name: 'member', role_set: ['user', 'public'] }],
};

/** Of each kind one that is there, and one that is not. */
const MISSING = {
  ...METADATA,
  sources: [
    ...METADATA.sources,
    {
      name: 'other',
      kind: 'postgres',
      tables: [{ table: 'anything' }],
      configuration: { connection_info: { database_url: { from_env: 'OTHER_URL' } } },
    },
  ],
  remote_schemas: [
    { name: 'no_url', definition: { url_from_env: 'REMOTE_URL' } },
    { name: 'away', definition: { url: `${NOWHERE}/graphql`, forward_client_headers: true } },
  ],
  actions: ['send', 'no_handler', 'no_type'].map((name) => ({
    name,
    definition: {
      kind: 'synchronous',
      type: 'mutation',
      handler: name === 'no_handler' ? '{{HANDLER_URL}}/send' : `${NOWHERE}/send`,
      output_type: name === 'no_type' ? 'Gone' : 'Sent',
      arguments: [{ name: 'to', type: '[uuid!]!' }],
    },
    permissions: [{ role: 'user' }],
  })),
  custom_types: {
    objects: [
      {
        name: 'Sent',
        fields: [{ name: 'user_id', type: 'uuid!' }],
        relationships: [
          {
            name: 'user',
            type: 'object',
            remote_table: of('auth', 'users'),
            field_mapping: { user_id: 'id' },
          },
        ],
      },
    ],
  },
  cron_triggers: ['kept', 'no_webhook'].map((name) => ({
    name,
    webhook: name === 'kept' ? NOWHERE : '{{CRON_URL}}/run',
    schedule: '0 3 * * *',
    include_in_metadata: true,
    payload: {},
    retry_conf: { num_retries: 0, timeout_seconds: 60, tolerance_seconds: 21600 },
  })),
  query_collections: [
    {
      name: 'allowed-queries',
      definition: {
        queries: [
          { name: 'mine', query: 'query mine { users { displayName } }' },
          { name: 'old', query: 'query old { users { display_name } }' },
        ],
      },
    },
  ],
  rest_endpoints: ['mine', 'gone'].map((query_name) => ({
    name: query_name,
    url: query_name,
    methods: ['GET'],
    definition: { query: { collection_name: 'allowed-queries', query_name } },
  })),
  allowlist: [{ collection: 'allowed-queries', scope: { global: true } }],
  opentelemetry: {
    status: 'enabled',
    data_types: ['traces'],
    exporter_otlp: { otlp_traces_endpoint: '{{COLLECTOR_URL}}/v1/traces', headers: [] },
  },
};

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention' },
  });
  await replace(METADATA); // as the CLI does: the sources must be known before anything is migrated
  for (const sql of MIGRATIONS) {
    const args = { sql, source: 'default', check_metadata_consistency: false };
    const { status, body } = await engine.post('/v2/query', { type: 'run_sql', args });
    expect([status, body.internal?.error.message]).toEqual([200, undefined]);
  }
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});

const replace = async (metadata: object) =>
  (
    await engine.post('/v1/metadata', {
      type: 'replace_metadata',
      version: 2,
      args: { allow_inconsistent_metadata: true, metadata },
    })
  ).body;

test('is deployed and served', async () => {
  expect(await replace(METADATA)).toEqual({ is_consistent: true, inconsistent_objects: [] });
  expect((await expectServed(engine)).queries).toBeGreaterThan(0);
  const id = '11111111-1111-1111-1111-111111111111';
  const ask = async (query: string, role: string) =>
    (await engine.graphql(query, {}, { 'x-hasura-role': role, 'x-hasura-user-id': id })).body;
  const made = 'mutation { insertUser(object: { id: "ID", email: "A@Example.com" }) { email } }';
  expect(await ask(made.replace('ID', id), 'admin')).toEqual({
    data: { insertUser: { email: 'A@Example.com' } },
  });
  const ordered =
    'mutation { insertOrdersOne(object: { total: "10.50", status: NEW }) { status total withTax(args: { rate: "0.1" }) } }';
  expect(await ask(ordered, 'user')).toEqual({
    data: { insertOrdersOne: { status: 'NEW', total: 10.5, withTax: 11.55 } },
  });
  expect(await ask('{ myOrders(args: { at_least: "1" }) { total } }', 'user')).toEqual({
    data: { myOrders: [{ total: 10.5 }] },
  });
  const profile = 'mutation { insertProfilesOne(object: { displayName: "d" }) { displayName } }';
  expect(await ask(profile, 'user')).toEqual({ data: { insertProfilesOne: { displayName: 'd' } } });
  const file = 'mutation { insertStorageFilesOne(object: { name: "f" }) { bucketId } }';
  expect(await ask(file, 'user')).toEqual({
    data: { insertStorageFilesOne: { bucketId: 'default' } },
  });
  const both = '{ users { email } ordersAggregate { aggregate { sum { total } } } }';
  expect(await ask(both, 'member')).toEqual({
    data: {
      users: [{ email: 'A@Example.com' }],
      ordersAggregate: { aggregate: { sum: { total: 10.5 } } },
    },
  });
  expect((await ask('{ users { id } }', 'public')).errors[0].message).toBe(
    "field 'users' not found in type: 'query_root'",
  );
});

test('lists what is not there, each with its reason, and serves the rest', async () => {
  const { inconsistent_objects } = await replace(MISSING);
  const reasons = Object.fromEntries(
    inconsistent_objects.map(({ name, reason }: Record<string, string>) => [
      name,
      reason?.replace('Inconsistent object: ', ''),
    ]),
  );
  expect(reasons).toEqual({
    'source other': "environment variable 'OTHER_URL' not set",
    'remote_schema no_url': "environment variable 'REMOTE_URL' not set",
    'remote_schema away': `HTTP exception occurred while sending the request to "${NOWHERE}/graphql"`,
    'action no_handler':
      'in action "no_handler"; Value for environment variables not found: HANDLER_URL',
    'action no_type':
      'in action "no_type"; the type: "Gone" is not an object or scalar type defined in custom types',
    'cron_trigger no_webhook':
      'in cron trigger no_webhook: Value for environment variables not found: CRON_URL',
    'query_collections old in allowed-queries': `In query collection "allowed-queries" the query "old" is invalid with the following error(s): "$.users.display_name: field 'display_name' not found in object 'users'". This query is in allowlist.`,
    'rest_endpoint gone':
      'in endpoint gone: query with name gone does not exist in collection allowed-queries',
    'open_telemetry open_telemetry': 'Value for environment variables not found: COLLECTOR_URL',
  });
  expect((await expectServed(engine)).queries).toBeGreaterThan(0);
  const exported = await engine.metadata('export_metadata');
  await replace(exported.body);
  expect((await engine.metadata('export_metadata')).body).toEqual(exported.body);
  const rest = await fetch(`${engine.url}/api/rest/mine`, {
    headers: { 'x-hasura-admin-secret': engine.adminSecret },
  });
  expect([rest.status, await rest.json()]).toEqual([200, { users: expect.any(Array) }]);
});
