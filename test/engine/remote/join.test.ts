import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { api, recorded } from '../../support/remote/server.ts';
import { useFixture } from './fixture.ts';

/** Relationships that lead out of a source or a remote schema, and how few times the other side is asked. */

const MESSAGES = [
  { id: 1, author: 1, text: 'You win!' },
  { id: 2, author: 2, text: 'You lose!' },
  { id: 3, author: 1, text: 'Again' },
];
interface Where {
  readonly author?: { readonly eq?: number };
  readonly text?: { readonly like?: string };
}
const REMOTE = recorded(
  api(
    `
    input IntIs { eq: Int }
    input TextIs { like: String }
    input Where { author: IntIs text: TextIs }
    enum Tone { LOUD QUIET }
    interface Thing { id: Int! }
    type Message implements Thing { id: Int! author: Int text(tone: Tone = QUIET): String }
    type Note implements Thing { id: Int! note: String }
    type Author { id: Int! name: String messages(where: Where, first: Int): [Message!]! fail: String }
    type Query {
      message(id: Int!): Message
      messages(where: Where, ids: [Int]): [Message!]!
      author(id: ID!): Author
      thing(id: Int!): Thing
      label(size: Int!, unit: String!): String!
      things: [Thing]
    }
    `,
    {
      message: ({ id }: { id: number }) => message(MESSAGES.find((each) => each.id === id)),
      messages: ({ where, ids }: { where?: Where; ids?: number[] }) => find(where, ids),
      author: ({ id }: { id: string }) => (Number(id) > 8 ? null : author(Number(id))),
      thing: ({ id }: { id: number }) =>
        id % 2 === 0
          ? { __typename: 'Note', id, note: 'even' }
          : message({ id, author: 1, text: 'odd' }),
      things: () => [{ __typename: 'Note', id: 2, note: 'n' }, message(MESSAGES[0]), null],
      label: ({ size, unit }: { size: number; unit: string }) => `${size} ${unit}`,
    },
  ),
);
const message = (found: (typeof MESSAGES)[number] | undefined) =>
  found && {
    ...found,
    __typename: 'Message',
    text: ({ tone }: { tone: string }) => (tone === 'LOUD' ? found.text.toUpperCase() : found.text),
  };
const find = ({ author: by, text }: Where = {}, ids?: readonly number[]) =>
  MESSAGES.filter(
    (each) =>
      (by?.eq === undefined || each.author === by.eq) &&
      (text?.like === undefined || each.text.includes(text.like)) &&
      (ids?.includes(each.id) ?? true),
  ).map(message);
const author = (id: number) => ({
  id,
  name: `Author ${id}`,
  messages: ({ where = {}, first }: { where?: Where; first?: number }) =>
    find({ ...where, author: { eq: id } }).slice(0, first),
  fail: () => {
    throw new Error('on purpose');
  },
});

const fixture = useFixture(
  { '/remote': REMOTE.api },
  {
    sql: `
      CREATE TABLE profile (id int PRIMARY KEY, name text, last_message int, big bigint, code text);
      INSERT INTO profile VALUES (1, 'Ann', 3, 9007199254740993, 'a'), (2, 'Bob', 2, 2, 'b'),
        (3, 'Cid', NULL, 3, NULL), (4, 'Dee', 3, 4, 'b'), (9, 'Eve', 99, 5, 'none');
      CREATE FUNCTION double(p profile) RETURNS int LANGUAGE sql STABLE AS 'SELECT p.id * 2';
      CREATE TABLE place (id int PRIMARY KEY, profile_id int REFERENCES profile);
      INSERT INTO place VALUES (1, 1), (2, 2), (3, 1);`,
  },
);
let other: Database;
beforeAll(async () => {
  other = await createDatabase();
  await other.query(`
    CREATE TABLE city (code text PRIMARY KEY, title text, secret text);
    INSERT INTO city VALUES ('a', 'Arendal', 's'), ('b', 'Bergen', 's');
    CREATE TABLE visit (id serial PRIMARY KEY, profile bigint, city text REFERENCES city, days int);
    INSERT INTO visit (profile, city, days) VALUES (1, 'a', 1), (1, 'b', 5), (2, 'b', 3), (9007199254740993, 'a', 8);`);
});
afterAll(async () => {
  await other.drop();
});

