import type { Database } from '../../support/database.ts';
import type { Engine } from '../../support/engine.ts';

/** What every row of the contract finds: two tables, an event trigger and a cron trigger, and an empty state of the CLI. */

export const TABLES = `
  CREATE TABLE room_kind (value text PRIMARY KEY, comment text);
  INSERT INTO room_kind VALUES ('HALL', 'a hall'), ('CABIN', NULL);
  CREATE TABLE room (id int PRIMARY KEY, name text, kind text NOT NULL REFERENCES room_kind);`;

/** Nothing listens on this port, so that deliveries fail at once. */
const NOWHERE = 'http://127.0.0.1:9';

export const PROJECT = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      tables: [
        {
          table: { name: 'room', schema: 'public' },
          event_triggers: [
            {
              name: 'et1',
              definition: { enable_manual: true, insert: { columns: '*' } },
              retry_conf: { interval_sec: 10, num_retries: 0, timeout_sec: 60 },
              webhook: NOWHERE,
            },
          ],
        },
        { table: { name: 'room_kind', schema: 'public' }, is_enum: true },
      ],
      configuration: {
        connection_info: {
          database_url: { from_env: 'PG_DATABASE_URL' },
          isolation_level: 'read-committed',
          use_prepared_statements: false,
        },
      },
    },
  ],
  cron_triggers: [
    { name: 'ct1', webhook: NOWHERE, schedule: '0 0 1 1 *', include_in_metadata: true },
  ],
};

/** As the CLI sends what it read from the files of nordkapp42: empty files are empty lists and objects. */
export const WIRE_PROJECT = {
  ...PROJECT,
  actions: [],
  allowlist: [],
  api_limits: {},
  backend_configs: { dataconnector: { athena: { uri: 'http://localhost:8081/api/v1/athena' } } },
  custom_types: { enums: [], input_objects: [], objects: [], scalars: [] },
  graphql_schema_introspection: { disabled_for_roles: [] },
  inherited_roles: [],
  network: {},
  opentelemetry: {},
  query_collections: [],
  remote_schemas: [],
  rest_endpoints: [],
};

export async function reset(engine: Engine, database: Database): Promise<void> {
  await database.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${TABLES}`);
  await ask(engine, {
    type: 'replace_metadata',
    version: 2,
    args: { allow_inconsistent_metadata: true, metadata: PROJECT },
  });
  await ask(engine, { type: 'set_catalog_state', args: { type: 'cli', state: {} } });
}

async function ask(engine: Engine, body: object): Promise<void> {
  const { status, body: said } = await engine.post('/v1/metadata', body);
  if (status !== 200) throw new Error(JSON.stringify(said));
}
