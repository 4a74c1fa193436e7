import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { forwardedHeaders, mergeHeaders, resolveHeaders } from './headers.ts';
import { openSender } from './send.ts';
import { renderUrlTemplate } from './url-template.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const sender = openSender({ connections: 2 });
  closing.push(
    () => sender.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { sender, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const post = (url: string) =>
  ({
    method: 'POST',
    url,
    headers: [['x-a', '1']],
    body: { kind: 'json', value: { a: 1 } },
  }) as const;

test('gives status, headers and body of any answer', async () => {
  const { sender, url } = await serve((request, response) => {
    response.writeHead(418, { 'set-cookie': ['a', 'b'] });
    request.pipe(response);
  });
  const answer = await sender.send(post(`${url}/x?y=1`), { timeoutMs: 5000 });
  expect(answer).toMatchObject({ status: 418, body: '{"a":1}' });
  expect(answer.headers).toContainEqual(['set-cookie', 'b']);
});

test('fails when the whole answer does not come in time', async () => {
  const { sender, url } = await serve((_, response) => void response.write('half'));
  await expect(sender.send(post(url), { timeoutMs: 50 })).rejects.toMatchObject({
    kind: 'timeout',
    message: 'Response timeout',
  });
});

test('fails when nobody listens, or the URL is none', async () => {
  const sender = openSender({ connections: 1 });
  closing.push(() => sender.close());
  const options = { timeoutMs: 5000 };
  await expect(sender.send(post('http://127.0.0.1:1'), options)).rejects.toMatchObject({
    kind: 'connection',
  });
  await expect(sender.send(post('nowhere'), options)).rejects.toMatchObject({
    kind: 'invalid-url',
  });
  await expect(sender.send(post('file:///etc/passwd'), options)).rejects.toMatchObject({
    kind: 'invalid-url',
  });
});

test('follows redirects', async () => {
  const { sender, url } = await serve((request, response) => {
    if (request.url === '/to') return void response.end('here');
    response.writeHead(307, { location: '/to' }).end();
  });
  expect((await sender.send(post(`${url}/from`), { timeoutMs: 5000 })).body).toBe('here');
});

test('renders variables of the environment into URLs', () => {
  expect(renderUrlTemplate('{{HOST}}/x/{{ PORT }}', { HOST: 'http://h', PORT: '1' })).toBe(
    'http://h/x/1',
  );
  expect(() => renderUrlTemplate('{{A}}{{B}}', {})).toThrow(
    'Value for environment variables not found: A, B',
  );
});

test('resolves, forwards and merges headers', () => {
  const configured = [
    { name: 'a', value: '1' },
    { name: 'b', value_from_env: 'B' },
  ];
  expect(resolveHeaders(configured, { B: '2' })).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
  expect(() => resolveHeaders(configured, {})).toThrow("environment variable 'B' not set");
  const client = [
    ['Host', 'h'],
    ['X-Hasura-Role', 'user'],
    ['Cookie', 'c'],
    ['Accept', '*/*'],
  ] as const;
  expect(forwardedHeaders(client)).toEqual([
    ['X-Forwarded-Host', 'h'],
    ['Cookie', 'c'],
  ]);
  expect(
    mergeHeaders(
      [
        ['A', '1'],
        ['b', '1'],
      ],
      [['a', '2']],
    ),
  ).toEqual([
    ['a', '2'],
    ['b', '1'],
  ]);
});
