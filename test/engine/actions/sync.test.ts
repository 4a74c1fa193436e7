import { describe, expect, test } from 'vitest';
import { action, ask, json, stage, useActions } from './stage.ts';

/** Actions that are answered at once: what their webhooks are sent, and what becomes of the answers. */

useActions(
  [
    action('person', {}, ['user', 'reader']),
    action('wish', {
      type: 'mutation',
      arguments: [
        { name: 'wish', type: 'Wish!' },
        { name: 'at', type: 'Stamp' },
        { name: 'born', type: 'date' },
      ],
    }),
    action('household', { output_type: 'Household', arguments: [] }),
    action('count', { output_type: 'Int!', arguments: [] }),
    action('secret', {}, ['staff']),
    action('configured', {
      forward_client_headers: true,
      headers: [
        { name: 'x-key', value_from_env: 'KEY' },
        { name: 'x-plain', value: 'v-{{KEY}}' },
      ],
    }),
    action('choosy', {
      forward_client_headers: true,
      ignored_client_headers: ['x-client', 'user-agent'],
    }),
    action('slow', { timeout: 1 }),
    action('placed', { handler: '{{HOOKS}}/of/{{KEY}}' }),
  ],
  {
    inherited_roles: [{ role_name: 'both', role_set: ['reader', 'staff'] }],
  },
);
const PERSON = '{ person(id: 1) { id name } }';

describe('a webhook is sent', () => {
  test('the input, who asks, and the operation', async () => {
    const query = 'query Who($id: Int!) { who: person(id: $id) { id name } }';
    stage.answer = () => json({ id: 1, name: 'Ann' });
    expect(await ask(query, { id: 1 })).toEqual({ data: { who: { id: 1, name: 'Ann' } } });
    expect(stage.receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/person',
        headers: { 'content-type': 'application/json' },
        body: {
          action: { name: 'person' },
          input: { id: 1 },
          session_variables: { 'x-hasura-role': 'user', 'x-hasura-user-id': '7' },
          request_query: query,
        },
      },
    ]);
    expect(Object.keys(stage.receiver.received[0]?.body)).toHaveLength(4);
  });

  test('input objects, lists, enums and scalars, of literals and of variables', async () => {
    const wish = { mood: 'CALM', words: ['a'], next: { mood: 'WILD', words: [] } };
    const at = { any: ['json', 1] };
    await ask('mutation ($wish: Wish!, $at: Stamp) { wish(wish: $wish, at: $at) { id } }', {
      wish,
      at,
    });
    await ask(
      'mutation { wish(wish: { mood: WILD, words: ["b", "c"] }, born: "2020-02-02") { id } }',
    );
    expect(stage.receiver.received.map(({ body }) => body.input)).toEqual([
      { wish, at },
      { wish: { mood: 'WILD', words: ['b', 'c'] }, born: '2020-02-02' },
    ]);
  });

  test('an ID as text, however it was written', async () => {
    const query = 'mutation ($key: ID) { wish(wish: { mood: CALM, words: [], key: $key }) { id } }';
    await ask(query, { key: 'a' });
    await ask(query, { key: 7 });
    await ask('mutation { wish(wish: { mood: CALM, words: [], key: 8 }) { id } }');
    const keys = stage.receiver.received.map(({ body }) => body.input.wish.key);
    expect(keys).toEqual(['a', '7', '8']);
  });

  test('nothing, where the input is not of its type', async () => {
    for (const wish of [
      '{ mood: SAD, words: [] }',
      '{ mood: CALM }',
      '{ mood: CALM, words: 1, x: 1 }',
    ]) {
      const body = await ask(`mutation { wish(wish: ${wish}) { id } }`);
      expect(body.errors[0].extensions.code, wish).toBe('validation-failed');
    }
    expect(stage.receiver.received).toEqual([]);
  });

  test('headers of metadata, and those of the client where they are asked for', async () => {
    const client = { 'x-client': 'c', 'x-key': 'forged', cookie: 'a=b' };
    await ask('{ person(id: 1) { id } }', {}, client);
    await ask('{ configured(id: 1) { id } }', {}, client);
    await ask('{ choosy(id: 1) { id } }', {}, { ...client, 'accept-language': 'no' });
    const [plain, configured, choosy] = stage.receiver.received.map(({ headers }) => headers);
    expect(plain?.['x-client']).toBeUndefined();
    expect(configured).toMatchObject({ 'x-client': 'c', 'x-plain': 'v-k', cookie: 'a=b' });
    expect(configured).toHaveProperty('x-forwarded-user-agent');
    expect(configured).not.toHaveProperty('x-hasura-role'); // it is in the body
    // A list of the action's own stands in the place of the usual one.
    expect(choosy).toMatchObject({ 'x-key': 'forged', 'accept-language': 'no' });
    expect(choosy).not.toHaveProperty('x-client');
  });

  test('the id of the request, whoever gave it', async () => {
    const query = '{ configured(id: 1) { id } }';
    const { headers } = await stage.engine.graphql(query);
    await ask(query, {}, { 'x-request-id': 'mine' });
    const ids = stage.receiver.received.map((sent) => sent.headers['x-request-id']);
    expect(ids).toEqual([headers.get('x-request-id'), 'mine']);
  });

  test('at an address that holds variables of the environment', async () => {
    await ask('{ placed(id: 1) { id } }');
    expect(stage.receiver.received[0]?.path).toBe('/of/k');
  });
});

