import net from 'node:net';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { EngineError } from '../base/error.ts';
import { openLog } from '../base/log.ts';
import { json, plain } from './message.ts';
import { buildRouter, type Route } from './router.ts';
import { openServer, type Server } from './server.ts';

let server: Server | undefined;
let fastPaths: readonly string[] = [];
afterEach(() => server?.close(100));

const lines: { type: string; level: string; detail: Record<string, unknown> }[] = [];

async function serve(...routes: Route[]): Promise<string> {
  lines.length = 0;
  server = openServer({
    router: buildRouter(routes),
    upgrades: [],
    cors: { isDisabled: false, domains: '*' },
    log: openLog(
      { types: ['http-log'], level: 'info' },
      { write: (line) => lines.push(JSON.parse(line)) },
    ),
    maxHeaderBytes: 16384,
    fastPaths,
  });
  await server.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${server.port}`;
}

const echo: Route = {
  method: 'POST',
  path: '/echo',
  handle: ({ body, query }) => json({ body: body.toString(), q: query.get('q') }),
};

const READERS = [
  { reader: 'node:http', paths: [] },
  { reader: 'fast lane', paths: ['/echo', '/slow', '/stream', '/known', '/unknown', '/large'] },
];
/** Whatever holds of node:http must hold of the reader in front of it. */
function eachReader(name: string, work: () => Promise<void>): void {
  for (const { reader, paths } of READERS)
    test(`${reader}: ${name}`, () => {
      fastPaths = paths;
      return work();
    });
}

eachReader('hands path, query and body to the route, and its answer to the client', async () => {
  const url = await serve(echo);
  const response = await fetch(`${url}/echo?q=a%20b`, { method: 'POST', body: 'é' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({ body: 'é', q: 'a b' });
});

eachReader(
  'answers 404 in the API error shape for an unknown path and for a wrong method',
  async () => {
    const url = await serve(echo);
    for (const response of [await fetch(`${url}/nope`), await fetch(`${url}/echo`)]) {
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        path: '$',
        error: 'resource does not exist',
        code: 'not-found',
      });
    }
  },
);

eachReader(
  'turns an EngineError into its body and status, any other into a 500 that tells nothing',
  async () => {
    const url = await serve(
      {
        method: 'POST',
        path: '/known',
        handle: () => {
          throw new EngineError('parse-failed', 'no', ['args', 0]);
        },
      },
      { method: 'POST', path: '/unknown', handle: () => Promise.reject(new Error('secret')) },
    );
    const known = await fetch(`${url}/known`, { method: 'POST', body: '' });
    expect(known.status).toBe(400);
    expect(await known.json()).toEqual({ path: '$.args[0]', error: 'no', code: 'parse-failed' });
    const unknown = await fetch(`${url}/unknown`, { method: 'POST', body: '' });
    expect(unknown.status).toBe(500);
    expect(await unknown.text()).not.toContain('secret');
  },
);

eachReader('keeps the request id of the client, and logs it with the operation', async () => {
  const url = await serve(echo);
  const response = await fetch(`${url}/echo`, {
    method: 'POST',
    headers: { 'x-request-id': 'mine' },
    body: 'x',
  });
  expect(response.headers.get('x-request-id')).toBe('mine');
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatchObject({
    type: 'http-log',
    level: 'info',
    detail: {
      request_id: 'mine',
      http_info: { status: 200, method: 'POST', url: '/echo', ip: '127.0.0.1' },
    },
  });
});

eachReader('prefers an exact path, then the longest prefix', async () => {
  const say = (path: string): Route => ({
    method: 'GET',
    path,
    handle: (_, rest) => plain(`${path} ${rest}`),
  });
  const url = await serve(say('/a/*'), say('/a/b/*'), say('/a/b/c'));
  const get = async (path: string) => (await fetch(url + path)).text();
  expect(await get('/a/b/c')).toBe('/a/b/c ');
  expect(await get('/a/b/d')).toBe('/a/b/* d');
  expect(await get('/a/d/e')).toBe('/a/* d/e');
});

eachReader('compresses large answers for clients that can read them', async () => {
  const text = 'nordkapp '.repeat(1000);
  const url = await serve({ method: 'POST', path: '/large', handle: () => plain(text) });
  const raw = await request(
    url,
    'POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAccept-Encoding: gzip\r\n',
  );
  const body = raw.subarray(raw.indexOf('\r\n\r\n') + 4);
  expect(gunzipSync(body).toString()).toBe(text);
});

eachReader('passes streams on piece by piece', async () => {
  const url = await serve({
    method: 'POST',
    path: '/stream',
    handle: () => ({ status: 200, body: Readable.from(['a', 'b', 'c']) }),
  });
  expect(await (await fetch(`${url}/stream`, { method: 'POST', body: '' })).text()).toBe('abc');
});

eachReader('sends thousands of small pieces whole, and the next answer behind them', async () => {
  const numbers = Array.from({ length: 300_000 }, (_, i) => Buffer.from(`${i},`));
  const whole = Buffer.concat(numbers).toString();
  const url = await serve(echo, {
    method: 'POST',
    path: '/large',
    handle: () => ({ status: 200, body: numbers }),
  });
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n`;
  const raw = await request(url, `${head('/large')}\r\n${head('/echo')}`);
  const text = raw.toString();
  const start = text.indexOf('\r\n\r\n') + 4;
  expect(text.slice(start, start + whole.length)).toBe(whole);
  expect(text.slice(start + whole.length)).toMatch(/^HTTP\/1.1 200 OK\r\n.*{"body":"","q":null}$/s);
});

