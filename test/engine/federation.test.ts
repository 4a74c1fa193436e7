import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** What a gateway of Apollo federation asks, and what it is told where it asks wrongly. */

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  await database.query(`
    CREATE TABLE tower (id int PRIMARY KEY, name text);
    INSERT INTO tower VALUES (1, 'north'), (2, 'south');
    CREATE TABLE beam (tower int, colour text, PRIMARY KEY (tower, colour));
    INSERT INTO beam VALUES (1, 'red');
    CREATE TABLE closed (id int PRIMARY KEY);
  `);
  const federated = { apollo_federation_config: { enable: 'v1' } };
  engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'apollo_federation' },
    metadata: {
      version: 3,
      sources: [
        {
          name: 'default',
          kind: 'postgres',
          configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
          tables: [
            {
              table: 'tower',
              select_permissions: [
                { role: 'visitor', permission: { columns: '*', filter: { id: { _eq: 1 } } } },
              ],
              ...federated,
            },
            { table: 'beam', ...federated },
            { table: 'closed' },
          ],
        },
      ],
    },
  });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const ask = async (representations: unknown, headers: Record<string, string> = {}) => {
  const query = `query ($of: [_Any!]!) {
    _entities(representations: $of) { __typename ... on tower { name } ${headers['x-hasura-role'] ? '' : '... on beam { colour }'} }
  }`;
  return (await engine.graphql(query, { of: representations }, headers)).body;
};

test('rows come in the order of their representations, of several tables', async () => {
  const asked = [
    { __typename: 'tower', id: 2 },
    { __typename: 'beam', tower: 1, colour: 'red' },
    { __typename: 'tower', id: 1 },
  ];
  expect(await ask(asked)).toEqual({
    data: {
      _entities: [
        { __typename: 'tower', name: 'south' },
        { __typename: 'beam', colour: 'red' },
        { __typename: 'tower', name: 'north' },
      ],
    },
  });
});

test('of a representation only the key counts', async () => {
  const asked = [{ __typename: 'tower', id: 1, name: 'elsewhere', height: 12 }];
  expect(await ask(asked)).toEqual({
    data: { _entities: [{ __typename: 'tower', name: 'north' }] },
  });
});

test('what is not there, or not to be seen, is null', async () => {
  expect(await ask([{ __typename: 'tower', id: 9 }])).toEqual({ data: { _entities: [null] } });
  const visitor = { 'x-hasura-role': 'visitor' };
  expect(await ask([{ __typename: 'tower', id: 2 }], visitor)).toEqual({
    data: { _entities: [null] },
  });
});

const FIELD = '$.selectionSet._entities';
const ARGUMENT = '$.selectionSet._entities.args.representations[0]';
test.each([
  [{ id: 1 }, '__typename key not found', ARGUMENT],
  [{ __typename: 5 }, '__typename can only be a string value', ARGUMENT],
  [{ __typename: 'a-b' }, 'a-b is not a valid graphql name', ARGUMENT],
  ['tower', 'representations is expecting a list of objects only', ARGUMENT],
  [
    { __typename: 'closed', id: 1 },
    'closed is not found in selection set or apollo federation is not enabled for the type',
    FIELD,
  ],
  [{ __typename: 'beam', tower: 1 }, 'cannot find colour in _Any type', FIELD],
  [
    { __typename: 'tower', id: 1.5 },
    'The value 1.5 lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?',
    FIELD,
  ],
])('%j is refused', async (representation, message, path) => {
  expect(await ask([representation])).toEqual({
    errors: [{ message, extensions: { path, code: 'validation-failed' } }],
  });
});
