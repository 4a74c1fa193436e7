import net from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../base/log.ts';
import { plain } from './message.ts';
import { buildRouter } from './router.ts';
import { openServer, type Server, type ServerOptions } from './server.ts';

let server: Server;
let servers: Server[];
async function start(more: Partial<ServerOptions> = {}): Promise<Server> {
  const opened = openServer({
    router: buildRouter([
      { method: 'POST', path: '/fast', handle: ({ body }) => plain(`fast ${body}`) },
      { method: '*', path: '/slow', handle: ({ body, method }) => plain(`${method} ${body}`) },
    ]),
    upgrades: [],
    cors: { isDisabled: false, domains: '*' },
    log: silentLog,
    maxHeaderBytes: 16384,
    fastPaths: ['/fast'],
    ...more,
  });
  servers.push(opened);
  await opened.listen(0, '127.0.0.1');
  return opened;
}
beforeEach(async () => {
  servers = [];
  server = await start();
});
afterEach(() => Promise.all(servers.map((opened) => opened.close(100))));

const post = (path: string, body: string, ...headers: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Length: ${Buffer.byteLength(body)}`, ...headers]
    .join('\r\n')
    .concat('\r\n\r\n', body);

/** Sends the pieces, a turn apart or when a promise among them says, and reads until the bodies of `count` answers are there. */
async function talk(
  pieces: readonly (string | Promise<unknown>)[],
  count: number,
): Promise<string[]> {
  const socket = net.connect(server.port, '127.0.0.1');
  const bodies: string[] = [];
  let text = '';
  const done = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (;;) {
        const match = /^HTTP\/1\.1 (\d+)[\s\S]*?content-length: (\d+)\r\n[\s\S]*?\r\n\r\n/i.exec(
          text,
        );
        if (match === null) break;
        const end = match[0].length + Number(match[2]);
        if (text.length < end) break;
        bodies.push(match[1] === '200' ? text.slice(match[0].length, end) : `status ${match[1]}`);
        text = text.slice(end);
      }
      if (bodies.length >= count) resolve();
    });
  });
  for (const piece of pieces) {
    if (typeof piece === 'string') socket.write(piece);
    else await piece;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await done;
  socket.destroy();
  return bodies;
}

test('answers one request after another on a connection', async () => {
  expect(await talk([post('/fast', 'a'), post('/fast', 'b'), post('/fast', '')], 3)).toEqual([
    'fast a',
    'fast b',
    'fast ',
  ]);
});

test('answers requests that came together, in their order', async () => {
  const together = ['a', 'b', 'c'].map((body) => post('/fast', body)).join('');
  expect(await talk([together], 3)).toEqual(['fast a', 'fast b', 'fast c']);
});

test('waits for a body that comes in pieces', async () => {
  const whole = post('/fast', 'abcdef');
  const cut = whole.length - 3;
  expect(await talk([whole.slice(0, cut), whole.slice(cut)], 1)).toEqual(['fast abcdef']);
  const large = 'x'.repeat(300_000);
  expect(await talk([post('/fast', large)], 1)).toEqual([`fast ${large}`]);
});

test('gives a head that comes in pieces to node:http, which answers it', async () => {
  const whole = post('/fast', 'abc');
  expect(await talk([whole.slice(0, 20), whole.slice(20)], 1)).toEqual(['fast abc']);
});

test('gives other paths and methods to node:http, and the connection with them', async () => {
  const get = 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n';
  const requests = [post('/fast', 'a'), get, post('/slow', 'c'), post('/fast', 'd')];
  expect(await talk(requests, 4)).toEqual(['fast a', 'GET ', 'POST c', 'fast d']);
});

test('gives what came behind an unusual request to node:http too', async () => {
  const chunked =
    'POST /fast HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
  expect(await talk([post('/fast', 'a') + chunked + post('/fast', 'b')], 3)).toEqual([
    'fast a',
    'fast abc',
    'fast b',
  ]);
});

test('a body that is larger than its share of memory goes to node:http', async () => {
  const large = 'y'.repeat(1_500_000);
  expect(await talk([post('/fast', large)], 1)).toEqual([`fast ${large}`]);
});

test('refuses, as node:http does, what could be read in two ways', async () => {
  const both = 'POST /fast HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked';
  expect(await talk([`${both}\r\n\r\n0\r\n\r\n`], 1)).not.toContain('fast');
  const twice = 'POST /fast HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4';
  expect(await talk([`${twice}\r\n\r\nabcd`], 1)).not.toContain('fast');
});

test('a request that does not become whole in time is told so, however steadily it drips', async () => {
  server = await start({ requestTimeoutMs: 200 });
  const socket = net.connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined); // a drop that comes after the end is refused
  socket.write(post('/fast', 'x'.repeat(10_000)).slice(0, 200));
  const dripping = setInterval(() => socket.write('x'), 5);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(dripping);
  expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(text).toContain('Connection: close');
});

test('the time for a request ends with it', async () => {
  server = await start({ requestTimeoutMs: 500 });
  const whole = post('/fast', 'abcdef');
  const pause = new Promise((resolve) => setTimeout(resolve, 600)); // what must not happen would happen meanwhile
  const pieces = [whole.slice(0, -3), whole.slice(-3), pause, post('/fast', 'b')];
  expect(await talk(pieces, 2)).toEqual(['fast abcdef', 'fast b']);
});

test('closes where the client asks for it', async () => {
  expect(await talk([post('/fast', 'a', 'Connection: close')], 2)).toEqual(['fast a']);
});
