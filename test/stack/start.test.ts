import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import nodemailer from 'nodemailer';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { portsFrom } from '../../scripts/platform/ports.ts';
import { ROOT } from '../../scripts/platform/programs.ts';
import { removeData } from '../../scripts/platform/stop.ts';
import {
  identify,
  isLiving,
  type ProcessIdentity,
  signal,
} from '../../scripts/services/identity.ts';
import { isAnswering, reservePorts } from '../../scripts/services/ports.ts';
import { openRecord, type RecordedChild } from '../../scripts/services/record.ts';

/** \`scripts/start\` as a person meets it: a process, its output, its exit. */
interface Start {
  readonly process: ChildProcess;
  output(): string;
  /** Waits until the output holds \`text\`; fails when the process ends before. */
  says(text: string): Promise<void>;
  exited: Promise<number | null>;
}

let folder: string;
let port: number;
const started: Start[] = [];

async function openFolder(): Promise<void> {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-start-'));
  chmodSync(folder, 0o755);
  port = await reservePorts(Object.keys(portsFrom(1)).length);
}

async function closeFolder(): Promise<void> {
  for (const { process: child } of started.splice(0)) child.kill('SIGKILL');
  await removeData({
    dataDir: path.join(folder, 'data'),
    record: openRecord(path.join(folder, 'data')),
  });
  rmSync(folder, { recursive: true, force: true });
}

function start(...options: string[]): Start {
  const child = spawn(
    path.join(ROOT, 'scripts/start'),
    ['--port', String(port), '--data-dir', 'data', ...options],
    {
      cwd: folder, // not the project's: it must work from anywhere
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const self: Start = {
    process: child,
    exited,
    output: () => output,
    says: (text) =>
      vi.waitFor(
        () => {
          if (child.exitCode !== null && !output.includes(text))
            throw new Error(`it ended: ${output}`);
          expect(output).toContain(text);
        },
        { timeout: 90_000, interval: 50 },
      ),
  };
  started.push(self);
  return self;
}

const children = (): readonly [string, RecordedChild][] => [
  ...openRecord(path.join(folder, 'data')).all(),
];

function databaseUrl(): string {
  const child = openRecord(path.join(folder, 'data')).living('postgres');
  return (JSON.parse(child?.address ?? '{}') as { url: string }).url;
}

async function sql(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

const ask = async (query: string) => {
  const { adminSecret } = JSON.parse(
    readFileSync(path.join(folder, 'data/secrets.json'), 'utf8'),
  ) as { adminSecret: string };
  const reply = await fetch(`http://127.0.0.1:${port}/v1/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': adminSecret },
    body: JSON.stringify({ query }),
  });
  return (await reply.json()) as unknown;
};

describe('a data folder from its first start on, which takes the longest', () => {
  beforeAll(openFolder);
  afterAll(closeFolder);
  let running: Start;

  test('starts everything, and stops everything', async () => {
    const first = start();
    await first.says('everything is settled');
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'query_root' } });
    expect(statSync(path.join(folder, 'data/secrets.json')).mode & 0o777).toBe(0o600);
    await sql("CREATE TABLE kept AS SELECT 'fjord' AS word");
    await nodemailer
      .createTransport({ host: '127.0.0.1', port: port + 6, ignoreTLS: true })
      .sendMail({ from: 'a@a.test', to: 'b@b.test', subject: 'Kept', text: 'this' });

    const living = children().map(([, child]) => child);
    expect(living.length).toBeGreaterThanOrEqual(5);
    const asked = Date.now();
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(living.filter(isLiving)).toEqual([]);
  });

  test('finds its data again', async () => {
    running = start();
    await running.says('everything is settled');
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'query_root' } });
    expect((await sql('SELECT word FROM kept')).rows).toEqual([{ word: 'fjord' }]);
    const { messages } = (await (
      await fetch(`http://127.0.0.1:${port + 7}/api/v1/messages`)
    ).json()) as {
      messages: { Subject: string }[];
    };
    expect(messages.map(({ Subject }) => Subject)).toEqual(['Kept']);
  });

  test('is refused to another start', async () => {
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/is in use by another start \(pid \d+\).*--data-dir DIR/s);
  });

  test('starts again what dies', async () => {
    const record = openRecord(path.join(folder, 'data'));
    for (const name of ['handlers', 'mail', 'engine', 'postgres']) {
      const child = record.living(name) as RecordedChild;
      signal(child, 'SIGKILL');
      await vi.waitFor(
        () => {
          const now = openRecord(path.join(folder, 'data')).living(name);
          expect(now?.pid).not.toBe(child.pid);
          expect(now).toBeDefined();
        },
        { timeout: 30_000 },
      );
    }
    await vi.waitFor(async () => expect(await ask('{ __typename }')).toHaveProperty('data'), {
      timeout: 30_000,
    });
    running.process.kill('SIGINT');
    expect(await running.exited).toBe(0);
  });

  test('--reset begins anew', async () => {
    const secrets = readFileSync(path.join(folder, 'data/secrets.json'), 'utf8');
    const second = start('--reset');
    await second.says('GraphQL answers');
    await expect(sql('SELECT FROM kept')).rejects.toThrow('does not exist');
    expect(readFileSync(path.join(folder, 'data/secrets.json'), 'utf8')).not.toBe(secrets);
    second.process.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(existsSync(path.join(folder, 'data'))).toBe(true);
  });
});

