import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** run_sql: what it answers, and what becomes of metadata when the tables that it names are changed. */

const SCHEMA = `
  CREATE TABLE kind (value text PRIMARY KEY, comment text);
  INSERT INTO kind VALUES ('A', 'a'), ('B', 'b');
  CREATE TABLE author (id int PRIMARY KEY, name text, editor text, secret text, kind text REFERENCES kind);
  CREATE TABLE book (id int PRIMARY KEY, title text, author_id int CONSTRAINT book_author REFERENCES author, year int);
  CREATE FUNCTION full_name(a author) RETURNS text LANGUAGE sql STABLE AS $$ SELECT a.name $$;
  CREATE FUNCTION books_of(a author) RETURNS SETOF book LANGUAGE sql STABLE AS $$ SELECT * FROM book $$;
  CREATE FUNCTION search(q text) RETURNS SETOF author LANGUAGE sql STABLE AS $$ SELECT * FROM author $$;`;

const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [
        { table: 'kind', is_enum: true },
        {
          table: 'author',
          configuration: { column_config: { name: { custom_name: 'called' } } },
          array_relationships: [
            {
              name: 'books',
              using: { foreign_key_constraint_on: { table: 'book', column: 'author_id' } },
            },
          ],
          computed_fields: [
            { name: 'full_name', definition: { function: 'full_name' } },
            { name: 'all_books', definition: { function: 'books_of' } },
          ],
          select_permissions: [
            {
              role: 'user',
              permission: {
                columns: ['id', 'name'],
                computed_fields: ['full_name'],
                filter: {
                  _or: [{ books: { title: { _eq: 'x' } } }, { secret: { _is_null: true } }],
                },
              },
            },
          ],
          insert_permissions: [
            {
              role: 'user',
              permission: { columns: ['id'], check: {}, set: { editor: 'x-hasura-user-id' } },
            },
          ],
          event_triggers: [
            {
              name: 'renamed',
              definition: { update: { columns: ['name'], payload: ['id', 'name'] } },
              retry_conf: { num_retries: 0, interval_sec: 10, timeout_sec: 60 },
              webhook: 'http://127.0.0.1:9',
            },
          ],
        },
        {
          table: 'book',
          object_relationships: [
            { name: 'author', using: { foreign_key_constraint_on: 'author_id' } },
            {
              name: 'namesake',
              using: {
                manual_configuration: {
                  remote_table: 'author',
                  column_mapping: { title: 'name' },
                  insertion_order: null,
                },
              },
            },
          ],
          select_permissions: [
            {
              role: 'user',
              permission: {
                columns: ['id'],
                filter: { _exists: { _table: 'kind', _where: { value: { _eq: 'A' } } } },
              },
            },
            { role: 'old', permission: { columns: ['id'], filter: { year: { _gt: 1900 } } } },
          ],
        },
      ],
      functions: [{ function: 'search' }],
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
  await database.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${SCHEMA}`);
  const { status, body } = await engine.metadata('replace_metadata', METADATA);
  expect([status, body]).toEqual([200, { message: 'success' }]);
});

const runSql = (sql: string, more: object = {}) =>
  engine.post('/v2/query', { type: 'run_sql', args: { sql, source: 'default', ...more } });
const sourceOf = async () => (await engine.metadata('export_metadata')).body.sources[0];
const tableOf = async (name: string) =>
  (await sourceOf()).tables.find((each: { table: { name: string } }) => each.table.name === name);
const columnsOf = async (table: string): Promise<readonly string[]> => {
  const { rows } = await database.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
};
const isConsistent = async () =>
  (await engine.metadata('get_inconsistent_metadata')).body.is_consistent;

// biome-ignore lint/suspicious/noExplicitAny: exported metadata, looked through for one name
type Exported = any;
/** Whether metadata still has what Hasura calls `relationship author.books`, `permission author.user.select`, … */
function has(source: Exported, dependent: string): boolean {
  const [, kind = '', table, name, verb] = /^(.+) (\w+)\.(\w+)(?:\.(\w+))?$/.exec(dependent) ?? [];
  const found = source.tables.find((each: Exported) => each.table.name === table) ?? {};
  const lists: Record<string, readonly string[]> = {
    relationship: ['object_relationships', 'array_relationships'],
    'computed field': ['computed_fields'],
    'event-trigger': ['event_triggers'],
    permission: [`${verb}_permissions`],
  };
  const entries: Exported[] = (lists[kind] ?? []).flatMap((list) => found[list] ?? []);
  return entries.some((entry) => (kind === 'permission' ? entry.role : entry.name) === name);
}

describe('answers', () => {
  test('cells as strings, and NULL as its name', async () => {
    const { body } = await runSql('SELECT 1 AS a, NULL AS b, true AS c');
    expect(body).toEqual({
      result_type: 'TuplesOk',
      result: [
        ['a', 'b', 'c'],
        ['1', 'NULL', 't'],
      ],
    });
  });
  test('the last of several statements, and takes all back when one fails', async () => {
    const { body } = await runSql('CREATE TABLE a (); SELECT 1 AS n; SELECT 2 AS n');
    expect(body.result).toEqual([['n'], ['2']]);
    const failed = await runSql('CREATE TABLE b (); SELECT nothing');
    expect([failed.status, failed.body.code, failed.body.path]).toEqual([
      400,
      'postgres-error',
      '$.args',
    ]);
    expect(failed.body.internal.error.status_code).toBe('42703');
    const { rows } = await database.query(`SELECT to_regclass('a') AS a, to_regclass('b') AS b`);
    expect(rows).toEqual([{ a: 'a', b: null }]);
  });
  test('nothing that writes, when it is to read only', async () => {
    const { body } = await runSql('INSERT INTO book VALUES (1)', { read_only: true });
    expect(body.internal.error.status_code).toBe('25006');
  });
  test('and leaves nothing behind of what it set for its session', async () => {
    // The first line of every dump; the next migration, and every function that is called, know names without schemas.
    const dumped = "SELECT pg_catalog.set_config('search_path', '', false);";
    const checked = { check_metadata_consistency: true };
    for (const more of [{}, checked, { no_transaction: true }]) {
      await runSql(`${dumped} SET ROLE pg_monitor; PREPARE mine AS SELECT 1`, more);
      const { body } = await runSql(
        'SELECT current_user <> session_user, count(*) FROM book, pg_prepared_statements WHERE from_sql',
      );
      expect([more, body.result?.[1]]).toEqual([more, ['f', '0']]);
    }
  });
  test('a text that Postgres cannot read is an error of its own', async () => {
    const { status, body } = await runSql("SELECT 'a\0b'");
    expect([status, body.code, body.internal?.error.status_code]).toEqual([
      400,
      'postgres-error',
      '22021',
    ]);
  });
  test('nobody but the administrator', async () => {
    const { body } = await engine.post(
      '/v2/query',
      { type: 'run_sql', args: { sql: 'SELECT 1' } },
      { 'x-hasura-role': 'user' },
    );
    expect([body.code, body.error]).toEqual(['access-denied', 'restricted access : admin only']);
  });
});

describe('refuses what others depend on, and names them', () => {
  const CASES: readonly (readonly [sql: string, dependents: readonly string[]])[] = [
    [
      'DROP TABLE book CASCADE',
      [
        'relationship author.books',
        'permission author.user.select',
        'computed field author.all_books',
      ],
    ],
    ['DROP TABLE kind CASCADE', ['permission book.user.select']],
    [
      'ALTER TABLE author DROP COLUMN name CASCADE',
      [
        'permission author.user.select',
        'event-trigger author.renamed',
        'relationship book.namesake',
      ],
    ],
    ['ALTER TABLE author DROP COLUMN secret', ['permission author.user.select']],
    ['ALTER TABLE author DROP COLUMN editor', ['permission author.user.insert']],
    [
      'ALTER TABLE book DROP COLUMN title',
      ['permission author.user.select', 'relationship book.namesake'],
    ],
    [
      'ALTER TABLE book DROP COLUMN author_id',
      ['relationship author.books', 'permission author.user.select', 'relationship book.author'],
    ],
    [
      'ALTER TABLE book DROP CONSTRAINT book_author',
      ['relationship author.books', 'permission author.user.select', 'relationship book.author'],
    ],
    [
      'DROP FUNCTION full_name(author)',
      ['permission author.user.select', 'computed field author.full_name'],
    ],
    ['DROP FUNCTION books_of(author)', ['computed field author.all_books']],
  ];
  test.for(CASES)('%s', async ([sql, dependents]) => {
    const before = await sourceOf();
    const { status, body } = await runSql(sql);
    expect([status, body.code]).toEqual([400, 'dependency-error']);
    const [head, list] = body.error.split(': ');
    expect(head).toBe('cannot drop due to the following dependent objects');
    expect(list.split(', ').sort()).toEqual(
      dependents.map((each) => `${each} in source "default"`).sort(),
    );
    expect(await sourceOf()).toEqual(before);
    expect(await columnsOf('book')).toHaveLength(4); // the SQL is taken back
  });

  test.for(CASES)('and takes them along with cascade: %s', async ([sql, dependents]) => {
    const { status, body } = await runSql(sql, { cascade: true });
    expect([status, body]).toEqual([200, { result_type: 'CommandOk', result: null }]);
    expect(await isConsistent()).toBe(true);
    const source = await sourceOf();
    for (const dependent of dependents) expect(has(source, dependent)).toBe(false);
  });
});

test('a tracked table or function that nobody needs goes without a word', async () => {
  await runSql('DROP FUNCTION search(text)');
  expect((await sourceOf()).functions).toBeUndefined();
  await runSql('CREATE TABLE lonely (id int PRIMARY KEY)');
  await engine.metadata('pg_track_table', { table: 'lonely' });
  expect((await runSql('DROP TABLE lonely')).status).toBe(200);
  expect(await tableOf('lonely')).toBeUndefined();
});

describe('follows', () => {
  test('a table under another name', async () => {
    await runSql('ALTER TABLE author RENAME TO writer; ALTER TABLE kind RENAME TO sort');
    expect(await isConsistent()).toBe(true);
    const book = await tableOf('book');
    expect(book.object_relationships[1].using.manual_configuration.remote_table.name).toBe(
      'writer',
    );
    expect(book.select_permissions[1].permission.filter._exists._table.name).toBe('sort');
    expect((await tableOf('writer')).event_triggers[0].name).toBe('renamed');
    expect((await engine.graphql('{ book { author { called } } }')).body.data).toEqual({
      book: [],
    });
  });

  test('a table in another schema', async () => {
    await runSql('CREATE SCHEMA lib; ALTER TABLE book SET SCHEMA lib');
    expect(await isConsistent()).toBe(true);
    const author = await tableOf('author');
    expect(author.array_relationships[0].using.foreign_key_constraint_on.table).toEqual({
      schema: 'lib',
      name: 'book',
    });
  });

  test('a column under another name', async () => {
    await runSql(`
      ALTER TABLE author RENAME name TO label; ALTER TABLE author RENAME editor TO edited_by;
      ALTER TABLE author RENAME secret TO hidden; ALTER TABLE book RENAME author_id TO writer_id;
      ALTER TABLE book RENAME title TO heading; ALTER TABLE kind RENAME value TO code;`);
    expect(await isConsistent()).toBe(true);
    const author = await tableOf('author');
    expect(author.configuration.column_config).toEqual({ label: { custom_name: 'called' } });
    expect(author.array_relationships[0].using.foreign_key_constraint_on.column).toBe('writer_id');
    expect(author.select_permissions[0].permission).toMatchObject({
      columns: ['id', 'label'],
      filter: { _or: [{ books: { heading: { _eq: 'x' } } }, { hidden: { _is_null: true } }] },
    });
    expect(author.insert_permissions[0].permission.set).toEqual({ edited_by: 'x-hasura-user-id' });
    expect(author.event_triggers[0].definition.update).toEqual({
      columns: ['label'],
      payload: ['id', 'label'],
    });
    const book = await tableOf('book');
    expect(book.object_relationships[0].using).toEqual({ foreign_key_constraint_on: 'writer_id' });
    expect(book.object_relationships[1].using.manual_configuration.column_mapping).toEqual({
      heading: 'label',
    });
    expect(book.select_permissions[1].permission.filter._exists._where).toEqual({
      code: { _eq: 'A' },
    });
  });

  test('a column that is dropped and one of its name that is made', async () => {
    const { body } = await runSql(
      'ALTER TABLE author DROP COLUMN secret; ALTER TABLE author ADD COLUMN secret text',
    );
    expect(body.code).toBe('dependency-error');
  });
});

test('what the SQL sets for its session changes nothing in how the catalog is read', async () => {
  await runSql(`CREATE TYPE mood AS ENUM ('calm'); ALTER TABLE book ADD COLUMN mood mood`);
  const permission = { columns: ['id'], filter: { mood: { _eq: 'calm' } } };
  await engine.metadata('pg_create_select_permission', { table: 'book', role: 'calm', permission });
  const { status, body } = await runSql(
    `SELECT pg_catalog.set_config('search_path', '', false);
     ALTER TABLE public.book ADD COLUMN pages int; SET ROLE pg_monitor;`,
  );
  expect([status, body]).toEqual([200, { result_type: 'CommandOk', result: null }]);
  const asked = await engine.graphql('{ book(where: { mood: { _eq: "calm" } }) { pages } }');
  expect(asked.body).toEqual({ data: { book: [] } });
});

test('the type of a column that a permission compares with a constant stays', async () => {
  const { status, body } = await runSql('ALTER TABLE book ALTER year TYPE text');
  expect([status, body.error]).toEqual([
    400,
    'cannot change type of column "year" in table "book" because of the following dependencies: permission book.old.select in source "default"',
  ]);
});

describe('functions', () => {
  test('may not be overloaded while they are tracked', async () => {
    const { status, body } = await runSql(
      'CREATE FUNCTION search(q text, n int) RETURNS SETOF author LANGUAGE sql STABLE AS $$ SELECT * FROM author $$',
    );
    expect([status, body.error]).toEqual([
      400,
      'the following tracked function(s) cannot be overloaded: search',
    ]);
  });
  test('may not become volatile', async () => {
    const { body } = await runSql(
      'CREATE OR REPLACE FUNCTION search(q text) RETURNS SETOF author LANGUAGE sql VOLATILE AS $$ SELECT * FROM author $$',
    );
    expect(body.error).toBe(
      'type of function "search" is altered to "VOLATILE" which is not supported now',
    );
  });
});

describe('check_metadata_consistency', () => {
  test('false: nothing is looked at, and a reload tells', async () => {
    const { status } = await runSql('DROP TABLE book CASCADE', {
      check_metadata_consistency: false,
    });
    expect(status).toBe(200);
    expect(await isConsistent()).toBe(true);
    const { body } = await engine.metadata('reload_metadata');
    expect(body.is_consistent).toBe(false);
    expect(body.inconsistent_objects.map(({ name }: { name: string }) => name).sort()).toContain(
      'table book in source default',
    );
  });
  test('not said: looked at where the SQL may change what metadata names', async () => {
    await runSql('CREATE TABLE fresh (id int)'); // no rebuild: neither ALTER nor DROP
    const { body } = await engine.metadata('pg_track_table', { table: 'fresh' });
    expect(body).toEqual({ message: 'success' });
  });
});