const toRemote = (remote_field: object, lhs_fields = ['id']) => ({
  to_remote_schema: { remote_schema: 'remote', lhs_fields, remote_field },
});
const toOther = (
  table: string,
  field_mapping: object,
  relationship_type = 'array',
  source = 'other',
) => ({ to_source: { source, table, relationship_type, field_mapping } });

const relate = (name: string, definition: object, table = 'profile') =>
  fixture.ok('pg_create_remote_relationship', { name, table, definition });

const selectAll = { columns: '*', filter: {}, allow_aggregations: true };

beforeEach(async () => {
  await fixture.reset();
  await fixture.ok('pg_add_source', {
    name: 'other',
    configuration: { connection_info: { database_url: other.url } },
  });
  for (const table of ['profile', 'place']) await fixture.ok('pg_track_table', { table });
  for (const table of ['city', 'visit'])
    await fixture.ok('pg_track_table', { source: 'other', table });
  await fixture.ok('pg_create_object_relationship', {
    table: 'place',
    name: 'profile',
    using: { foreign_key_constraint_on: 'profile_id' },
  });
  await fixture.ok('pg_create_array_relationship', {
    table: 'profile',
    name: 'places',
    using: { foreign_key_constraint_on: { table: 'place', column: 'profile_id' } },
  });
  await fixture.ok('pg_create_object_relationship', {
    source: 'other',
    table: 'visit',
    name: 'in_city',
    using: { foreign_key_constraint_on: 'city' },
  });
  await fixture.add('remote', '/remote');
  REMOTE.seen.length = 0;
});

const ask = async (query: string, variables?: object, headers?: Record<string, string>) =>
  (await fixture.engine.graphql(query, variables, headers)).body;
const data = async (query: string, variables?: object): Promise<unknown> => {
  const body = await ask(query, variables);
  expect(body).not.toHaveProperty('errors');
  return body.data;
};
const sent = (): readonly string[] => REMOTE.seen.map(({ query }) => query.replace(/\s+/g, ' '));

// ── tables to remote schemas ──

test('asks a remote once for the keys of all rows, each key once', async () => {
  await relate(
    'last',
    toRemote({ message: { arguments: { id: '$last_message' } } }, ['last_message']),
  );
  const query = '{ profile(order_by: { id: asc }) { id last { id text } } }';
  expect(await data(query)).toEqual({
    profile: [
      { id: 1, last: { id: 3, text: 'Again' } },
      { id: 2, last: { id: 2, text: 'You lose!' } },
      { id: 3, last: null },
      { id: 4, last: { id: 3, text: 'Again' } },
      { id: 9, last: null },
    ],
  });
  expect(sent()).toEqual([
    'query ($hasura_key_1_0: Int!, $hasura_key_1_1: Int!, $hasura_key_1_2: Int!) { key_0: message(id: $hasura_key_1_0) { id text } key_1: message(id: $hasura_key_1_1) { id text } key_2: message(id: $hasura_key_1_2) { id text } }',
  ]);
  expect(REMOTE.seen[0]?.variables).toEqual({
    hasura_key_1_0: 3,
    hasura_key_1_1: 2,
    hasura_key_1_2: 99,
  });
});

test('does not ask where there is no key', async () => {
  await relate(
    'last',
    toRemote({ message: { arguments: { id: '$last_message' } } }, ['last_message']),
  );
  expect(await data('{ profile(where: { id: { _eq: 3 } }) { last { id } } }')).toEqual({
    profile: [{ last: null }],
  });
  expect(await data('{ profile(where: { id: { _eq: 77 } }) { last { id } } }')).toEqual({
    profile: [],
  });
  expect(sent()).toEqual([]);
});

