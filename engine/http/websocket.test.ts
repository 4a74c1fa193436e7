import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { EngineError } from '../base/error.ts';
import { buildSession, variablesOf } from '../session/session.ts';
import { openWebsockets, type WebsocketOptions, type Websockets } from './websocket.ts';
import { CLOSE, fitReason } from './websocket-protocol.ts';

/** Queries by name stand for what the engine would do with them. */
class Backend {
  send: (body: string) => void = () => {};
  stopped = 0;
  seen: unknown[] = [];

  async signIn(headers: readonly (readonly [string, string])[]) {
    const variables = variablesOf(headers);
    if (variables.get('x-hasura-role') === 'nobody')
      throw new EngineError('access-denied', 'no entry');
    const life = variables.get('x-hasura-life');
    const expiresAtMs = life === undefined ? null : Date.now() + Number(life);
    return buildSession(variables.get('x-hasura-role') ?? 'user', variables, {
      isAdmin: false,
      expiresAtMs,
    });
  }
  showsInternal = () => false;

  async run({ query }: { query: string }, session: { role: string }, context: unknown) {
    this.seen.push({ query, role: session.role, context });
    const error = new EngineError('validation-failed', 'no such field', ['query']);
    switch (query) {
      case 'invalid':
        throw error;
      case 'failing':
        return { kind: 'failed' as const, error };
      case 'live':
        return {
          kind: 'live' as const,
          subscribe: (send: (body: Buffer) => void) => {
            this.send = (body) => send(Buffer.from(body));
            this.send('{"data":1}');
            return () => {
              this.stopped++;
            };
          },
        };
      default:
        return { kind: 'answer' as const, body: Buffer.from('{"data":{"a":"ø"}}') };
    }
  }
}

class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<string>;
  #frames: string[] = [];
  #wake = () => {};

  constructor(port: number, protocol: string | null, { path = '/v1/graphql', headers = {} } = {}) {
    const url = `ws://127.0.0.1:${port}${path}`;
    this.socket = new WebSocket(url, protocol === null ? [] : [protocol], { headers });
    this.socket.on('message', (data) => {
      this.#frames.push(String(data));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve(`${code} ${reason}`));
      this.socket.on('error', (error) => resolve(error.message));
    });
  }
  async say(...frames: unknown[]) {
    if (this.socket.readyState === WebSocket.CONNECTING)
      await new Promise((resolve) => this.socket.once('open', resolve));
    for (const frame of frames)
      this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
  async hear(): Promise<unknown> {
    while (this.#frames.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return JSON.parse(this.#frames.shift() ?? '');
  }
  async hears(...frames: unknown[]) {
    for (const frame of frames) expect(await this.hear()).toEqual(frame);
  }
}

let server: Server | undefined;
let sockets: Websockets | undefined;
const clients: Client[] = [];
/** What was logged since the last `open`. */
let lines: unknown[][] = [];
async function open(options: Partial<WebsocketOptions> = {}) {
  lines = [];
  const backend = new Backend();
  const all = openWebsockets({
    backend,
    log: { isEnabled: () => true, write: (...line) => lines.push(line), flush: () => {} },
    cors: { isDisabled: false, domains: '*', readsCookie: false },
    keepAliveMs: 60_000,
    isCompressed: false,
    ...options,
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) =>
    all.routes.find(({ path }) => path === request.url)?.handle(request, socket, head),
  );
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  server = http;
  sockets = all;
  const { port } = http.address() as AddressInfo;
  const connect = (
    ...[protocol, more]: [string | null, ConstructorParameters<typeof Client>[2]?]
  ) => {
    const client = new Client(port, protocol, more);
    clients.push(client);
    return client;
  };
  return { backend, connect, all };
}
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  sockets?.close();
  server?.close();
});

const INIT = { type: 'connection_init' };
const ACK = { type: 'connection_ack' };
const ERROR = {
  message: 'no such field',
  extensions: { path: '$.query', code: 'validation-failed' },
};
const subscribe = (query: string, id = '1') => ({ id, type: 'subscribe', payload: { query } });
const start = (query: string, id = '1') => ({ id, type: 'start', payload: { query } });

describe('graphql-transport-ws: operations', () => {
  const name = 'graphql-transport-ws';

  test('answers queries, and tells errors as a list', async () => {
    const { connect } = await open();
    const client = connect(name);
    await client.say(INIT, { type: 'ping', payload: { a: 1 } });
    expect([await client.hear(), await client.hear()]).toEqual(
      expect.arrayContaining([ACK, { type: 'pong', payload: { a: 1 } }]),
    );
    expect(client.socket.protocol).toBe(name);
    await client.say(subscribe('{ a }'));
    await client.hears(
      { id: '1', type: 'next', payload: { data: { a: 'ø' } } },
      { id: '1', type: 'complete' },
    );
    for (const query of ['invalid', 'failing']) {
      await client.say(subscribe(query));
      await client.hears(
        { id: '1', type: 'error', payload: [ERROR] },
        { id: '1', type: 'complete' },
      );
    }
  });

  test('sends until the client has enough, and frees what it held when the client leaves', async () => {
    const { backend, connect } = await open();
    const client = connect(name);
    await client.say(INIT);
    await client.hears(ACK);
    await client.say(subscribe('live'));
    await client.hears({ id: '1', type: 'next', payload: { data: 1 } });
    backend.send('{"data":2}');
    await client.hears({ id: '1', type: 'next', payload: { data: 2 } });
    await client.say({ id: '1', type: 'complete' }, subscribe('live'));
    await client.hears({ id: '1', type: 'next', payload: { data: 1 } }); // the id is free again
    expect(backend.stopped).toBe(1);
    client.socket.close();
    await client.closed;
    await expect.poll(() => backend.stopped).toBe(2);
  });
});

