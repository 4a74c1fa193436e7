import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { test } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** Options of the executable that change what the API looks like or how a request is read. */

const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [
        {
          table: 'author',
          array_relationships: [
            {
              name: 'books',
              using: { foreign_key_constraint_on: { table: 'book', column: 'author_id' } },
            },
          ],
        },
        { table: 'book' },
      ],
    },
  ],
};

const TABLES = `
  CREATE TABLE author (id int PRIMARY KEY, name text, tags text[]);
  CREATE TABLE book (id int PRIMARY KEY, author_id int REFERENCES author);
  INSERT INTO author VALUES (1, 'a', '{x,y}'), (2, 'b', '{}');`;

async function open(
  database: { url: string; query(text: string): Promise<unknown> },
  env: Record<string, string>,
): Promise<Engine> {
  await database.query(TABLES);
  const engine = await startEngine({ databaseUrl: database.url, env, metadata: METADATA });
  onTestFinished(() => engine.stop());
  return engine;
}

async function fieldsOf(engine: Engine, type: string): Promise<readonly string[]> {
  const { body } = await engine.graphql(
    `{ __type(name: "${type}") { fields { name } inputFields { name } } }`,
  );
  const { fields, inputFields } = body.data.__type;
  return (fields ?? inputFields).map(({ name }: { name: string }) => name);
}

test('hides what the administrator wants hidden', async ({ database }) => {
  const engine = await open(database, {
    HASURA_GRAPHQL_EXPERIMENTAL_FEATURES:
      'hide_update_many_fields,hide_aggregation_predicates,hide_stream_fields',
  });
  expect(await fieldsOf(engine, 'mutation_root')).not.toContain('update_author_many');
  expect(await fieldsOf(engine, 'mutation_root')).toContain('update_author');
  expect(await fieldsOf(engine, 'subscription_root')).not.toContain('author_stream');
  expect(await fieldsOf(engine, 'author_bool_exp')).not.toContain('books_aggregate');
});

test('shows arrays as the scalars of old when asked to', async ({ database }) => {
  const engine = await open(database, {
    HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'disable_postgres_arrays',
  });
  const typed = await engine.graphql(
    '{ __type(name: "author") { fields { name type { name kind } } } }',
  );
  expect(typed.body.data.__type.fields).toContainEqual({
    name: 'tags',
    type: { name: '_text', kind: 'SCALAR' },
  });
  const found = await engine.graphql(
    'query ($t: _text) { author(where: { tags: { _eq: $t } }) { id tags } }',
    { t: '{x,y}' },
  );
  expect(found.body).toEqual({ data: { author: [{ id: 1, tags: ['x', 'y'] }] } });
  const written = await engine.graphql(
    'mutation { update_author(where: { id: { _eq: 2 } }, _set: { tags: "{z}" }) { returning { tags } } }',
  );
  expect(written.body.data.update_author.returning).toEqual([{ tags: ['z'] }]);
});

const UNBOUND = 'query ($id: Int) { author(where: { id: { _eq: $id } }) { id } }';
const BOTH = { data: { author: [{ id: 1 }, { id: 2 }] } };

test('takes a variable that is left out for null, and refuses to compare with it', async ({
  database,
}) => {
  const engine = await open(database, {});
  const { body } = await engine.graphql(UNBOUND);
  expect(body.errors[0].message).toBe("expected a 32-bit integer for type 'Int', but found null");
});

test('compares with null as version 1 did when asked to', async ({ database }) => {
  const engine = await open(database, { HASURA_GRAPHQL_V1_BOOLEAN_NULL_COLLAPSE: 'true' });
  expect((await engine.graphql(UNBOUND)).body).toEqual(BOTH);
  expect((await engine.graphql('{ author(where: { id: { _eq: null } }) { id } }')).body).toEqual(
    BOTH,
  );
});

test('takes a variable that is left out for absent when asked to', async ({ database }) => {
  const engine = await open(database, {
    HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'no_null_unbound_variable_default',
  });
  expect((await engine.graphql(UNBOUND)).body).toEqual(BOTH);
});

test('changes nothing in maintenance mode, and serves', async ({ database }) => {
  const engine = await open(database, {});
  await engine.stop();
  const frozen = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_ENABLE_MAINTENANCE_MODE: 'true' },
  });
  onTestFinished(() => frozen.stop());
  const refused = {
    status: 500,
    body: { code: 'unexpected', error: 'metadata cannot be modified in maintenance mode' },
  };
  expect(await frozen.metadata('pg_untrack_table', { table: 'book', cascade: true })).toMatchObject(
    refused,
  );
  const sql = { sql: 'DROP TABLE book CASCADE', cascade: true };
  expect(await frozen.post('/v2/query', { type: 'run_sql', args: sql })).toMatchObject(refused);
  expect((await frozen.graphql('{ author { id } book { id } }')).body.data.book).toEqual([]);
});

test('makes extensions where it is told', async ({ database }) => {
  await database.query('CREATE SCHEMA ext');
  const engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_METADATA_DATABASE_EXTENSIONS_SCHEMA: 'ext' },
  });
  onTestFinished(() => engine.stop());
  const { rows } = await database.query(
    `SELECT extnamespace::regnamespace::text AS schema FROM pg_extension WHERE extname = 'pgcrypto'`,
  );
  expect(rows).toEqual([{ schema: 'ext' }]);
});

test('needs no right but on its own schema', async ({ database }) => {
  const role = `plain_${randomUUID().slice(0, 8)}`;
  await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'p'`);
  await database.query(`CREATE SCHEMA hdb_catalog AUTHORIZATION ${role}`);
  const url = new URL(database.url);
  url.username = role;
  url.password = 'p';
  try {
    const engine = await startEngine({ databaseUrl: url.href });
    expect((await engine.metadata('export_metadata')).body).toEqual({ version: 3, sources: [] });
    await engine.stop();
  } finally {
    await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
  }
});