test('calls fields below fields, with literals, computed fields and keys within arguments', async () => {
  await fixture.ok('pg_add_computed_field', {
    table: 'profile',
    name: 'twice',
    definition: { function: 'double' },
  });
  const nested = {
    author: { arguments: { id: '$id' }, field: { messages: { arguments: { first: 1 } } } },
  };
  await relate('written', toRemote(nested));
  await relate(
    'size',
    toRemote({ label: { arguments: { size: '$twice', unit: 'cm' } } }, ['twice']),
  );
  await relate('all', toRemote({ messages: { arguments: { ids: ['$id'] } } }));
  await relate('fixed', toRemote({ label: { arguments: { size: 7, unit: 'm' } } }, ['id', 'code']));
  const query = '{ profile(order_by: { id: asc }) { id written { text } size all { id } fixed } }';
  expect(await data(query)).toEqual({
    profile: [
      { id: 1, written: [{ text: 'You win!' }], size: '2 cm', all: [{ id: 1 }], fixed: '7 m' },
      { id: 2, written: [{ text: 'You lose!' }], size: '4 cm', all: [{ id: 2 }], fixed: '7 m' },
      { id: 3, written: [], size: '6 cm', all: [{ id: 3 }], fixed: '7 m' },
      { id: 4, written: [], size: '8 cm', all: [], fixed: '7 m' },
      { id: 9, written: null, size: '18 cm', all: [], fixed: '7 m' },
    ],
  });
  expect(REMOTE.seen).toHaveLength(4);
});

test('leaves arguments that the relationship does not give, or gives in part, to the client', async () => {
  await relate(
    'messages',
    toRemote({ messages: { arguments: { where: { author: { eq: '$id' } } } } }),
  );
  const query = `query ($like: String, $tone: Tone) { profile(where: { id: { _eq: 1 } }) {
    all: messages { id }
    some: messages(where: { text: { like: $like } }, ids: [1, 2, 3]) { loud: text(tone: $tone) }
  } }`;
  expect(await data(query, { like: 'g', tone: 'LOUD' })).toEqual({
    profile: [{ all: [{ id: 1 }, { id: 3 }], some: [{ loud: 'AGAIN' }] }],
  });
  const { profile } = (await data(
    '{ profile: __type(name: "profile") { fields { name args { name type { name } } } } }',
  )) as { profile: { fields: { name: string; args: object[] }[] } };
  expect(profile.fields.find(({ name }) => name === 'messages')?.args).toEqual([
    { name: 'ids', type: { name: null } },
    { name: 'where', type: { name: 'Where_remote_rel_profilemessages' } },
  ]);
  const type = await data(
    '{ __type(name: "Where_remote_rel_profilemessages") { inputFields { name type { name } } } }',
  );
  expect(type).toEqual({ __type: { inputFields: [{ name: 'text', type: { name: 'TextIs' } }] } });
});

test('follows rows however deep they are, aggregates and writes included', async () => {
  await relate('author', toRemote({ author: { arguments: { id: '$id' } } }));
  const deep = `{ place(order_by: { id: asc }) { profile { author { name } places(limit: 1) { profile { author { id } } } } }
    profile_aggregate(where: { id: { _lt: 3 } }, order_by: { id: asc }) { nodes { author { name } } aggregate { count } } }`;
  expect(await data(deep)).toMatchObject({
    place: [
      { profile: { author: { name: 'Author 1' }, places: [{ profile: { author: { id: 1 } } }] } },
      { profile: { author: { name: 'Author 2' } } },
      { profile: { author: { name: 'Author 1' } } },
    ],
    profile_aggregate: {
      nodes: [{ author: { name: 'Author 1' } }, { author: { name: 'Author 2' } }],
      aggregate: { count: 2 },
    },
  });
  expect(REMOTE.seen).toHaveLength(3);
  const write = `mutation {
    update_profile(where: { id: { _eq: 2 } }, _set: { code: "b" }) { affected_rows returning { id author { name } } }
    insert_place_one(object: { id: 7, profile_id: 4 }) { id profile { author { id } } }
    delete_place_by_pk(id: 7) { profile { author { id } } }
  }`;
  expect(await data(write)).toEqual({
    update_profile: { affected_rows: 1, returning: [{ id: 2, author: { name: 'Author 2' } }] },
    insert_place_one: { id: 7, profile: { author: { id: 4 } } },
    delete_place_by_pk: { profile: { author: { id: 4 } } },
  });
});

test('tells errors of a remote that was joined as its own', async () => {
  await relate('author', toRemote({ author: { arguments: { id: '$id' } } }));
  expect(await ask('{ profile(limit: 1) { author { fail } } }')).toEqual({
    errors: [
      {
        message: 'Errors from remote server',
        extensions: {
          path: '$',
          code: 'unexpected',
          internal: { errors: [expect.objectContaining({ message: 'on purpose' })] },
        },
      },
    ],
  });
});

