import { describe, expect, test } from 'vitest';
import { action, ask, json, stage, useActions } from './stage.ts';

/** Kriti templates of actions, over the wire: `engine/webhook/` tests the language itself. */

const arguments_ = [
  { name: 'id', type: 'Int!' },
  { name: 'words', type: '[String!]' },
];
const transformed = (name: string, request_transform: object, more: object = {}) =>
  action(name, {
    arguments: arguments_,
    request_transform: { version: 2, ...request_transform },
    ...more,
  });
const template = (text: string) => ({ action: 'transform', template: text });

const BODY = `{
  "who": {{ $session_variables['x-hasura-user-id'] }},
  "size": {{ if $body.input.id > 10 }} "large" {{ elif $body.input.id > 5 }} "middle" {{ else }} "small" {{ end }},
  "words": {{ range i, word := $body.input.words }} { "at": {{ i }}, "word": {{ toUpper(word) }} } {{ end }},
  "joined": {{ concat(["a", {{ $body.action.name }}]) }},
  "kept": {{ $body?.input?.nothing ?? "none" }}
}`;

useActions([
  transformed('rewritten', { body: template(BODY) }),
  transformed('got', {
    method: 'GET',
    url: '{{$base_url}}/{{$body.input.id}}',
    body: { action: 'remove' },
    query_params: {
      who: "{{$session_variables['x-hasura-user-id']}}",
      word: '{{$body.input.words[0]}}',
    },
  }),
  transformed('got_with_body', { method: 'GET' }),
  transformed('put', {
    method: 'PUT',
    request_headers: {
      add_headers: { 'x-id': '{{$body.input.id}}' },
      remove_headers: ['user-agent'],
    },
  }),
  transformed('form', {
    content_type: 'application/x-www-form-urlencoded',
    body: {
      action: 'x_www_form_urlencoded',
      form_template: { id: '{{$body.input.id}}', word: '{{$body.input.words[0]}}' },
    },
  }),
  transformed(
    'answered',
    {},
    {
      response_transform: {
        version: 2,
        body: template(
          '{"id": {{ if $response.status == 200 }} {{ $body.items[0].key }} {{ else }} 0 {{ end }}, "name": {{ $request.session_variables["x-hasura-user-id"] }} }',
        ),
      },
    },
  ),
  transformed('first_version', { version: 1, body: '{"only": {{$body.input.id}}}' }),
  transformed('failing', { body: template('{{ $body.input.nobody }}') }),
]);
const call = async (name: string, id = 7, words = ['a&b', 'c']) => {
  const body = await ask(
    `query ($id: Int!, $words: [String!]) { ${name}(id: $id, words: $words) { id name } }`,
    { id, words },
  );
  return { body, sent: stage.receiver.received.at(-1) };
};

describe('a request', () => {
  test('has the body that conditions, loops and functions make', async () => {
    expect((await call('rewritten')).sent).toMatchObject({ method: 'POST', path: '/rewritten' });
    expect((await call('rewritten')).sent?.body).toEqual({
      who: '7',
      size: 'middle',
      words: [
        { at: 0, word: 'A&B' },
        { at: 1, word: 'C' },
      ],
      joined: 'arewritten',
      kept: 'none',
    });
    expect((await call('rewritten', 3, [])).sent?.body).toMatchObject({ size: 'small', words: [] });
    expect((await call('rewritten', 30)).sent?.body.size).toBe('large');
  });

  test('is a GET, with a query and without a body', async () => {
    const { body, sent } = await call('got');
    expect(body).toEqual({ data: { got: { id: 1, name: null } } });
    expect(sent).toMatchObject({ method: 'GET', path: '/got/7?who=7&word=a%26b', body: null });
  });

  test('is a GET with the body that nobody removed', async () => {
    const { body, sent } = await call('got_with_body');
    expect(body).toEqual({ data: { got_with_body: { id: 1, name: null } } });
    expect(sent).toMatchObject({ method: 'GET', body: { input: { id: 7 } } });
  });

  test('is a PUT, with headers of its own', async () => {
    const { sent } = await call('put');
    expect(sent).toMatchObject({
      method: 'PUT',
      headers: { 'x-id': '7', 'content-type': 'application/json' },
      body: { action: { name: 'put' }, input: { id: 7 } },
    });
    expect(sent?.headers).not.toHaveProperty('user-agent');
  });

  test('is a form', async () => {
    expect((await call('form')).sent).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'id=7&word=a%26b',
    });
  });

  test('is made by a template of the first version', async () => {
    expect((await call('first_version')).sent?.body).toEqual({ only: 7 });
  });

  test('is not sent where a template fails', async () => {
    const { body, sent } = await call('failing');
    expect(sent).toBeUndefined();
    expect(body.errors).toEqual([
      { message: 'Request Transformation Failed', extensions: { code: 'unexpected', path: '$' } },
    ]);
    const asAdmin = await stage.engine.graphql('{ failing(id: 1) { id } }');
    expect(asAdmin.body.errors[0].extensions.internal).toMatchObject([
      { error_code: 'Attribute Error' },
    ]);
  });
});

test('an answer is what its template makes of it', async () => {
  stage.answer = () => json({ items: [{ key: 5 }] });
  expect((await call('answered')).body).toEqual({ data: { answered: { id: 5, name: '7' } } });
  stage.answer = () => json({ items: [] });
  expect((await call('answered')).body.errors[0].message).toBe('Response Transformation Failed');
});

test('a template is tried on a sample before it is used', async () => {
  const sample = (template_: string) =>
    stage.engine.metadata('test_webhook_transform', {
      webhook_url: '{{HOOKS}}/x',
      env: { HOOKS: 'http://there' },
      body: { input: { id: 7, words: ['a'] } },
      session_variables: { 'x-hasura-user-id': '9' },
      request_transform: {
        version: 2,
        method: 'PUT',
        url: '{{$base_url}}/{{$body.input.id}}',
        body: template(template_),
      },
    });
  const { status, body } = await sample(
    '{"who": {{$session_variables["x-hasura-user-id"]}}, "n": {{ size($body.input.words) }} }',
  );
  expect([status, body]).toMatchObject([
    200,
    { webhook_url: 'http://there/x/7', method: 'PUT', body: { who: '9', n: 1 } },
  ]);
  expect(await sample('{{ $body.gone }}')).toMatchObject({
    status: 400,
    body: { code: 'validation-failed', path: '$.args' },
  });
});
