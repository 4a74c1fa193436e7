import { expect, test } from 'vitest';
import { parseHead, parseHeadAgain } from './head.ts';

const head = (...lines: string[]) =>
  parseHead(['POST /v1/graphql HTTP/1.1', 'Host: x', ...lines].join('\r\n'));

test('reads a plain head, names in lower case and as they came', () => {
  expect(head('Content-Length: 12', 'X-Hasura-Role:  user ')).toMatchObject({
    head: {
      path: '/v1/graphql',
      headers: { host: 'x', 'x-hasura-role': 'user' },
      rawHeaders: ['Host', 'x', 'X-Hasura-Role', 'user'],
      keepsAlive: true,
    },
    contentLength: 12,
  });
  expect(head('Content-Length: 0', 'Connection: close')?.head.keepsAlive).toBe(false);
});

test.each([
  ['no length', []],
  ['two lengths', ['Content-Length: 1', 'content-length: 2']],
  ['chunked', ['Content-Length: 1', 'Transfer-Encoding: chunked']],
  ['a length that is no number', ['Content-Length: +1']],
  ['a length in hexadecimal', ['Content-Length: 0x1']],
  ['a list of lengths', ['Content-Length: 1, 1']],
  ['space before the colon', ['Content-Length : 1']],
  ['a folded line', ['Content-Length: 1', ' 2']],
  ['a bare line feed', ['Content-Length: 1', 'A: b\nTransfer-Encoding: chunked']],
  ['a bare carriage return', ['Content-Length: 1', 'A: b\rc']],
  ['NUL', ['Content-Length: 1', 'A: \0']],
  ['an upgrade', ['Content-Length: 1', 'Connection: Upgrade', 'Upgrade: websocket']],
  ['Expect', ['Content-Length: 1', 'Expect: 100-continue']],
  ['a header twice', ['Content-Length: 1', 'Cookie: a=1', 'Cookie: b=2']],
])('leaves to node:http: %s', (_, lines) => {
  expect(head(...lines)).toBeNull();
});

test('leaves other methods, versions and odd targets to node:http', () => {
  for (const line of [
    'GET /v1/graphql HTTP/1.1',
    'POST /v1/graphql HTTP/1.0',
    'POST http://x/v1/graphql HTTP/1.1',
    'POST /v1/graphql?a=1 HTTP/1.1',
    'POST  /v1/graphql HTTP/1.1',
  ])
    expect(parseHead(`${line}\r\nHost: x\r\nContent-Length: 1`)).toBeNull();
});

test('knows a head again that differs in the length only', () => {
  const text = (length: string, role: string) =>
    `POST /v1/graphql HTTP/1.1\r\nHost: 1\r\nContent-Length: ${length}\r\nX-Hasura-Role: ${role}`;
  const last = parseHead(text('1', 'user'))?.head ?? null;
  expect(last?.around.join('1')).toBe(text('1', 'user'));
  expect(parseHeadAgain(text('4711', 'user'), last)).toEqual({ head: last, contentLength: 4711 });
  expect(parseHeadAgain(text('4711', 'user'), last)?.head).toBe(last);
  expect(parseHeadAgain(text('1', 'admin'), last)?.head.headers['x-hasura-role']).toBe('admin');
  const smuggled = text('1\r\nX-Hasura-Role: admin\r\nA: 1', 'user');
  expect(parseHeadAgain(smuggled, last)).toBeNull();
  expect(parseHeadAgain(text('', 'user'), last)).toBeNull();
  expect(parseHeadAgain(text('-1', 'user'), last)).toBeNull();
});