test('does not join in subscriptions, nor remote schemas in Relay', async () => {
  await relate('author', toRemote({ author: { arguments: { id: '$id' } } }));
  await relate('visits', toOther('visit', { id: 'profile' }));
  expect((await ask('subscription { profile { author { id } } }')).errors).toEqual([
    {
      message: 'Remote relationships are not allowed in subscriptions',
      extensions: { path: '$', code: 'not-supported' },
    },
  ]);
  const relay = (fields: string) =>
    fixture.engine.post('/v1beta1/relay', {
      query: `{ profile_connection(first: 1) { edges { node { name ${fields} } } } }`,
    });
  expect((await relay('author { id }')).body.errors[0].message).toBe(
    "field 'author' not found in type: 'profile'",
  );
  expect((await relay('visits { days }')).body).toEqual({
    data: {
      profile_connection: {
        edges: [{ node: { name: 'Ann', visits: [{ days: 1 }, { days: 5 }] } }],
      },
    },
  });
});

// ── tables to other sources ──

test('joins another source by one statement, with all that its fields know', async () => {
  await relate('city', toOther('city', { code: 'code' }, 'object'));
  await relate('visits', toOther('visit', { id: 'profile' }));
  const query = `query ($days: Int!) { profile(order_by: { id: asc }) {
    name
    city { title }
    visits(where: { days: { _gte: $days } }, order_by: { days: desc }, limit: 1) { days in_city { title } }
    visits_aggregate { aggregate { count sum { days } } nodes { days } }
  } }`;
  expect(await data(query, { days: 3 })).toEqual({
    profile: [
      {
        name: 'Ann',
        city: { title: 'Arendal' },
        visits: [{ days: 5, in_city: { title: 'Bergen' } }],
        visits_aggregate: {
          aggregate: { count: 2, sum: { days: 6 } },
          nodes: [{ days: 1 }, { days: 5 }],
        },
      },
      {
        name: 'Bob',
        city: { title: 'Bergen' },
        visits: [{ days: 3, in_city: { title: 'Bergen' } }],
        visits_aggregate: { aggregate: { count: 1, sum: { days: 3 } }, nodes: [{ days: 3 }] },
      },
      { name: 'Cid', city: null, visits: [], visits_aggregate: NONE },
      { name: 'Dee', city: { title: 'Bergen' }, visits: [], visits_aggregate: NONE },
      { name: 'Eve', city: null, visits: [], visits_aggregate: NONE },
    ],
  });
});
const NONE = { aggregate: { count: 0, sum: { days: null } }, nodes: [] };

test('keeps keys exact, and takes null for nothing', async () => {
  await relate('visits', toOther('visit', { big: 'profile' }));
  await relate('home', toOther('visit', { code: 'city' }));
  const query =
    '{ profile(where: { id: { _in: [1, 3] } }, order_by: { id: asc }) { big visits { days } home { id } } }';
  const reply = await fixture.engine.graphql(query);
  expect(reply.body.data.profile).toEqual([
    { big: expect.anything(), visits: [{ days: 8 }], home: [{ id: 1 }, { id: 4 }] },
    { big: 3, visits: [], home: null },
  ]);
});

test('shows a role only what it may see on both sides', async () => {
  await relate('city', toOther('city', { code: 'code' }, 'object'));
  await relate('visits', toOther('visit', { id: 'profile' }));
  const permit = (source: string, table: string, permission: object) =>
    fixture.ok('pg_create_select_permission', { source, table, role: 'user', permission });
  await permit('default', 'profile', { columns: ['id', 'name'], filter: {} });
  const user = { 'x-hasura-role': 'user', 'x-hasura-user-id': '1' };
  const refused = async (field: string) =>
    (await ask(`{ profile { ${field} } }`, {}, user)).errors?.[0].message;
  expect(await refused('visits { days }')).toBe("field 'visits' not found in type: 'profile'");
  await permit('other', 'visit', {
    columns: ['days'],
    filter: { profile: { _eq: 'X-Hasura-User-Id' } },
    limit: 1,
  });
  await permit('other', 'city', selectAll);
  expect(await refused('city { title }')).toBe("field 'city' not found in type: 'profile'");
  expect(await refused('visits_aggregate { aggregate { count } }')).toContain('not found');
  expect(
    await ask('{ profile(order_by: { id: asc }, limit: 2) { visits { days } } }', {}, user),
  ).toEqual({
    data: { profile: [{ visits: [{ days: 1 }] }, { visits: [] }] },
  });
});

