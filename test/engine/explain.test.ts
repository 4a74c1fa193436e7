import { expect } from 'vitest';
import { test } from '../support/database.ts';
import { startEngine } from '../support/engine.ts';

/** What explaining a subscription tells of its one row among the subscribers. */

const source = (url: string) => ({
  name: 'default',
  kind: 'postgres',
  configuration: { connection_info: { database_url: url } },
  tables: [
    {
      table: { schema: 'public', name: 'note' },
      select_permissions: [
        {
          role: 'user',
          permission: { columns: ['id'], filter: { owner: { _eq: 'X-Hasura-User-Id' } } },
        },
      ],
    },
  ],
});

test('fields of a namespace are explained under its name', async ({ database }) => {
  await database.query('CREATE TABLE note (id int PRIMARY KEY, owner int)');
  const customization = { root_fields: { namespace: 'desk' } };
  const engine = await startEngine({
    databaseUrl: database.url,
    metadata: { version: 3, sources: [{ ...source(database.url), customization }] },
  });
  try {
    const query = '{ desk { a: note { id } __typename } __typename }';
    const { body } = await engine.post('/v1/graphql/explain', { query: { query } });
    expect(body).toEqual([
      {
        field: 'desk.a',
        sql: expect.stringContaining('"public"."note"'),
        plan: [expect.stringContaining('on note')],
      },
      { field: 'desk.__typename', sql: null, plan: null },
      { field: '__typename', sql: null, plan: null },
    ]);
  } finally {
    await engine.stop();
  }
});

test('an action is not explained', async ({ database }) => {
  const definition = { type: 'query', handler: 'http://127.0.0.1:9', output_type: 'Int' };
  const engine = await startEngine({
    databaseUrl: database.url,
    metadata: { version: 3, sources: [], actions: [{ name: 'add', definition }] },
  });
  try {
    const query = { query: '{ add }' };
    expect(await engine.post('/v1/graphql/explain', { query })).toMatchObject({
      status: 400,
      body: { error: 'query actions cannot be explained', path: '$', code: 'invalid-params' },
    });
  } finally {
    await engine.stop();
  }
});

test('a subscription is explained with the statement and the values of its poller', async ({
  database,
}) => {
  await database.query('CREATE TABLE note (id int PRIMARY KEY, owner int)');
  const engine = await startEngine({
    databaseUrl: database.url,
    metadata: { version: 3, sources: [source(database.url)] },
  });
  const explain = async (query: string, variables: object = {}, user: object = {}) =>
    await engine.post('/v1/graphql/explain', { query: { query, variables }, user });
  const valuesOf = async (...asked: Parameters<typeof explain>) =>
    (await explain(...asked)).body.variables;
  try {
    const user = {
      'X-Hasura-Role': 'user',
      'X-Hasura-User-Id': '7',
      'X-Hasura-Other': 'not read by the permission',
    };
    const { body } = await explain('subscription { note { id } }', {}, user);
    expect(body).toEqual({
      sql: expect.stringContaining('"_subs"."result_vars"->>0'),
      plan: expect.arrayContaining([expect.stringContaining('on note')]),
      variables: { session: { 'x-hasura-user-id': '7' }, query: {}, synthetic: [], cursor: {} },
    });
    const where =
      'subscription ($a: Int) { note(where: { id: { _eq: $a }, owner: { _gt: 3 } }) { id } }';
    expect(await valuesOf(where, { a: 5 }, { 'X-Hasura-Other': 'x' })).toEqual({
      session: {},
      query: { a: '5' },
      synthetic: ['3'],
      cursor: {},
    });
    const among = 'subscription ($ids: [Int!]!) { note(where: { id: { _in: $ids } }) { id } }';
    expect(await valuesOf(among, { ids: [1, 2] })).toMatchObject({ synthetic: ['{"1","2"}'] });
    const inside = 'subscription ($where: note_bool_exp) { note(where: $where) { id } }';
    expect(await valuesOf(inside, { where: { id: { _eq: 4 } } })).toMatchObject({
      query: {},
      synthetic: ['4'],
    });
    const stream =
      'subscription { note_stream(batch_size: 1, cursor: { initial_value: { id: 9 } }) { id } }';
    expect(await valuesOf(stream)).toMatchObject({ cursor: { id: '9' } });
    const missing = await explain('subscription { note { id } }', {}, { 'X-Hasura-Role': 'user' });
    expect(missing.body).toMatchObject({ error: 'missing session variable: "x-hasura-user-id"' });
  } finally {
    await engine.stop();
  }
});
