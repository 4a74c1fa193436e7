import { expect, onTestFinished, vi } from 'vitest';
import { test } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** What the hasura CLI asks of an engine, and what several engines on one metadata database owe each other. */

/** Hasura's own bound is its poll interval of one second; twice that leaves room for building the schema. */
const SEEN_BY_ALL_MS = 2000;

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

async function open(databaseUrl: string, metadata?: object): Promise<Engine> {
  const engine = await startEngine({ databaseUrl, ...(metadata ? { metadata } : {}) });
  onTestFinished(() => engine.stop());
  return engine;
}
const runSql = (engine: Engine, sql: string, more: object = {}) =>
  engine.post('/v2/query', { type: 'run_sql', args: { sql, source: 'default', ...more } });

test('answers the preamble of the CLI', async ({ database }) => {
  const engine = await open(database.url, METADATA);
  const version = await engine.post('/v1/query', { type: 'export_metadata', args: {} });
  expect(version.body.version).toBe(3);
  const { body: state } = await engine.metadata('get_catalog_state');
  expect(state).toEqual({ id: expect.any(String), cli_state: {}, console_state: {} });
  const kept = { migrations: { default: { '1': false } }, settings: { migration_mode: 'true' } };
  const set = await engine.metadata('set_catalog_state', { type: 'cli', state: kept });
  expect(set.body).toEqual({ message: 'success' });
  expect((await engine.metadata('get_catalog_state')).body.cli_state).toEqual(kept);
});

test('answers cells as strings, and NULL as its name', async ({ database }) => {
  const engine = await open(database.url, METADATA);
  const { body } = await runSql(engine, 'SELECT 1 AS a, NULL AS b, true AS c');
  expect(body).toEqual({
    result_type: 'TuplesOk',
    result: [
      ['a', 'b', 'c'],
      ['1', 'NULL', 't'],
    ],
  });
  const failed = await runSql(engine, 'SELECT nothing');
  expect([failed.status, failed.body.code, failed.body.path]).toEqual([
    400,
    'postgres-error',
    '$.args',
  ]);
  expect(failed.body.internal.error.status_code).toBe('42703');
});

test('refuses SQL that breaks metadata, takes the dependents along when asked, follows renames', async ({
  database,
}) => {
  const engine = await open(database.url, METADATA);
  await runSql(engine, 'CREATE TABLE a (id int PRIMARY KEY, name text, secret text)');
  await engine.metadata('pg_track_table', { table: 'a' });
  await engine.metadata('pg_create_select_permission', {
    table: 'a',
    role: 'user',
    permission: { columns: ['id'], filter: { name: { _eq: 'x' } } },
  });
  const refused = await runSql(engine, 'ALTER TABLE a DROP COLUMN name');
  expect([refused.status, refused.body.error]).toEqual([
    400,
    'cannot drop due to the following dependent objects: permission a.user.select in source "default"',
  ]);
  const { rows } = await database.query(
    `SELECT 1 FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'name'`,
  );
  expect(rows).toHaveLength(1); // taken back

  await runSql(engine, 'ALTER TABLE a RENAME COLUMN name TO title; ALTER TABLE a RENAME TO b');
  const [source] = (await engine.metadata('export_metadata')).body.sources;
  expect(source.tables[0].table.name).toBe('b');
  expect(source.tables[0].select_permissions[0].permission.filter).toEqual({ title: { _eq: 'x' } });

  await runSql(engine, 'ALTER TABLE b DROP COLUMN title', { cascade: true });
  const [after] = (await engine.metadata('export_metadata')).body.sources;
  expect(after.tables[0].select_permissions).toBeUndefined();
});

test('a change made through one engine is seen by the other, and of two at once one is refused', async ({
  database,
}) => {
  const one = await open(database.url, METADATA);
  const two = await open(database.url);
  await runSql(one, 'CREATE TABLE a (id int PRIMARY KEY)');
  await one.metadata('pg_track_table', { table: 'a' });
  await vi.waitFor(
    async () => expect((await two.graphql('{ a { id } }')).body).toEqual({ data: { a: [] } }),
    { timeout: SEEN_BY_ALL_MS, interval: 50 },
  );

  const exported = await one.post('/v1/metadata', {
    type: 'export_metadata',
    version: 2,
    args: {},
  });
  const replace = (engine: Engine) =>
    engine.post('/v1/metadata', {
      type: 'replace_metadata',
      version: 2,
      resource_version: exported.body.resource_version,
      args: { metadata: exported.body.metadata },
    });
  const statuses = (await Promise.all([replace(one), replace(two)])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 409]);
});
