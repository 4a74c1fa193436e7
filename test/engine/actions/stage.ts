import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { type Answer, openReceiver, type Received, type Receiver } from '../events/receiver.ts';

/** An engine with two databases and actions, whose webhooks answer as the test says. */
export const stage = {} as {
  database: Database;
  other: Database;
  engine: Engine;
  receiver: Receiver;
  answer: (received: Received) => Answer;
};

export const FAST = { HASURA_GRAPHQL_ASYNC_ACTIONS_FETCH_INTERVAL: '50' };

export const json = (value: unknown, more: object = {}): Answer => ({
  body: JSON.stringify(value),
  ...more,
});

/** An action as metadata says it; `more` is part of its definition. */
export const action = (name: string, more: object = {}, roles: readonly string[] = ['user']) => ({
  name,
  definition: {
    type: 'query',
    kind: 'synchronous',
    handler: `{{HOOKS}}/${name}`,
    output_type: 'Person!',
    arguments: [{ name: 'id', type: 'Int!' }],
    ...more,
  },
  permissions: roles.map((role) => ({ role })),
});

const CUSTOM_TYPES = {
  scalars: [{ name: 'Stamp' }],
  enums: [
    { name: 'Mood', values: [{ value: 'CALM' }, { value: 'WILD', description: 'not calm' }] },
  ],
  input_objects: [
    {
      name: 'Wish',
      fields: [
        { name: 'mood', type: 'Mood!' },
        { name: 'words', type: '[String!]!' },
        { name: 'next', type: 'Wish' },
        { name: 'key', type: 'ID' },
      ],
    },
  ],
  objects: [
    { name: 'Pet', fields: [{ name: 'kind', type: 'String!' }] },
    {
      name: 'Person',
      fields: [
        { name: 'id', type: 'Int!' },
        { name: 'name', type: 'String' },
        { name: 'mood', type: 'Mood' },
        { name: 'at', type: 'Stamp' },
        { name: 'born', type: 'date' },
      ],
      relationships: [
        {
          name: 'author',
          type: 'object',
          remote_table: 'author',
          field_mapping: { id: 'id' },
        },
        {
          name: 'books',
          type: 'array',
          source: 'other',
          remote_table: 'book',
          field_mapping: { id: 'author_id' },
        },
      ],
    },
    {
      name: 'Household',
      fields: [
        { name: 'people', type: '[Person!]!' },
        { name: 'pet', type: 'Pet' },
      ],
    },
  ],
};

const select = (filter: object) => [{ role: 'user', permission: { columns: '*', filter } }];
const metadata = (actions: readonly object[], more: object) => ({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [{ table: 'author', select_permissions: select({}) }],
    },
    {
      name: 'other',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'OTHER_URL' } } },
      tables: [{ table: 'book', select_permissions: select({ is_public: { _eq: true } }) }],
    },
  ],
  actions,
  custom_types: CUSTOM_TYPES,
  ...more,
});

export function useActions(actions: readonly object[], more: object = {}): void {
  beforeAll(async () => {
    stage.database = await createDatabase();
    stage.other = await createDatabase();
    await stage.database.query(`CREATE TABLE author (id int PRIMARY KEY, name text)`);
    await stage.database.query(`INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob')`);
    await stage.other.query(
      'CREATE TABLE book (id int PRIMARY KEY, author_id int, title text, is_public boolean)',
    );
    await stage.other.query(
      `INSERT INTO book VALUES (1, 1, 'One', true), (2, 1, 'Draft', false), (3, 2, 'Two', true)`,
    );
    stage.receiver = await openReceiver((received) => stage.answer(received));
    stage.engine = await startEngine({
      databaseUrl: stage.database.url,
      env: {
        HOOKS: stage.receiver.url,
        OTHER_URL: stage.other.url,
        KEY: 'k',
        ...FAST,
      },
      metadata: metadata(actions, more),
    });
  });
  beforeEach(() => {
    stage.answer = () => json({ id: 1 });
    stage.receiver.received.length = 0;
  });
  afterAll(async () => {
    await stage.engine.stop();
    await stage.receiver.close();
    await stage.database.drop();
    await stage.other.drop();
  });
}

export const USER = { 'x-hasura-role': 'user', 'x-hasura-user-id': '7' };
/** The body that role user is answered with. */
export const ask = async (query: string, variables: object = {}, headers: object = {}) =>
  (await stage.engine.graphql(query, variables, { ...USER, ...headers })).body;