describe('graphql-transport-ws: what closes a socket', () => {
  const name = 'graphql-transport-ws';

  test.each([
    ['unknown message', [INIT, { type: 'test' }], 'badRequest'],
    ['no JSON', ['{'], 'badRequest'],
    ['no id', [INIT, { type: 'complete' }], 'badRequest'],
    ['too early', [subscribe('{ a }')], CLOSE.unauthorized],
    ['twice', [INIT, INIT], CLOSE.tooManyInits],
  ])('closes on a message that is wrong: %s', async (_, frames, reason) => {
    const { connect } = await open();
    const client = connect(name);
    await client.say(...frames);
    const closed = await client.closed;
    if (typeof reason === 'string')
      expect(closed).toMatch(/^4400 \{"server_error_msg":"4400: pars/);
    else expect(closed).toBe(`${reason.code} ${reason.reason}`);
  });

  test('closes on a second operation of the same id', async () => {
    const { connect } = await open();
    const client = connect(name);
    await client.say(INIT);
    await client.hears(ACK);
    await client.say(subscribe('live', 'x'), subscribe('live', 'x'));
    expect(await client.closed).toBe(
      '4409 {"server_error_msg":"4409: Subscriber for x already exists"}',
    );
  });

  test('closes when nobody signs in, on a refusal, and when the token ends', async () => {
    const { connect } = await open({ limits: { initTimeoutMs: 50 } });
    expect(await connect(name).closed).toContain('4408');
    const refused = connect(name);
    await refused.say({ ...INIT, payload: { headers: { 'X-Hasura-Role': 'nobody' } } });
    expect(await refused.closed).toBe(
      '4400 {"server_error_msg":"4400: Connection initialization failed: no entry"}',
    );
    const expiring = connect(name);
    await expiring.say({ ...INIT, payload: { headers: { 'x-hasura-life': '100' } } });
    await expiring.hears(ACK);
    expect(await expiring.closed).toContain('4403');
  });

  test('bounds operations', async () => {
    const { connect } = await open({ limits: { operationsMax: 2 } });
    const client = connect(name);
    await client.say(INIT);
    await client.hears(ACK);
    await client.say(...['1', '2', '3'].map((id) => subscribe('live', id)));
    expect(await client.closed).toContain('4429');
  });
});

describe('subscriptions-transport-ws', () => {
  test.each([null, 'graphql-ws'])('with the sub-protocol %s', async (name) => {
    const { connect } = await open({ keepAliveMs: 40 });
    const client = connect(name);
    await client.say(INIT);
    await client.hears(ACK, { type: 'ka' });
    await client.say(start('{ a }'), start('invalid', '2'), start('failing', '3'));
    const frames = [];
    while (frames.length < 6) {
      const frame = await client.hear();
      if (JSON.stringify(frame) !== '{"type":"ka"}') frames.push(frame);
    }
    expect(frames).toEqual([
      { id: '1', type: 'data', payload: { data: { a: 'ø' } } },
      { id: '1', type: 'complete' },
      { id: '2', type: 'error', payload: { errors: [ERROR] } },
      { id: '2', type: 'complete' },
      { id: '3', type: 'data', payload: { errors: [ERROR] } },
      { id: '3', type: 'complete' },
    ]);
    await client.hears({ type: 'ka' });
    await client.say({ type: 'connection_terminate' });
    expect(await client.closed).toBe('1000 GQL_CONNECTION_TERMINATE received');
  });

  test('says what is wrong, and stays', async () => {
    const { connect } = await open();
    const client = connect(null);
    const wrong = (problem: string) => ({
      type: 'connection_error',
      payload: `parsing ClientMessage failed: Error in ${problem}`,
    });
    await client.say(
      { type: 'test' },
      { type: 'stop' },
      { type: 'start', id: '1' },
      start('{ a }'),
    );
    await client.hears(
      wrong('$: unexpected type for ClientMessage: test'),
      wrong('$: key "id" not found'),
      wrong('$: key "payload" not found'),
    );
    const message = 'start received before the connection is initialised';
    const extensions = { path: '$', code: 'start-failed' };
    await client.hears(
      { id: '1', type: 'error', payload: { errors: [{ message, extensions }] } },
      { id: '1', type: 'complete' },
    );
    await client.say({ ...INIT, payload: { headers: { 'x-hasura-role': 'nobody' } } });
    await client.hears({ type: 'connection_error', payload: 'no entry' });
    expect(await client.closed).toContain('1000');
  });

  test('starts no second operation by the id of one that runs', async () => {
    const { connect } = await open();
    const client = connect(null);
    await client.say(INIT, start('live'), start('live'));
    const message = 'an operation already exists with this id: 1';
    const extensions = { path: '$', code: 'start-failed' };
    await client.hears(
      ACK,
      { type: 'ka' },
      { id: '1', type: 'error', payload: { errors: [{ message, extensions }] } },
      { id: '1', type: 'complete' },
    );
  });
});

test('what connection_init says counts before the handshake; the path decides the schema', async () => {
  const { backend, connect } = await open();
  const headers = { 'X-Hasura-Role': 'handshake', Cookie: 'a=b' };
  const client = connect(null, { path: '/v1beta1/relay', headers });
  await client.say({ ...INIT, payload: { headers: { 'x-hasura-role': 'given' } } }, start('{ a }'));
  await client.hears(ACK);
  await expect
    .poll(() => backend.seen)
    .toMatchObject([{ role: 'given', context: { endpoint: 'relay' } }]);
  expect(JSON.stringify(backend.seen)).toContain('["Cookie","a=b"]');
  expect(JSON.stringify(backend.seen)).not.toContain('handshake');
});

test('on the oldest path an error is spelt as administrators know it', async () => {
  const { connect } = await open();
  const client = connect(null, { path: '/v1alpha1/graphql' });
  await client.say(INIT, start('invalid'));
  await client.hears(ACK, { type: 'ka' });
  const payload = { error: 'no such field', path: '$.query', code: 'validation-failed' };
  await client.hears({ id: '1', type: 'error', payload }, { id: '1', type: 'complete' });
});

test.each([
  [{ isDisabled: false, domains: ['http://a.b'], readsCookie: false }, 'refused'],
  [{ isDisabled: true, domains: '*' as const, readsCookie: false }, 'no cookie'],
  [{ isDisabled: true, domains: '*' as const, readsCookie: true }, 'cookie'],
  [{ isDisabled: false, domains: ['http://*.evil.org'], readsCookie: false }, 'cookie'],
])('a page elsewhere, with %j: %s', async (cors, expected) => {
  const { backend, connect } = await open({ cors });
  const headers = { Origin: 'http://x.evil.org', Cookie: 'a=b' };
  const client = connect(null, { headers });
  if (expected === 'refused')
    return expect(await client.closed).toBe('Unexpected server response: 400');
  await client.say(INIT, start('{ a }'));
  await client.hears(ACK);
  await expect.poll(() => backend.seen.length).toBe(1);
  expect(JSON.stringify(backend.seen).includes('a=b')).toBe(expected === 'cookie');
});

test('a client that does not read is let go, not stored for', async () => {
  const { backend, connect, all } = await open({ limits: { bufferedBytesMax: 100_000 } });
  const client = connect('graphql-transport-ws');
  await client.say(INIT);
  await client.hears(ACK);
  await client.say(subscribe('live'));
  await client.hear();
  client.socket.pause();
  const body = JSON.stringify('x'.repeat(1_000_000));
  for (let i = 0; i < 50 && all.count() > 0; i++) {
    backend.send(body);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(all.count()).toBe(0);
  expect(backend.stopped).toBe(1);
});

test('writes down what happens, in the original’s words', async () => {
  const { connect } = await open();
  const client = connect(null);
  await client.say(INIT, start('{ a }'), start('invalid', '2'), start('live', '3'), { type: 'x' });
  client.socket.on('message', () => {});
  await expect.poll(() => lines.length).toBe(7);
  client.socket.close();
  await expect.poll(() => lines.length).toBe(9);
  const events = lines.map(
    (line) => (line[2] as { event: { type: string; detail?: unknown } }).event,
  );
  const told = events.map(({ type, detail }) =>
    type === 'operation'
      ? (detail as { operation_type: { type: string } }).operation_type.type
      : type,
  );
  expect(told.sort()).toEqual(
    [
      'accepted',
      'started',
      'started',
      'started',
      'completed',
      'query_err',
      'conn_err',
      'stopped',
      'closed',
    ].sort(),
  );
  expect(events.find(({ type }) => type === 'operation')?.detail).toMatchObject({
    operation_id: '1',
    operation_type: { type: 'started' },
    query: { query: '{ a }' },
  });
  expect(lines[1]?.[2]).toMatchObject({ user_vars: { 'x-hasura-role': 'user' } });
});

test('closes all with one reason', async () => {
  const { connect, all } = await open();
  const client = connect('graphql-transport-ws');
  await client.say(INIT);
  await client.hears(ACK);
  all.closeAll(CLOSE.metadataChanged);
  expect(await client.closed).toMatch(/^1012 Closing all/);
});

test('a reason is cut at a character', () => {
  expect(fitReason(`${'x'.repeat(122)}ø`)).toBe('x'.repeat(122));
  expect(fitReason('ø')).toBe('ø');
});
