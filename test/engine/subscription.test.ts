import { type Client, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { openLog } from '../../engine/base/log.ts';
import { introspect } from '../../engine/catalog/introspect.ts';
import { defaults } from '../../engine/config.ts';
import type { Engine } from '../../engine/graphql/run.ts';
import { graphqlRoutes } from '../../engine/http/graphql.ts';
import { buildRouter } from '../../engine/http/router.ts';
import { openServer } from '../../engine/http/server.ts';
import { openSubscriptions } from '../../engine/main/subscriptions.ts';
import { metadata as metadataSchema } from '../../engine/metadata/model.ts';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { buildCache } from '../../engine/schema/cache.ts';
import { openAuthenticator } from '../../engine/session/authenticate.ts';
import { test as base, type Database } from '../support/database.ts';
import { eventually } from '../support/wait.ts';

/** From a client of the wild, through sockets and streams, to Postgres and back. */

const TABLES = `
  CREATE TABLE note (id int PRIMARY KEY, owner int, text text, at timestamptz);
  INSERT INTO note VALUES (1, 1, 'a', '2020-01-01'), (2, 2, 'b', '2020-01-02');`;
const METADATA = metadataSchema.parse({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: 'x' } },
      tables: [
        {
          table: { schema: 'public', name: 'note' },
          select_permissions: [
            {
              role: 'user',
              permission: {
                columns: ['id', 'text', 'at'],
                filter: { owner: { _eq: 'X-Hasura-User-Id' } },
                allow_aggregations: true,
              },
            },
          ],
        },
      ],
    },
  ],
});