test('goes from source to source and back, a statement a level', async () => {
  await relate('visits', toOther('visit', { id: 'profile' }));
  await fixture.ok('pg_create_remote_relationship', {
    source: 'other',
    table: 'visit',
    name: 'visitor',
    definition: toOther('profile', { profile: 'id' }, 'object', 'default'),
  });
  const query =
    '{ profile_by_pk(id: 1) { visits(order_by: { days: asc }) { days visitor { name visits { days } } } } }';
  expect(await data(query)).toEqual({
    profile_by_pk: {
      visits: [
        { days: 1, visitor: { name: 'Ann', visits: [{ days: 1 }, { days: 5 }] } },
        { days: 5, visitor: { name: 'Ann', visits: [{ days: 1 }, { days: 5 }] } },
      ],
    },
  });
});

// ── out of remote schemas and actions ──

const onType = (type_name: string, name: string, definition: object) =>
  fixture.ok('create_remote_schema_remote_relationship', {
    remote_schema: 'remote',
    type_name,
    name,
    definition,
  });

test('joins tables and remotes to the types of a remote schema', async () => {
  await onType('Message', 'profile', toOther('profile', { author: 'id' }, 'object', 'default'));
  await onType('Message', 'visits', toOther('visit', { author: 'profile' }));
  await onType('Author', 'label', toRemote({ label: { arguments: { size: '$id', unit: 'st' } } }));
  await relate(
    'written',
    toRemote({ messages: { arguments: { where: { author: { eq: '$id' } } } } }),
  );
  const query = `{
    messages { id profile { name written { id visits(limit: 1) { days } } } }
    author(id: 2) { name label messages { profile { name } } }
  }`;
  const ann = {
    name: 'Ann',
    written: [
      { id: 1, visits: [{ days: 1 }] },
      { id: 3, visits: [{ days: 1 }] },
    ],
  };
  const bob = { name: 'Bob', written: [{ id: 2, visits: [{ days: 3 }] }] };
  expect(await data(query)).toEqual({
    messages: [
      { id: 1, profile: ann },
      { id: 2, profile: bob },
      { id: 3, profile: ann },
    ],
    author: { name: 'Author 2', label: '2 st', messages: [{ profile: { name: 'Bob' } }] },
  });
});

test('joins where only some types of an interface have the relationship', async () => {
  await onType('Message', 'profile', toOther('profile', { author: 'id' }, 'object', 'default'));
  const query =
    '{ things { __typename id ... on Message { profile { name } } ... on Note { note } } }';
  expect(await data(query)).toEqual({
    things: [
      { __typename: 'Note', id: 2, note: 'n' },
      { __typename: 'Message', id: 1, profile: { name: 'Ann' } },
      null,
    ],
  });
});

test('keeps customized names apart from those that are sent', async () => {
  await fixture.ok('update_remote_schema', {
    name: 'remote',
    definition: {
      url: '{{REMOTE_URL}}/remote',
      customization: {
        root_fields_namespace: 'far',
        type_names: { prefix: 'Far' },
        field_names: [{ parent_type: 'Message', mapping: { text: 'm_text', author: 'by' } }],
      },
    },
  });
  await relate(
    'messages',
    toRemote({ messages: { arguments: { where: { author: { eq: '$id' } } } } }),
  );
  await onType('Message', 'profile', toOther('profile', { author: 'id' }, 'object', 'default'));
  const query = `query ($where: FarWhere) {
    far { messages(where: $where) { __typename id by profile { __typename messages { __typename m_text } } } }
  }`;
  expect(await data(query, { where: { author: { eq: 2 } } })).toEqual({
    far: {
      messages: [
        {
          __typename: 'FarMessage',
          id: 2,
          by: 2,
          profile: {
            __typename: 'profile',
            messages: [{ __typename: 'FarMessage', m_text: 'You lose!' }],
          },
        },
      ],
    },
  });
});

// ── what is refused ──

