import { beforeEach, expect, test } from 'vitest';
import { api, recorded } from '../../support/remote/server.ts';
import { useFixture } from './fixture.ts';

/** What roles see of remote schemas, and what is sent for them. */

const SHOP = recorded(
  api(
    `
    enum Size { S M L }
    input Money { amount: Int! currency: String = "EUR" }
    input Search { text: String price: Money owner: ID tags: [String] }
    type Item { id: ID! name: String secret: String offers(size: Size, limit: Int): [String] }
    type Query {
      items(search: Search, page: Int = 1, sort: String): [Item!]!
      mine(owner: ID!, limit: Int!, isOpen: Boolean, rate: Float, size: Size): [Item!]!
      item(id: ID!): Item
    }
    type Mutation { buy(id: ID!, for: ID): Item }
    `,
    {
      items: () => [ITEM],
      mine: () => [ITEM],
      item: ({ id }: { id: string }) => ({ ...ITEM, id }),
      buy: () => ITEM,
    },
  ),
);
const ITEM = { id: '1', name: 'Lamp', secret: 'no', offers: () => ['a'] };

const fixture = useFixture(
  { '/shop': SHOP.api },
  { env: { HASURA_GRAPHQL_ENABLE_REMOTE_SCHEMA_PERMISSIONS: 'true' } },
);
beforeEach(async () => {
  SHOP.seen.length = 0;
  await fixture.reset();
  await fixture.add('shop', '/shop');
});

const permit = (role: string, schema: string) =>
  fixture.engine.metadata('add_remote_schema_permissions', {
    remote_schema: 'shop',
    role,
    definition: { schema },
  });
const ask = async (role: string, query: string, variables = {}, session = {}) => {
  const headers = { 'x-hasura-role': role, ...session };
  return (await fixture.engine.graphql(query, variables, headers)).body;
};
const sent = () => {
  const [{ query = '', variables = {} } = {}] = SHOP.seen;
  return { query: query.replace(/\s+/g, ' '), variables };
};

const USER = `
  type Item { id: ID! name: String }
  input Money { amount: Int! currency: String = "EUR" @preset(value: "NOK") }
  input Search { text: String price: Money owner: ID @preset(value: "x-hasura-user-id") }
  type Query {
    items(search: Search, page: Int = 1 @preset(value: 3), sort: String @preset(value: "x-hasura-sort", static: true)): [Item!]!
  }`;

test('shows a role what its document says, and nothing to others', async () => {
  expect(await permit('user', USER)).toMatchObject({ status: 200 });
  expect(await ask('user', '{ items { id name } }')).toEqual({
    data: { items: [{ id: '1', name: 'Lamp' }] },
  });
  const refused = async (role: string, query: string) => (await ask(role, query)).errors[0].message;
  expect(await refused('user', '{ items { secret } }')).toBe(
    "field 'secret' not found in type: 'Item'",
  );
  expect(await refused('user', '{ item(id: 1) { id } }')).toContain("field 'item' not found");
  expect(await refused('user', 'mutation { buy(id: 1) { id } }')).toBe('no mutations exist');
  expect(await refused('user', '{ items(page: 1) { id } }')).toBe(
    "'items' has no argument named 'page'",
  );
  expect(await refused('user', '{ items(search: { owner: 1 }) { id } }')).toContain(
    "field 'owner' not found in type: 'Search'",
  );
  expect(await refused('other', '{ items { id } }')).toContain("field 'items' not found");
  expect(await ask('admin', '{ item(id: 4) { id secret } }')).toEqual({
    data: { item: { id: '4', secret: 'no' } },
  });
});

test('sends presets, also within what the client gives', async () => {
  await permit('user', USER);
  const query = `query ($search: Search, $text: String) {
    items(search: { text: $text, price: { amount: 5 } }) { id }
  }`.replace('$search: Search, ', '');
  const session = { 'x-hasura-user-id': '9' };
  expect(await ask('user', query, { text: 'lamp' }, session)).not.toHaveProperty('errors');
  expect(sent()).toEqual({
    query:
      'query ($text: String, $hasura_json_var_1: ID!) { items(search: {text: $text, price: {amount: 5, currency: "NOK"}, owner: $hasura_json_var_1}, page: 3, sort: "x-hasura-sort") { id } }',
    variables: { text: 'lamp', hasura_json_var_1: '9' },
  });
  SHOP.seen.length = 0;
  const whole = 'query ($search: Search) { items(search: $search) { id } }';
  await ask('user', whole, { search: { price: { amount: 7 } } }, session);
  expect(sent()).toEqual({
    query:
      'query ($hasura_json_var_1: Int!, $hasura_json_var_2: ID!) { items(search: {price: {amount: $hasura_json_var_1, currency: "NOK"}, owner: $hasura_json_var_2}, page: 3, sort: "x-hasura-sort") { id } }',
    variables: { hasura_json_var_1: 7, hasura_json_var_2: '9' },
  });
  expect(await ask('user', whole, { search: {} })).toEqual({
    errors: [
      {
        message: '"x-hasura-user-id" session variable expected, but not found',
        extensions: { path: '$', code: 'not-found' },
      },
    ],
  });
});

const MINE = `
  enum Size { S M L }
  type Item { id: ID! }
  type Query {
    mine(
      owner: ID! @preset(value: "x-hasura-user-id")
      limit: Int! @preset(value: "x-hasura-limit")
      isOpen: Boolean @preset(value: "x-hasura-open")
      rate: Float @preset(value: "x-hasura-rate")
      size: Size @preset(value: "x-hasura-size")
    ): [Item!]!
  }`;