eachReader('gives up on a large answer whose client leaves, and serves the others', async () => {
  const pieces = Array.from({ length: 1_000_000 }, () => Buffer.from('0123456789'));
  const url = await serve(echo, {
    method: 'POST',
    path: '/large',
    handle: () => ({ status: 200, body: pieces }),
  });
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  const response = await fetch(`${url}/echo`, { method: 'POST', body: 'still' });
  expect(await response.json()).toEqual({ body: 'still', q: null });
});

eachReader('answers a preflight without asking any route', async () => {
  const url = await serve();
  const response = await fetch(`${url}/v1/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'http://a' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('http://a');
});

eachReader('refuses the upgrade of a path that has none', async () => {
  const url = await serve(echo);
  const raw = await request(
    url,
    'GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n',
  );
  expect(raw.toString()).toMatch(/^HTTP\/1.1 404 /);
});

eachReader('tells the route when the client leaves', async () => {
  let hasLeft = false;
  const url = await serve({
    method: 'POST',
    path: '/slow',
    handle: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          hasLeft = true;
          resolve(plain('too late'));
        });
      }),
  });
  const leaving = new AbortController();
  const asked = fetch(`${url}/slow`, { method: 'POST', body: '', signal: leaving.signal });
  setTimeout(() => leaving.abort(), 50);
  await expect(asked).rejects.toThrow();
  await expect.poll(() => hasLeft).toBe(true);
});

eachReader('answers what is in flight before it closes', async () => {
  const url = await serve({
    method: 'POST',
    path: '/slow',
    handle: () => new Promise((resolve) => setTimeout(() => resolve(plain('done')), 200)),
  });
  const asked = fetch(`${url}/slow`, { method: 'POST', body: '' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = server?.close(5000);
  expect(await (await asked).text()).toBe('done');
  await closed;
  await expect(fetch(`${url}/slow`, { method: 'POST', body: '' })).rejects.toThrow();
});

/** The raw bytes of an answer, read until the server closes. */
function request(url: string, head: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    const connection = head.includes('Connection:') ? '' : 'Connection: close\r\n';
    socket.write(`${head}${connection}\r\n`);
  });
}