describe('a folder of its own', () => {
  beforeEach(openFolder);
  afterEach(closeFolder);

  test('goes on after a SIGKILL of the start alone, and after one of everything', async () => {
    const first = start();
    await first.says('everything is settled');
    await sql("CREATE TABLE kept AS SELECT 'fjord' AS word");
    const postgres = openRecord(path.join(folder, 'data')).living('postgres');
    killGroup(first);
    await first.exited;

    const second = start();
    await second.says('everything is settled');
    expect(second.output()).toContain('left running');
    expect(openRecord(path.join(folder, 'data')).living('postgres')?.pid).toBe(postgres?.pid);
    killGroup(second);
    await second.exited;
    for (const [, child] of children()) signal(child, 'SIGKILL');
    await vi.waitFor(() => expect(children().filter(([, child]) => isLiving(child))).toEqual([]));
    // What a stale file names may be another program by now: it is neither adopted nor ended.
    const stranger = spawn('sleep', ['300']);
    const identity = identify(stranger.pid ?? 0) as ProcessIdentity;
    renameChild('mail', stranger.pid ?? 0);

    const third = start();
    await third.says('everything is settled');
    expect((await sql('SELECT word FROM kept')).rows).toEqual([{ word: 'fjord' }]);
    expect(isLiving(identity)).toBe(true);
    stranger.kill();
    third.process.kill('SIGTERM');
    expect(await third.exited).toBe(0);
  });

  test.each([
    ['engine', 0],
    ['handlers', 1],
    ['postgres', 2],
    ['s3', 5],
  ])('names the port that is taken, and the option that moves it: %s', async (part, offset) => {
    const stranger = net.createServer().listen(port + offset, '127.0.0.1');
    await once(stranger, 'listening');
    const run = start();
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain(`port ${port + offset}, meant for ${part}, is in use`);
    expect(run.output()).toContain('--port N');
    expect(await isAnswering(port + offset)).toBe(true);
    stranger.close();
    expect(children()).toEqual([]);
  });

  test('refuses options that make no sense', async () => {
    const run = start('--prot');
    expect(await run.exited).toBe(2);
    expect(run.output()).toContain("Unknown option '--prot'");
  });
});

/** Ends the start itself, not its children, which are in groups of their own. */
function killGroup({ process: child }: Start): void {
  child.kill('SIGKILL');
}

/** Writes another pid into the record, as a pid file looks after its process has ended and the pid was given away. */
function renameChild(name: string, pid: number): void {
  const file = path.join(folder, 'data/children.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, RecordedChild>;
  writeFileSync(file, JSON.stringify({ ...record, [name]: { ...record[name], pid } }));
}