test('reads session variables as the types say', async () => {
  await permit('user', MINE);
  const session = {
    'x-hasura-user-id': '9',
    'x-hasura-limit': '12',
    'x-hasura-open': 'true',
    'x-hasura-rate': '1.5',
    'x-hasura-size': 'M',
  };
  expect(await ask('user', '{ mine { id } }', {}, session)).not.toHaveProperty('errors');
  expect(Object.values(sent().variables)).toEqual(['9', 12, true, 1.5, 'M']);
  const refused = async (changed: object) =>
    (await ask('user', '{ mine { id } }', {}, { ...session, ...changed })).errors[0];
  expect(await refused({ 'x-hasura-limit': 'many' })).toEqual({
    message: '"many" cannot be coerced into an Int value',
    extensions: { path: '$', code: 'coercion-error' },
  });
  expect((await refused({ 'x-hasura-open': 'yes' })).message).toContain('a Boolean value');
  expect((await refused({ 'x-hasura-rate': 'x' })).message).toContain('a Float value');
  expect((await refused({ 'x-hasura-size': 'XL' })).message).toBe(
    '"XL" is not one of the valid enum values',
  );
});

test('tells all that is wrong with a document', async () => {
  const refused = async (schema: string) => {
    const { status, body } = await permit('user', schema);
    expect({ status, path: body.path }).toEqual({ status: 400, path: '$.args' });
    return `${body.code}: ${body.error}`;
  };
  expect(await refused('type Query {')).toContain('parse-failed: ');
  expect(await refused('type Item { id: ID! }')).toContain('query root does not exist');
  expect(await refused('type Query { item(id: ID): Item } type Item { id: ID! no: Int }')).toBe(
    'validation-failed: validation for the given role-based schema failed for the following reasons:\n' +
      ' • field: "item" expects the following non nullable arguments to be present: "id"\n' +
      ' • expected type of "id"("Input object argument") to be ID! but received ID\n' +
      ' • field "no" does not exist in the "Object": "Item"\n',
  );
  expect(
    await refused('type Query { items(page: Int): [Item!]! } type Item { id: ID! }'),
  ).toContain(
    'expected default value of input value: "page"of input object "items" to be 1 but received ',
  );
  expect(await refused('type Query { item(id: ID!): Item }')).toBe(
    'remote-schema-error: Could not find type with name Item',
  );
  const preset = (type: string, value: string) =>
    refused(`enum Size { S M L } type Item { id: ID! offers(size: Size @preset(${value}), limit: ${type}): [String] }
      type Query { item(id: ID!): Item }`);
  expect(await preset('Int', 'value: XL')).toContain('"XL" not found in the enum: "Size"');
  expect(await preset('Int', 'value: "S"')).toContain('to be an enum value');
  expect(await preset('Int', 'static: true')).toContain('"value" not found at "size"');
});

test('keeps permissions with the remote schema', async () => {
  await permit('user', USER);
  expect((await permit('user', USER)).body).toMatchObject({
    code: 'already-exists',
    error: 'permissions for role: "user" for remote schema: "shop" already exists',
  });
  expect((await permit('admin', USER)).body).toMatchObject({
    error: 'cannot define permission for admin role',
  });
  const exported = (await fixture.engine.metadata('export_metadata')).body;
  expect(exported.remote_schemas[0].permissions).toEqual([
    { role: 'user', definition: { schema: USER } },
  ]);
  await fixture.ok('drop_remote_schema_permissions', { remote_schema: 'shop', role: 'user' });
  expect((await ask('user', '{ items { id } }')).errors[0].message).toContain("'items' not found");
  await permit('user', USER);
  await fixture.ok('remove_remote_schema', { name: 'shop' });
  expect((await fixture.engine.metadata('export_metadata')).body).not.toHaveProperty(
    'remote_schemas',
  );
});

test('lets roles inherit what their parents agree in', async () => {
  const small = 'type Item { id: ID! } type Query { item(id: ID!): Item }';
  await permit('a', small);
  await permit('b', small);
  await permit('c', 'type Item { name: String } type Query { item(id: ID!): Item }');
  await fixture.ok('add_inherited_role', { role_name: 'ab', role_set: ['a', 'b'] });
  expect(await ask('ab', '{ item(id: 1) { id } }')).toEqual({ data: { item: { id: '1' } } });
  await fixture.ok('add_inherited_role', { role_name: 'below', role_set: ['ab'] });
  expect(await ask('below', '{ item(id: 1) { id } }')).toEqual({ data: { item: { id: '1' } } });
  await fixture.ok('add_inherited_role', { role_name: 'ac', role_set: ['a', 'c'] });
  expect((await ask('ac', '{ item(id: 1) { id } }')).errors[0].message).toContain('not found');
  expect((await fixture.engine.metadata('get_inconsistent_metadata')).body).toEqual({
    is_consistent: false,
    inconsistent_objects: [
      {
        type: 'inherited role permission inconsistency',
        name: 'ac',
        reason: `Could not inherit permission for the role "ac" for the entity: "remote schema: 'shop'"`,
        entity: { remote_schema: 'shop' },
      },
    ],
  });
  await permit('ac', small);
  expect(await ask('ac', '{ item(id: 1) { id } }')).toEqual({ data: { item: { id: '1' } } });
  expect((await fixture.engine.metadata('get_inconsistent_metadata')).body).toEqual({
    is_consistent: true,
    inconsistent_objects: [],
  });
});