test('refuses relationships that cannot be, in the words of the original', async () => {
  const refused = async (definition: object, table = 'profile', name = 'rel') => {
    const { status, body } = await fixture.engine.metadata('pg_create_remote_relationship', {
      name,
      table,
      definition,
    });
    expect(status).toBe(400);
    return body.error.replace(
      'Inconsistent object: in table "profile": in remote relationship "rel": ',
      '',
    );
  };
  expect(
    await refused({
      to_remote_schema: {
        remote_schema: 'no',
        lhs_fields: [],
        remote_field: { a: { arguments: {} } },
      },
    }),
  ).toBe('remote schema with name "no" not found');
  expect(await refused(toRemote({ nothing: { arguments: {} } }))).toBe(
    'field with name "nothing" not found in remote schema',
  );
  expect(await refused(toRemote({ message: { arguments: { key: '$id' } } }))).toBe(
    'argument with name "key" not found in remote schema',
  );
  expect(await refused(toRemote({ message: { arguments: { id: '$name' } } }))).toBe(
    'variable "name" is not found in "id"',
  );
  expect(await refused(toRemote({ message: { arguments: { id: '$name' } } }, ['name']))).toBe(
    'expected type "Int" but got "String"',
  );
  expect(await refused(toRemote({ message: { arguments: { id: 'abc' } } }))).toBe(
    'expected type "Int" but got "String"',
  );
  expect(
    await refused(toRemote({ messages: { arguments: { where: { author: { no: '$id' } } } } })),
  ).toBe('argument with name "no" not found in remote schema');
  expect(await refused(toRemote({ message: { arguments: { id: '$id' } } }, ['nope']))).toBe(
    'field "nope" does not exist in table "profile"',
  );
  expect(await refused(toOther('city', { code: 'code' }, 'object', 'nowhere'))).toBe(
    'source not found: "nowhere"',
  );
  expect(await refused(toOther('profile', { code: 'code' }))).toBe(
    'table "profile" does not exist in source: other',
  );
  expect(await refused(toOther('city', { code: 'no' }))).toBe('"no" does not exist');
  expect(await refused(toOther('city', { code: 'code' }), 'profile', 'name')).toContain(
    'field definition conflicts with postgres column',
  );
  expect(await refused(toOther('city', { code: 'code' }), 'profile', 'places')).toBe(
    'field with name "places" already exists in table "profile"',
  );
});

test('says what depends on what, and lets it go only with it', async () => {
  await relate('city', toOther('city', { code: 'code' }, 'object'));
  await relate(
    'last',
    toRemote({ message: { arguments: { id: '$last_message' } } }, ['last_message']),
  );
  await onType('Message', 'visits', toOther('visit', { author: 'profile' }));
  const refused = async (type: string, args: object, path = '/v1/metadata') => {
    const { body } = await fixture.engine.post(path, { type, args });
    return body.error;
  };
  const cannot = 'cannot drop due to the following dependent objects: ';
  expect(await refused('remove_remote_schema', { name: 'remote' })).toBe(
    `${cannot}remote relationship profile.last in source "default"`,
  );
  expect(await refused('pg_untrack_table', { source: 'other', table: 'city' })).toContain(
    'remote relationship profile.city in source "default"',
  );
  expect(await refused('pg_drop_source', { name: 'other' })).toBe(
    `${cannot}remote relationship profile.city in source "default", remote_schema_remote_relationship visits on type Message in remote schema remote`,
  );
  const drop = { sql: 'ALTER TABLE visit DROP COLUMN profile', source: 'other' };
  expect(await refused('run_sql', drop, '/v2/query')).toContain('visits on type Message');
  expect(
    await refused('run_sql', { sql: 'ALTER TABLE profile DROP COLUMN last_message' }, '/v2/query'),
  ).toContain('remote relationship profile.last in source "default"');
  await fixture.ok('pg_drop_source', { name: 'other', cascade: true });
  const { remote_schemas, sources } = (await fixture.engine.metadata('export_metadata')).body;
  expect(remote_schemas[0]).not.toHaveProperty('remote_relationships');
  const profile = sources[0].tables.find(
    ({ table }: { table: { name: string } }) => table.name === 'profile',
  );
  expect(profile.remote_relationships).toMatchObject([{ name: 'last' }]);
});

