import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** `validate_input` of permissions: a webhook is shown what is about to be written, and nothing is written that it refuses. */

interface Call {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: the body is whatever the test expects it to be
  readonly body: any;
}
let calls: Call[] = [];
/** What the webhook answers next. */
let answer: { status: number; body: string; delayMs?: number } = { status: 200, body: '' };

const webhook = http.createServer((request, reply) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    calls.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
    setTimeout(() => reply.writeHead(answer.status).end(answer.body), answer.delayMs ?? 0);
  });
});

const validated = (path: string, more: object = {}) => ({
  type: 'http',
  definition: {
    url: `{{HOOKS}}${path}`,
    headers: [{ name: 'x-key', value_from_env: 'HOOK_KEY' }],
    ...more,
  },
});

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
          configuration: { column_config: { full_name: { custom_name: 'name' } } },
          array_relationships: [
            {
              name: 'books',
              using: { foreign_key_constraint_on: { table: 'book', column: 'author_id' } },
            },
          ],
          select_permissions: [{ role: 'user', permission: { columns: '*', filter: {} } }],
          insert_permissions: [
            {
              role: 'user',
              permission: {
                check: {},
                columns: ['id', 'full_name'],
                set: { editor: 'x-hasura-user-id' },
                validate_input: validated('/author', { forward_client_headers: true }),
              },
            },
          ],
          update_permissions: [
            {
              role: 'user',
              permission: {
                columns: ['full_name'],
                filter: {},
                validate_input: validated('/update'),
              },
            },
          ],
          delete_permissions: [
            { role: 'user', permission: { filter: {}, validate_input: validated('/delete') } },
          ],
        },
        {
          table: 'book',
          select_permissions: [{ role: 'user', permission: { columns: '*', filter: {} } }],
          insert_permissions: [
            {
              role: 'user',
              permission: {
                check: {},
                columns: '*',
                validate_input: validated('/book', { timeout: 1 }),
              },
            },
          ],
        },
      ],
    },
  ],
};

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  await database.query(`
    CREATE TABLE author (id int PRIMARY KEY, full_name text, editor text);
    CREATE TABLE book (id int PRIMARY KEY, author_id int REFERENCES author, data jsonb);`);
  await new Promise<void>((listening) => webhook.listen(0, '127.0.0.1', listening));
  const { port } = webhook.address() as AddressInfo;
  engine = await startEngine({
    databaseUrl: database.url,
    metadata: METADATA,
    env: { HOOKS: `http://127.0.0.1:${port}`, HOOK_KEY: 'k' },
  });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
  webhook.close();
});
beforeEach(async () => {
  calls = [];
  answer = { status: 200, body: '' };
  await database.query(`DELETE FROM book; DELETE FROM author; INSERT INTO author VALUES (9, 'i')`);
});

const USER = { 'x-hasura-role': 'user', 'x-hasura-user-id': '7', 'x-client': 'c' };
const ask = async (query: string, variables: object = {}) =>
  (await engine.graphql(query, variables, USER)).body;
const INSERT =
  'mutation ($rows: [author_insert_input!]!) { insert_author(objects: $rows) { affected_rows } }';

test('shows rows before they are inserted, by the names of their columns and without presets', async () => {
  const body = await ask(INSERT, {
    rows: [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ],
  });
  expect(body).toEqual({ data: { insert_author: { affected_rows: 2 } } });
  expect(calls).toMatchObject([
    {
      path: '/author',
      headers: { 'x-key': 'k', 'x-client': 'c', 'content-type': 'application/json' },
      body: {
        version: 1,
        role: 'user',
        session_variables: { 'x-hasura-role': 'user', 'x-hasura-user-id': '7' },
        data: {
          input: [
            { id: 1, full_name: 'a' },
            { id: 2, full_name: 'b' },
          ],
        },
      },
    },
  ]);
  // The plan is kept, the values are those of each request.
  await ask(INSERT, {
    rows: [
      { id: 3, name: 'c' },
      { id: 4, name: 'd' },
    ],
  });
  expect(calls[1]?.body.data.input).toEqual([
    { id: 3, full_name: 'c' },
    { id: 4, full_name: 'd' },
  ]);
});

test('writes nothing that is refused, and tells the message', async () => {
  answer = { status: 400, body: '{"message":"no such names here"}' };
  const body = await ask(INSERT, { rows: [{ id: 1, name: 'a' }] });
  expect(body.errors).toEqual([
    {
      message: 'no such names here',
      extensions: { code: 'validation-failed', path: '$' },
    },
  ]);
  const { rows } = await database.query('SELECT FROM author WHERE id = 1');
  expect(rows).toEqual([]);
});