describe('an answer', () => {
  test('is joined with rows of any source, as the role may see them', async () => {
    stage.answer = () =>
      json({
        people: [{ id: 1, mood: 'CALM', at: [1], born: '2020-02-02' }, { id: 2 }],
        pet: null,
      });
    const query = `{ household { pet { kind } people { id mood at born author { name }
      books(order_by: { id: asc }) { title } } } }`;
    expect(await ask(query)).toEqual({
      data: {
        household: {
          pet: null,
          people: [
            {
              id: 1,
              mood: 'CALM',
              at: [1],
              born: '2020-02-02',
              author: { name: 'Ann' },
              books: [{ title: 'One' }],
            },
            {
              id: 2,
              mood: null,
              at: null,
              born: null,
              author: { name: 'Bob' },
              books: [{ title: 'Two' }],
            },
          ],
        },
      },
    });
    stage.answer = () => json({ id: 1 });
    const asAdmin = await stage.engine.graphql('{ person(id: 1) { books { title } } }');
    expect(asAdmin.body.data.person.books).toHaveLength(2);
  });

  test('may be a scalar', async () => {
    stage.answer = () => json(12345678901234);
    expect(await ask('{ count }')).toEqual({ data: { count: 12345678901234 } });
  });

  test('has its cookies handed on', async () => {
    stage.answer = () => json({ id: 1 }, { headers: { 'set-cookie': 'a=b; HttpOnly' } });
    const { headers } = await stage.engine.graphql('{ person(id: 1) { id } }');
    expect(headers.get('set-cookie')).toBe('a=b; HttpOnly');
  });
});

describe('who may', () => {
  const isThere = async (role: string, field: string) => {
    const query = `{ ${field}(id: 1) { id } }`;
    const body = await ask(query, {}, { 'x-hasura-role': role });
    if (body.errors) expect(body.errors[0].message).toContain(`field '${field}' not found`);
    return body.errors === undefined;
  };
  test('the administrator, a role with permission, and a role made of one', async () => {
    expect(await isThere('admin', 'secret')).toBe(true);
    expect(await isThere('user', 'person')).toBe(true);
    expect(await isThere('user', 'secret')).toBe(false);
    expect(await isThere('staff', 'person')).toBe(false);
    expect(await isThere('both', 'secret')).toBe(true);
    expect(await isThere('both', 'person')).toBe(true);
  });
});

