import { describe, expect, test } from 'vitest';
import { EngineError, toApiError } from '../../base/error.ts';
import type { WebhookRequest } from '../request.ts';
import { buildRequestTransform } from './request-transform.ts';
import { buildResponseTransform } from './response-transform.ts';
import { type TransformSample, tryTransform } from './sample.ts';

const sample = (rest: Omit<TransformSample, 'body' | 'webhook_url'>) =>
  tryTransform({ webhook_url: 'http://localhost:1234', body: { hello: 'world' }, ...rest });
const refused = (rest: Omit<TransformSample, 'body' | 'webhook_url'>) => {
  try {
    return sample(rest);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return toApiError(error, { showInternal: true });
  }
};

describe('test_webhook_transform', () => {
  test('shows the request that would be sent', () => {
    const request_transform = {
      version: 2,
      url: 'http://www.google.com',
      body: { action: 'transform', template: '"hello_{{ $body.hello }}"' },
      method: 'POST',
      query_params: { foo: 'bar' },
      request_headers: { add_headers: { foo: 'bar', 'Content-Type': 'application/json' } },
    } as const;
    expect(sample({ request_transform })).toEqual({
      webhook_url: 'http://www.google.com?foo=bar',
      method: 'POST',
      headers: [
        ['content-type', 'application/json'],
        ['foo', 'bar'],
      ],
      body: 'hello_world',
    });
  });

  test('leaves a request alone that nothing is said of', () => {
    expect(sample({ request_transform: {} })).toEqual({
      webhook_url: 'http://localhost:1234/',
      method: 'GET',
      headers: [],
      body: { hello: 'world' },
    });
  });

  test('shows a template the address as it was written', () =>
    expect(sample({ request_transform: { url: '{{$base_url}}/rooms' } }).webhook_url).toBe(
      'http://localhost:1234/rooms',
    ));

  test('reads session variables without case', () => {
    const request_transform = { body: '{{ getSessionVariable("X-Hasura-My-Variable") }}' };
    const session_variables = { 'X-Hasura-my-variable': 'some value' };
    expect(sample({ request_transform, session_variables }).body).toBe('some value');
  });

  test('lists all templates that fail', () => {
    const request_transform = {
      url: '{{ $body.a }}',
      body: '{{ getSessionVariable("nobody") }}',
    };
    expect(refused({ request_transform })).toMatchObject({
      code: 'validation-failed',
      error: 'request transform validation failed',
      internal: [
        { error_code: 'Attribute Error' },
        { error_code: 'Function Error', message: 'Session variable "nobody" not found' },
      ],
    });
  });

  test('refuses a response transform that cannot be read', () => {
    const response_transform = {
      version: 2,
      body: { action: 'transform', template: '{{' },
    } as const;
    expect(refused({ request_transform: {}, response_transform })).toMatchObject({
      error: 'response transform validation failed',
      internal: [{ error_code: 'Parse Error' }],
    });
  });
});

const REQUEST: WebhookRequest = {
  method: 'POST',
  url: 'http://host/path?a=1&b=2',
  headers: [
    ['Content-Type', 'application/json'],
    ['x-kept', '1'],
  ],
  body: { kind: 'json', value: { id: 5, name: 'a&b' } },
};
const transformed = (transform: Parameters<typeof buildRequestTransform>[0]) =>
  buildRequestTransform(transform)(REQUEST, { 'x-hasura-role': 'user' });

describe('a request transform', () => {
  test('sends a form', () => {
    const form_template = {
      id: '{{$body.id}}',
      name: '{{$body.name}}',
      role: "{{$session_variables['x-hasura-role']}}",
    };
    expect(
      transformed({ version: 2, body: { action: 'x_www_form_urlencoded', form_template } }).body,
    ).toEqual({
      kind: 'form',
      text: 'id=5&name=a%26b&role=user',
    });
  });
  test('removes the body', () => {
    expect(transformed({ version: 2, body: { action: 'remove' } }).body).toEqual({ kind: 'none' });
  });
  test('adds and replaces query parameters, and leaves out those that are null', () => {
    const query_params = { b: '{{$body.id}}', c: 'x y', d: '{{ $body?.nothing }}' };
    expect(transformed({ query_params }).url).toBe('http://host/path?a=1&b=5&c=x%20y');
  });
  test('takes one template for the whole query', () => {
    const query_params = '{{ if $body.id == 5 }}id={{$body.id}}{{ else }}none{{ end }}';
    expect(transformed({ query_params: 'id={{$body.id}}' }).url).toBe('http://host/path?id=5');
    expect(() => transformed({ query_params })).toThrow();
  });
  test('removes and replaces headers whatever their case', () => {
    const request_headers = {
      add_headers: { 'content-type': 'text/plain' },
      remove_headers: ['X-Kept'],
    };
    expect(transformed({ request_headers }).headers).toEqual([['content-type', 'text/plain']]);
  });
  test('builds on the base URL', () => {
    expect(transformed({ url: '{{$base_url}}&c={{$query_params.a}}' }).url).toBe(
      'http://host/path?a=1&b=2&c=1',
    );
  });
});

test('a response transform sees answer, status and request', () => {
  const template =
    '{"id": {{$body.uid}}, "status": {{$response.status}}, "asked": {{$request.body.id}}}';
  const change = buildResponseTransform({ version: 2, body: { action: 'transform', template } });
  const body = { uid: 9 };
  expect(change({ request: REQUEST, sessionVariables: {}, status: 201, body })).toEqual({
    id: 9,
    status: 201,
    asked: 5,
  });
});