test('writes nothing either of what stands beside it', async () => {
  answer = { status: 400, body: '{"message":"no"}' };
  await ask(
    'mutation { delete_author(where: {}) { affected_rows } insert_book_one(object: {id: 1}) { id } }',
  );
  const { rows } = await database.query('SELECT id FROM author');
  expect(rows).toHaveLength(1);
});

test('shows nested rows to the webhook of their own table', async () => {
  const body = await ask(
    `mutation ($data: jsonb) { insert_author_one(object: {
       id: 1, name: "a", books: { data: [{ id: 1, data: $data }, { id: 2 }] } }) { id } }`,
    { data: { a: [1] } },
  );
  expect(body).toEqual({ data: { insert_author_one: { id: 1 } } });
  expect(calls.map(({ path, body: shown }) => [path, shown.data.input])).toEqual([
    ['/author', [{ id: 1, full_name: 'a' }]],
    ['/book', [{ id: 1, data: { a: [1] } }, { id: 2 }]],
  ]);
});

describe('shows the arguments of', () => {
  const shows = async (query: string, path: string, input: unknown) => {
    const body = await ask(query, { id: 9, name: 'n' });
    expect(body.errors).toBeUndefined();
    expect(calls.map((call) => [call.path, call.body.data.input])).toEqual([[path, input]]);
  };
  const head = 'mutation ($id: Int!, $name: String)';

  test('an update', () =>
    shows(
      `${head} { update_author(where: { id: { _eq: $id } }, _set: { name: $name }) { affected_rows } }`,
      '/update',
      [{ where: { id: { _eq: 9 } }, _set: { name: 'n' } }],
    ));
  test('an update by key', () =>
    shows(
      `${head} { update_author_by_pk(pk_columns: { id: $id }, _set: { name: $name }) { id } }`,
      '/update',
      [{ pk_columns: { id: 9 }, _set: { name: 'n' } }],
    ));
  test('many updates', () =>
    shows(
      `${head} { update_author_many(updates: [
         { where: { id: { _eq: $id } }, _set: { name: $name } }, { where: {}, _set: { name: "z" } }]) { affected_rows } }`,
      '/update',
      [
        { where: { id: { _eq: 9 } }, _set: { name: 'n' } },
        { where: {}, _set: { name: 'z' } },
      ],
    ));
  test('a deletion', () =>
    shows(
      'mutation ($id: Int!, $name: String!) { delete_author(where: { id: { _eq: $id }, name: { _neq: $name } }) { affected_rows } }',
      '/delete',
      [{ where: { id: { _eq: 9 }, name: { _neq: 'n' } } }],
    ));
});

test('the administrator is not validated', async () => {
  await engine.graphql('mutation { delete_author(where: {}) { affected_rows } }');
  expect(calls).toEqual([]);
});

test.for([
  [500, '', 'expecting 200 or 400 status code from the input validation webhook, but found 500'],
  [
    400,
    'not JSON',
    'received an invalid response from the input validation webhook: key "message" not found',
  ],
] as const)('an answer of %i %s writes nothing', async ([status, text, message]) => {
  answer = { status, body: text };
  const body = await ask(INSERT, { rows: [{ id: 1 }] });
  expect(body.errors[0].message).toBe(message);
  expect((await database.query('SELECT FROM author')).rows).toHaveLength(1);
});

test('a webhook that takes too long refuses, by its own time or by that of the operation', async () => {
  answer = { status: 200, body: '', delayMs: 3000 };
  const start = performance.now();
  const late = await ask('mutation { insert_book_one(object: { id: 1 }) { id } }');
  expect(late.errors[0].message).toBe('http exception when calling webhook for input validation');

  await engine.metadata('set_api_limits', { disabled: false, time_limit: { global: 0.2 } });
  const limited = await ask(INSERT, { rows: [{ id: 1, name: 'a' }] });
  await engine.metadata('remove_api_limits');
  expect(limited.errors[0].extensions.code).toBe('api-limit-exceeded');
  expect(performance.now() - start).toBeLessThan(2900);
  const { rows } = await database.query('SELECT id FROM author UNION ALL SELECT id FROM book');
  expect(rows).toEqual([{ id: 9 }]);
});

test('the older language does not get past it', async () => {
  const { status, body } = await engine.post(
    '/v1/query',
    { type: 'insert', args: { table: 'author', objects: [{ id: 1 }] } },
    USER,
  );
  expect([status, body.code]).toEqual([400, 'not-supported']);
  expect(calls).toEqual([]);
});
