import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/platform/programs.ts';
import { signal } from '../../scripts/services/identity.ts';
import { reservePort } from '../../scripts/services/ports.ts';
import { launch, type Running, stop, untilReady } from '../../scripts/services/process.ts';

/** What an engine of a test is started with; everything has a default but the database. */
export interface EngineOptions {
  /** Where metadata lives; with `metadata` also the place of its sources, if that says so. */
  readonly databaseUrl: string;
  /** On top of the test's own environment, or instead of it: undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** Set by replace_metadata as soon as the engine answers. */
  readonly metadata?: object;
}

/** A running engine, reached over HTTP as by anybody else. */
export interface Engine {
  readonly url: string;
  readonly adminSecret: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** POSTs JSON with the admin secret. A header that is '' is left out, so that nobody in particular can ask. */
  post(
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<EngineReply>;
  graphql(
    query: string,
    variables?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<EngineReply>;
  metadata(type: string, args?: unknown): Promise<EngineReply>;
  /** What it has written so far. */
  log(): string;
  kill(): Promise<void>;
  /** Stops it where it stands, until it is killed: what it had asked of others goes on. */
  freeze(): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineReply {
  readonly status: number;
  readonly headers: Headers;
  // A test knows what it asked for, and says so by comparing.
  // biome-ignore lint/suspicious/noExplicitAny: the body of a reply is whatever the test expects it to be
  readonly body: any;
}

const ADMIN_SECRET = 'test-admin-secret';

export async function startEngine({
  databaseUrl,
  env = {},
  args = [],
  metadata,
}: EngineOptions): Promise<Engine> {
  const port = await reservePort();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-engine-'));
  const logFile = path.join(folder, 'engine.log');
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    PG_DATABASE_URL: databaseUrl,
    HASURA_GRAPHQL_ADMIN_SECRET: ADMIN_SECRET,
    ...env,
  };
  let running = await open();
  const engine: Engine = {
    url,
    get pid() {
      return running.identity.pid;
    },
    adminSecret: environment.HASURA_GRAPHQL_ADMIN_SECRET,
    post,
    graphql: (query, variables, headers) => post('/v1/graphql', { query, variables }, headers),
    metadata: (type, of = {}) => post('/v1/metadata', { type, args: of }),
    log: () => readFileSync(logFile, 'utf8'),
    async kill() {
      signal(running.identity, 'SIGKILL');
      await running.exited;
    },
    freeze: () => signal(running.identity, 'SIGSTOP'),
    async restart() {
      await stop(running);
      running = await open();
    },
    async stop() {
      await stop(running);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (metadata !== undefined) await setMetadata(engine, metadata);
  return engine;

  async function open(): Promise<Running> {
    const started = await launch({
      file: path.join(ROOT, 'engine/bin/graphql-engine'),
      args: [
        '--metadata-database-url',
        databaseUrl,
        'serve',
        '--server-host',
        '127.0.0.1',
        '--server-port',
        String(port),
        ...args,
      ],
      cwd: ROOT,
      env: environment,
      logFile,
    });
    await untilReady('the engine', started, async () => (await status(`${url}/healthz`)) === 200);
    return started;
  }

  async function post(
    to: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EngineReply> {
    const reply = await fetch(url + to, {
      method: 'POST',
      headers: withoutEmpty({
        'content-type': 'application/json',
        'x-hasura-admin-secret': environment.HASURA_GRAPHQL_ADMIN_SECRET,
        ...headers,
      }),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.includes('json') ?? false;
    return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
  }
}

const withoutEmpty = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));

async function setMetadata(engine: Engine, metadata: object): Promise<void> {
  const { status: code, body } = await engine.metadata('replace_metadata', metadata);
  if (code !== 200) {
    await engine.stop();
    throw new Error(`replace_metadata: ${JSON.stringify(body)}`);
  }
}

const status = (url: string): Promise<number> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (reply) => reply.status,
    () => 0,
  );
