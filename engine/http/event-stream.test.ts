import { afterEach, expect, test } from 'vitest';
import { EngineError } from '../base/error.ts';
import { openLog } from '../base/log.ts';
import { buildSession, variablesOf } from '../session/session.ts';
import { openEventStreams } from './event-stream.ts';
import { json } from './message.ts';
import { buildRouter } from './router.ts';
import { openServer, type Server } from './server.ts';
import type { SocketBackend } from './websocket-connection.ts';

let server: Server | undefined;
const leave = new AbortController();
afterEach(async () => server?.close(100));

async function open() {
  const seen = { stopped: 0, send: (_: string) => {}, contexts: [] as unknown[] };
  const backend: SocketBackend = {
    signIn: () => Promise.reject(new Error('a stream signs in by itself')),
    showsInternal: () => false,
    async run({ query }, _, context) {
      seen.contexts.push(context);
      if (query === 'invalid') throw new EngineError('validation-failed', 'no such field');
      if (query !== 'live') return { kind: 'answer', body: '{"data":\n\r1\r\n}\n' };
      return {
        kind: 'live',
        subscribe(send) {
          seen.send = (body) => send(Buffer.from(body));
          seen.send('{"data":1}');
          return () => {
            seen.stopped++;
          };
        },
      };
    },
  };
  const streams = openEventStreams({
    backend,
    authenticator: {
      async authenticate(headers) {
        const variables = variablesOf(headers);
        if (!variables.has('x-hasura-role')) throw new EngineError('access-denied', 'no entry');
        const life = variables.get('x-hasura-life');
        const expiresAtMs = life === undefined ? null : Date.now() + Number(life);
        const session = buildSession('user', variables, { isAdmin: false, expiresAtMs });
        return { session, setCookies: [] };
      },
      close: () => {},
    },
    keepAliveMs: 60_000,
    bufferedBytesMax: 100_000,
  });
  const plain = { method: 'POST', path: '/v1/graphql', handle: () => json('plain') } as const;
  server = openServer({
    router: buildRouter(streams.over([plain])),
    upgrades: [],
    fastPaths: ['/v1/graphql'], // as the engine itself has it
    cors: { isDisabled: false, domains: '*' },
    log: openLog({ types: [], level: 'error' }),
    maxHeaderBytes: 16_384,
  });
  await server.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${server.port}/v1/graphql`;
  const ask = (query: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'x-hasura-role': 'user', ...headers },
      body: JSON.stringify({ query }),
      signal: leave.signal,
    });
  return { seen, streams, url, ask };
}

const NEXT = (data: string) => `event: next\n${data}\n\n`;
const COMPLETE = 'event: complete\ndata:\n\n';

test('a query is one event and the end; a line break is no end of data', async () => {
  const { ask } = await open();
  const answer = await ask('{ a }');
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await answer.text()).toBe(
    `:\n\n${NEXT('data: {"data":\ndata: \ndata: 1\ndata: }\ndata: ')}${COMPLETE}`,
  );
});

test('a request that is wrong is an event too; one that nobody signed is an answer', async () => {
  const { ask, url } = await open();
  const error =
    '{"errors":[{"message":"no such field","extensions":{"path":"$","code":"validation-failed"}}]}';
  expect(await (await ask('invalid')).text()).toBe(`:\n\n${NEXT(`data: ${error}`)}${COMPLETE}`);
  const refused = await fetch(url, {
    method: 'POST',
    headers: { accept: 'text/event-stream' },
    body: '{"query":"{ a }"}',
  });
  expect([refused.status, await refused.json()]).toMatchObject([401, { error: 'no entry' }]);
});

test('sends until the client leaves', async () => {
  const { ask, seen } = await open();
  const answer = await ask('live');
  const reader = answer.body?.getReader();
  const read = async (until: string) => {
    let text = '';
    while (!text.includes(until))
      text += Buffer.from((await reader?.read())?.value ?? []).toString();
    return text;
  };
  await read('data: {"data":1}\n\n');
  seen.send('{"data":2}');
  await read('data: {"data":2}\n\n');
  await reader?.cancel();
  await expect.poll(() => seen.stopped).toBe(1);
});

test('ends with the token, and when all are ended, without saying that it is complete', async () => {
  const { ask, seen, streams } = await open();
  const short = await ask('live', { 'x-hasura-life': '50' });
  expect(await short.text()).toBe(`:\n\n${NEXT('data: {"data":1}')}`);
  const answer = await ask('live');
  streams.closeAll();
  expect(await answer.text()).not.toContain('complete');
  expect(seen.stopped).toBe(2);
});

test('others are answered as ever; a browser may GET, but not write', async () => {
  const { url, seen, ask } = await open();
  expect(await (await ask('{ a }', { accept: '*/*' })).text()).toBe('"plain"');
  const headers = { accept: 'text/event-stream', 'x-hasura-role': 'user' };
  const answer = await fetch(`${url}?query=x&variables=${encodeURIComponent('{"a":1}')}`, {
    headers,
  });
  expect(await answer.text()).toContain('complete');
  expect(seen.contexts).toMatchObject([{ isReadOnly: true }]);
  expect((await fetch(`${url}?query=x`)).status).toBe(404);
});
