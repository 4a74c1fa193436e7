import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** Native queries are tried by Postgres before they are served. */

const MODEL = {
  name: 'book_model',
  fields: [
    { name: 'id', type: { scalar: 'integer', nullable: false } },
    { name: 'title', type: { scalar: 'text', nullable: true } },
  ],
};
const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [],
      logical_models: [MODEL],
    },
  ],
};

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
  await database.query(`DROP TABLE IF EXISTS book; CREATE TABLE book (id int PRIMARY KEY, title text);
    INSERT INTO book VALUES (1, 'a'), (2, 'b')`);
  expect((await engine.metadata('replace_metadata', METADATA)).status).toBe(200);
});

const track = (code: string, args: object = {}, on: Engine = engine) =>
  on.metadata('pg_track_native_query', {
    source: 'default',
    root_field_name: 'books',
    code,
    arguments: args,
    returns: 'book_model',
  });

test('serves what Postgres takes; what ends a statement is left out', async () => {
  const args = {
    least: { type: 'integer', nullable: false },
    like: { type: 'character varying(9)' },
  };
  const code = `SELECT * FROM book WHERE id >= {{least}} AND title LIKE {{like}};\n`;
  expect((await track(code, args)).body).toEqual({ message: 'success' });
  const { body } = await engine.graphql('{ books(args: { least: 2, like: "b%" }) { id title } }');
  expect(body).toEqual({ data: { books: [{ id: 2, title: 'b' }] } });
});

test('an argument must be given unless it is said to be nullable', async () => {
  const args = { least: { type: 'integer' }, most: { type: 'integer', nullable: true } };
  await track('SELECT * FROM book WHERE id >= {{least}} AND id <= coalesce({{most}}, 9)', args);
  const { body } = await engine.graphql('{ books(args: {}) { id } }');
  expect(body.errors[0].message).toBe("missing required field 'least'");
  const least = await engine.graphql('{ books(args: { least: 2 }) { id } }');
  expect(least.body).toEqual({ data: { books: [{ id: 2 }] } });
});

test.for([
  ['a table that is not there', 'SELECT * FROM nowhere', '42P01'],
  ['a column of the model that is not there', 'SELECT id FROM book', '42703'],
  ['what is no SQL', 'SELEC 1', '42601'],
  ['two statements', 'SELECT 1 AS id; DROP TABLE book', '42601'],
])('refuses %s', async ([, code = '', state]) => {
  const { status, body } = await track(code);
  expect([status, body.code, body.error, body.path]).toEqual([
    400,
    'validation-failed',
    'Failed to validate query',
    '$.args',
  ]);
  expect(body.internal.error.status_code).toBe(state);
  expect((await database.query('SELECT FROM book')).rows).toHaveLength(2);
});

test('does not run what it tries', async () => {
  await database.query('CREATE SEQUENCE IF NOT EXISTS counted');
  await track(`SELECT nextval('counted')::int AS id, '' AS title`);
  const { rows } = await database.query('SELECT is_called FROM counted');
  expect(rows).toEqual([{ is_called: false }]);
});

test('lists what tables no longer allow, and serves the rest', async () => {
  await track('SELECT id, title FROM book');
  await database.query('ALTER TABLE book DROP COLUMN title');
  const { body } = await engine.metadata('reload_metadata');
  expect(body.inconsistent_objects).toMatchObject([
    {
      type: 'native_query',
      name: 'native_query books in source default',
      reason: 'Inconsistent object: Failed to validate query',
      message: { error: { status_code: '42703' } },
    },
  ]);
  await database.query('ALTER TABLE book ADD COLUMN title text');
  expect((await engine.metadata('reload_metadata')).body.is_consistent).toBe(true);
  expect((await engine.graphql('{ books { id } }')).body.data.books).toHaveLength(2);
});

test('is not tried when the administrator does not want it', async () => {
  const other = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_DISABLE_NATIVE_QUERY_VALIDATION: 'true' },
  });
  expect((await track('SELECT * FROM nowhere', {}, other)).body).toEqual({ message: 'success' });
  await other.stop();
});