test('follows columns to their new names', async () => {
  await relate(
    'last',
    toRemote({ message: { arguments: { id: '$last_message' } } }, ['last_message']),
  );
  await relate('city', toOther('city', { code: 'code' }, 'object'));
  const run = async (sql: string, source = 'default') => {
    const reply = await fixture.engine.post('/v2/query', {
      type: 'run_sql',
      args: { sql, source },
    });
    expect(reply).toMatchObject({ status: 200 });
  };
  await run('ALTER TABLE profile RENAME COLUMN last_message TO latest');
  await run('ALTER TABLE city RENAME COLUMN code TO key', 'other');
  await run('ALTER TABLE city RENAME TO town', 'other');
  expect(await data('{ profile_by_pk(id: 1) { last { text } city { title } } }')).toEqual({
    profile_by_pk: { last: { text: 'Again' }, city: { title: 'Arendal' } },
  });
  const { tables } = (await fixture.engine.metadata('export_metadata')).body.sources[0];
  expect(JSON.stringify(tables)).toContain('"arguments":{"id":"$latest"}');
  await run('ALTER TABLE profile RENAME COLUMN latest TO last_message');
  await run('ALTER TABLE town RENAME TO city', 'other');
  await run('ALTER TABLE city RENAME COLUMN key TO code', 'other');
});

test('keeps both spellings, updates and deletes', async () => {
  await fixture.ok('create_remote_relationship', {
    name: 'old',
    table: 'profile',
    remote_schema: 'remote',
    hasura_fields: ['id'],
    remote_field: { author: { arguments: { id: '$id' } } },
  });
  await onType('Author', 'visits', toOther('visit', { id: 'profile' }));
  const exported = (await fixture.engine.metadata('export_metadata')).body;
  await fixture.ok('replace_metadata', exported);
  expect((await fixture.engine.metadata('export_metadata')).body).toEqual(exported);
  expect(await data('{ profile_by_pk(id: 1) { old { visits(limit: 1) { days } } } }')).toEqual({
    profile_by_pk: { old: { visits: [{ days: 1 }] } },
  });
  await fixture.ok('update_remote_relationship', {
    name: 'old',
    table: 'profile',
    remote_schema: 'remote',
    hasura_fields: ['last_message'],
    remote_field: { message: { arguments: { id: '$last_message' } } },
  });
  expect(await data('{ profile_by_pk(id: 1) { old { text } } }')).toEqual({
    profile_by_pk: { old: { text: 'Again' } },
  });
  await fixture.ok('pg_delete_remote_relationship', { name: 'old', table: 'profile' });
  await fixture.ok('delete_remote_schema_remote_relationship', {
    remote_schema: 'remote',
    type_name: 'Author',
    name: 'visits',
  });
  expect((await fixture.engine.metadata('get_inconsistent_metadata')).body.is_consistent).toBe(
    true,
  );
});

test('drops what turned out inconsistent', async () => {
  await relate(
    'last',
    toRemote({ message: { arguments: { id: '$last_message' } } }, ['last_message']),
  );
  await onType('Author', 'visits', toOther('visit', { id: 'profile' }));
  const exported = (await fixture.engine.metadata('export_metadata')).body;
  exported.sources[0].tables.find(
    ({ table }: { table: { name: string } }) => table.name === 'profile',
  ).remote_relationships[0].definition.to_remote_schema.remote_schema = 'gone';
  exported.remote_schemas[0].remote_relationships[0].type_name = 'Gone';
  const { body } = await fixture.engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: { allow_inconsistent_metadata: true, metadata: exported },
  });
  expect(body.inconsistent_objects).toMatchObject([
    {
      type: 'remote_relationship',
      name: 'remote_relationship last in table profile in source default',
      reason:
        'Inconsistent object: in table "profile": in remote relationship "last": remote schema with name "gone" not found',
    },
    {
      type: 'remote_schema_remote_relationship',
      name: 'remote_schema_remote_relationship visits on type Gone in remote schema remote',
      reason:
        'Inconsistent object: in remote relationship "visits": type "Gone" is no object type of remote schema "remote"',
    },
  ]);
  await fixture.ok('drop_inconsistent_metadata');
  expect((await fixture.engine.metadata('get_inconsistent_metadata')).body.is_consistent).toBe(
    true,
  );
  expect(JSON.stringify((await fixture.engine.metadata('export_metadata')).body)).not.toContain(
    'relationship_type',
  );
});