async function openEngine(database: Database) {
  await database.query(TABLES);
  const pool = openPool(database.url, { max: 8 });
  const catalog = await introspect(
    { query: (text, params) => pool.read(text, params) },
    { functions: [], enumTables: [] },
  );
  const config = { ...defaults(), liveRefetchMs: 20, streamRefetchMs: 20 };
  const cache = buildCache(METADATA, new Map([['default', catalog]]), {
    resourceVersion: 1,
    stringifyNumerics: false,
    namingConvention: 'hasura-default',
    inferFunctionPermissions: true,
  });
  const engine: Engine = {
    cache: () => cache,
    metadata: () => METADATA,
    pool: () => pool,
    isAllowlistEnabled: false,
  };
  const authenticator = await openAuthenticator({ kind: 'none' });
  const log = openLog({ types: [], level: 'error' });
  const showInternal = () => false;
  const subscriptions = openSubscriptions({ config, engine, authenticator, log, showInternal });
  const routes = graphqlRoutes({ engine, authenticator, showInternal, onCrash: () => {} });
  const server = openServer({
    router: buildRouter(subscriptions.over(routes)),
    upgrades: subscriptions.upgrades,
    fastPaths: ['/v1/graphql'],
    cors: { isDisabled: false, domains: '*' },
    log,
    maxHeaderBytes: 16_384,
  });
  await server.listen(0, '127.0.0.1');
  const clients: Client[] = [];
  return {
    url: `127.0.0.1:${server.port}/v1/graphql`,
    subscriptions,
    client(headers: Record<string, string>) {
      const made = createClient({
        url: `ws://127.0.0.1:${server.port}/v1/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { headers },
        retryAttempts: 2,
      });
      clients.push(made);
      return made;
    },
    async close() {
      for (const client of clients) await client.dispose();
      subscriptions.close();
      await server.close(100);
      await pool.close();
    },
  };
}

const test = base.extend<{ engine: Awaited<ReturnType<typeof openEngine>> }>({
  engine: async ({ database }, use) => {
    const engine = await openEngine(database);
    await use(engine);
    await engine.close();
  },
});

const user = (id: number) => ({ 'x-hasura-role': 'user', 'x-hasura-user-id': String(id) });

/** Everything that an operation is answered, as it comes. */
function listen(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const answers: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: (answer) => answers.push(answer.data ?? { errors: answer.errors }),
        error: (error) => {
          answers.push({ refused: error });
          resolve();
        },
        complete: resolve,
      },
    );
  });
  return { answers, done };
}

test('each user is pushed the own rows, and both are asked for in one statement', async ({
  database,
  engine,
}) => {
  const query =
    'subscription { note(order_by: {id: asc}) { id text } note_aggregate { aggregate { count } } t: __typename }';
  const [one, two] = [1, 2].map((id) => listen(engine.client(user(id)), query));
  const answer = (...notes: { id: number; text: string }[]) => ({
    note: notes,
    note_aggregate: { aggregate: { count: notes.length } },
    t: 'subscription_root',
  });
  await eventually(() => expect(one?.answers).toEqual([answer({ id: 1, text: 'a' })]));
  await eventually(() => expect(two?.answers).toEqual([answer({ id: 2, text: 'b' })]));
  expect(engine.subscriptions.stats()).toMatchObject([{ cohorts: 2, subscribers: 2 }]);
  await database.query("INSERT INTO note VALUES (3, 2, 'c')");
  await eventually(() => expect(two?.answers.length).toBe(2));
  expect(two?.answers[1]).toEqual(answer({ id: 2, text: 'b' }, { id: 3, text: 'c' }));
  expect(one?.answers.length).toBe(1);
});

test('variables make cohorts; the whole answer may be null', async ({ database, engine }) => {
  const query =
    'subscription ($id: Int!, $like: String) { note_by_pk(id: $id) { text } note(where: {text: {_like: $like}}) { id } }';
  const client = engine.client({ 'x-hasura-role': 'admin' });
  const first = listen(client, query, { id: 1, like: 'a' });
  const none = listen(client, query, { id: 9, like: 'x' });
  await eventually(() =>
    expect(first.answers).toEqual([{ note_by_pk: { text: 'a' }, note: [{ id: 1 }] }]),
  );
  await eventually(() => expect(none.answers).toEqual([{ note_by_pk: null, note: [] }]));
  expect(engine.subscriptions.stats()).toMatchObject([{ cohorts: 2, subscribers: 2 }]);
  await database.query('DELETE FROM note WHERE id = 1');
  await eventually(() => expect(first.answers[1]).toEqual({ note_by_pk: null, note: [] }));
});

test('a stream begins where it is told, by any type of column', async ({ database, engine }) => {
  const query = `subscription ($from: timestamptz!) {
    note_stream(batch_size: 1, cursor: {initial_value: {at: $from}}, where: {id: {_gt: 0}}) { id at } }`;
  const { answers } = listen(engine.client({}), query, { from: '2019-01-01' });
  await eventually(() => expect(answers.length).toBe(2));
  await database.query("INSERT INTO note VALUES (3, 1, 'c', '2020-01-03 00:00:00.123456')");
  await eventually(() => expect(answers.length).toBe(3));
  expect(
    answers.map((answer) =>
      (answer as { note_stream: { id: number }[] }).note_stream.map(({ id }) => id),
    ),
  ).toEqual([[1], [2], [3]]);
});

test('a stream has one cursor over one column, and batches of some size', async ({ engine }) => {
  const client = engine.client({});
  const refusal = async (args: string) => {
    const { answers, done } = listen(client, `subscription { note_stream(${args}) { id } }`);
    await done;
    const [{ refused }] = answers as [{ refused: [{ message: string; extensions: object }] }];
    const [{ message, extensions }] = refused;
    return [message, (extensions as { path: string }).path.replace('$.selectionSet.', '')];
  };
  const id = '{initial_value: {id: 0}}';
  const none = ['one streaming column field is expected', 'note_stream.args'];
  const many = ['multiple column cursors are not supported yet', 'note_stream.args'];
  expect(await refusal('batch_size: 1, cursor: []')).toEqual(none);
  expect(await refusal('batch_size: 1, cursor: {initial_value: {}}')).toEqual(none);
  expect(await refusal(`batch_size: 1, cursor: [${id}, ${id}]`)).toEqual(many);
  expect(
    await refusal('batch_size: 1, cursor: {initial_value: {id: 0, at: "2019-01-01"}}'),
  ).toEqual(many);
  expect(await refusal('batch_size: 1, cursor: null')).toEqual([
    "unexpected null value for type '[note_stream_cursor_input]'",
    'note_stream.args.cursor',
  ]);
  expect(await refusal('batch_size: 1, cursor: {initial_value: {id: null}}')).toEqual([
    "expected a 32-bit integer for type 'Int', but found null",
    'note_stream.args.cursor[0].initial_value.id',
  ]);
  expect(await refusal(`batch_size: -1, cursor: ${id}`)).toEqual([
    "expected a non-negative 32-bit integer for type 'Int', but found an integer",
    'note_stream.args.batch_size',
  ]);
});

test('queries and mutations are answered and complete; what is wrong is refused', async ({
  engine,
}) => {
  const client = engine.client({ 'x-hasura-role': 'admin' });
  const query = listen(client, '{ note_by_pk(id: 1) { text } }');
  const mutation = listen(client, 'mutation { insert_note_one(object: {id: 7}) { id } }');
  const wrong = listen(client, 'subscription { nothing }');
  await Promise.all([query.done, mutation.done, wrong.done]);
  expect(query.answers).toEqual([{ note_by_pk: { text: 'a' } }]);
  expect(mutation.answers).toEqual([{ insert_note_one: { id: 7 } }]);
  expect(wrong.answers).toMatchObject([
    { refused: [{ extensions: { code: 'validation-failed', path: '$.selectionSet.nothing' } }] },
  ]);
  const nobody = listen(engine.client({ 'x-hasura-role': 'user' }), 'subscription { note { id } }');
  await nobody.done;
  expect(nobody.answers).toMatchObject([
    { refused: [{ message: expect.stringContaining('x-hasura-user-id') }] },
  ]);
});

test('clients come back after metadata has changed', async ({ engine }) => {
  const { answers } = listen(engine.client(user(1)), 'subscription { note { id } }');
  await eventually(() => expect(answers.length).toBe(1));
  engine.subscriptions.metadataChanged();
  await eventually(() => expect(answers.length).toBe(2));
});

test('the same over events', async ({ database, engine }) => {
  const reply = await fetch(`http://${engine.url}`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', ...user(1) },
    body: JSON.stringify({ query: 'subscription { note { id } }' }),
  });
  const reader = reply.body?.getReader();
  let text = '';
  const read = async (until: string) => {
    while (!text.includes(until))
      text += Buffer.from((await reader?.read())?.value ?? []).toString();
  };
  await read('{"data":{"note":[{"id":1}]}}');
  await database.query("INSERT INTO note VALUES (3, 1, 'c')");
  await read('{"id":3}');
  await reader?.cancel();
  await eventually(() => expect(engine.subscriptions.stats()).toEqual([]));
});
