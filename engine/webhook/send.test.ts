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

test('fails in time also where no connection is free', async () => {
  const { sender, url } = await serve(() => undefined); // never answers
  const calls = [1, 2, 3].map(() => sender.send(post(url), { timeoutMs: 50 })); // of two connections
  for (const call of calls) await expect(call).rejects.toMatchObject({ kind: 'timeout' });
});

test('ends all calls under a signal', async () => {
  const { sender, url } = await serve(() => undefined);
  const cut = new AbortController();
  const calls = [1, 2, 3].map(() =>
    sender.send(post(url), { timeoutMs: 5000, signal: cut.signal }),
  );
  cut.abort();
  const late = sender.send(post(url), { timeoutMs: 5000, signal: cut.signal });
  for (const call of [...calls, late])
    await expect(call).rejects.toMatchObject({ message: 'shutting down' });
});

test('a header that cannot be sent is a failure and no crash', async () => {
  const { sender, url } = await serve((_, response) => void response.end());
  const request = { ...post(url), headers: [['x-a', 'a\nb']] as const };
  await expect(sender.send(request, { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'connection',
  });
});

test('follows redirects as the original does, and shows secrets to no other host', async () => {
  const elsewhere = await serve((request, response) =>
    response.end(JSON.stringify([request.method, request.headers.authorization ?? null])),
  );
  const { sender, url } = await serve((request, response) => {
    const [, status, to] = request.url?.split('/') ?? [];
    if (status === 'loop') return void response.writeHead(307, { location: '/loop' }).end();
    if (status === undefined || to === undefined)
      return void response.end(
        JSON.stringify([request.method, request.headers.authorization ?? null]),
      );
    const location = to === 'away' ? elsewhere.url : '/here';
    response.writeHead(Number(status), { location }).end();
  });
  const follow = async (path: string) => {
    const request = { ...post(url + path), headers: [['Authorization', 'secret']] as const };
    return (await sender.send(request, { timeoutMs: 5000 })).body;
  };
  expect(await follow('/307/here')).toBe('["POST","secret"]');
  expect(await follow('/303/here')).toBe('["GET","secret"]');
  expect(await follow('/308/away')).toBe('["POST",null]');
  await expect(follow('/loop')).rejects.toMatchObject({ message: 'Too many redirects' });
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