describe('an error', () => {
  test.for([
    [
      json({ message: 'no', code: 'nope' }, { status: 400 }),
      { message: 'no', extensions: { code: 'nope', path: '$' } },
    ],
    [
      json({ message: 'no', extensions: { code: 'own', more: [1] } }, { status: 422 }),
      { message: 'no', extensions: { code: 'own', more: [1] } },
    ],
    [
      json({ message: 'no' }, { status: 404 }),
      { message: 'no', extensions: { code: 'unexpected', path: '$' } },
    ],
    [
      json({ reason: 'no' }, { status: 400 }),
      { message: 'key "message" not found', extensions: { code: 'parse-failed', path: '$' } },
    ],
    [
      json({}, { status: 500 }),
      { message: 'internal error', extensions: { code: 'unexpected', path: '$' } },
    ],
    [
      { body: '<html>' },
      {
        message: 'not a valid json response from webhook',
        extensions: { code: 'unexpected', path: '$' },
      },
    ],
    [
      json({ name: 'nobody' }),
      {
        message: 'field "id" expected in webhook response, but not found',
        extensions: { code: 'unexpected', path: '$' },
      },
    ],
    [
      json(null),
      {
        message: 'got null for the action webhook response',
        extensions: { code: 'unexpected', path: '$' },
      },
    ],
  ] as const)('of the answer %j', async ([answer, error]) => {
    stage.answer = () => answer;
    expect(await ask(PERSON)).toEqual({ errors: [error] });
  });

  test('shows the exchange to the administrator', async () => {
    stage.answer = () => json({}, { status: 500, headers: { 'x-of': 'hook' } });
    const { body } = await stage.engine.graphql(PERSON);
    const { internal } = body.errors[0].extensions;
    expect(internal).toMatchObject({
      error: 'expecting 2xx or 4xx status code, but found 500',
      request: { url: `${stage.receiver.url}/person`, body: { input: { id: 1 } } },
      response: { status: 500, body: {} },
    });
    expect(internal.request.headers).toEqual([]);
    expect(internal.response.headers).toContainEqual({ name: 'x-of', value: 'hook' });
  });

  test('shows headers as they are configured, and not what the environment holds', async () => {
    stage.answer = () => json({}, { status: 500 });
    const { body } = await stage.engine.graphql('{ configured(id: 1) { id } }', {}, { 'x-c': 'c' });
    const { headers } = body.errors[0].extensions.internal.request;
    expect(headers.slice(0, 2)).toEqual([
      { name: 'x-key', value_from_env: 'KEY' },
      { name: 'x-plain', value: 'v-{{KEY}}' },
    ]);
    expect(headers).toContainEqual({ name: 'x-c', value: 'c' });
  });

  test('says how an answer is no JSON', async () => {
    for (const [body, error] of [
      ['', 'invalid JSON: Error in $: not enough input'],
      ['<html>', "invalid JSON: Error in $: Failed reading: not a valid json value at '<html>'"],
    ] as const) {
      stage.answer = () => ({ body });
      const { body: reply } = await stage.engine.graphql(PERSON);
      expect(reply.errors[0].extensions.internal.error).toBe(error);
    }
  });

  test('of a webhook that takes too long', async () => {
    stage.answer = () => json({ id: 1 }, { delayMs: 3000 });
    const start = performance.now();
    const { body } = await stage.engine.graphql('{ slow(id: 1) { id } }');
    expect(performance.now() - start).toBeLessThan(2900);
    expect(body.errors[0]).toMatchObject({
      message: 'http exception when calling webhook',
      extensions: {
        code: 'unexpected',
        path: '$',
        internal: { error: { type: 'http_exception', message: 'Response timeout' } },
      },
    });
  });

  test('of an operation whose own time is up', async () => {
    const limits = { disabled: false, time_limit: { global: 0.2 } };
    await stage.engine.metadata('set_api_limits', limits);
    stage.answer = () => json({ id: 1 }, { delayMs: 3000 });
    const start = performance.now();
    const body = await ask(PERSON);
    expect(performance.now() - start).toBeLessThan(2900);
    await stage.engine.metadata('remove_api_limits');
    expect(body.errors[0].extensions.code).toBe('api-limit-exceeded');
    stage.answer = () => json({ id: 1 });
    expect(await ask(PERSON)).toEqual({ data: { person: { id: 1, name: null } } });
  });
});
