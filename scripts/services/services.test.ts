import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cached } from './cache.ts';
import { commandLine, identify, isLiving, type ProcessIdentity, signal } from './identity.ts';
import { tryLock } from './lock.ts';
import { isAnswering, isFree, isSoonFree, reservePort } from './ports.ts';
import { launch, stop, untilReady } from './process.ts';
import { openRecord } from './record.ts';
import { openSecrets } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'services-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => path.join(folder, name);
const command = (script: string) => ({
  file: '/bin/sh',
  args: ['-c', script],
  cwd: folder,
  env: process.env,
  logFile: file('log'),
});

/** The identity of a process that has ended. */
async function ended(): Promise<ProcessIdentity> {
  const child = spawn('sleep', ['60']);
  const identity = identify(child.pid ?? 0) as ProcessIdentity;
  child.kill();
  await once(child, 'close');
  return identity;
}

describe('a process is known by pid and start time', () => {
  test('its own pid at another time is somebody else', async () => {
    const self = identify(process.pid) as ProcessIdentity;
    expect(isLiving(self)).toBe(true);
    expect(isLiving({ ...self, startedAt: 'earlier' })).toBe(false);
    expect(isLiving(await ended())).toBe(false);
    expect(commandLine(process.pid)).toContain('node');
  });

  test('no signal reaches a stranger who was given the pid', async () => {
    const running = await launch(command('sleep 60'));
    signal({ ...running.identity, startedAt: 'earlier' }, 'SIGKILL');
    expect(isLiving(running.identity)).toBe(true);
    await stop(running);
    expect(isLiving(running.identity)).toBe(false);
  });
});

describe('a child', () => {
  test('that ignores the request to end is ended after the grace', async () => {
    const running = await launch(command('trap "" TERM; echo deaf; while :; do sleep 0.1; done'));
    await untilReady('it', running, async () => readFileSync(file('log'), 'utf8') === 'deaf\n');
    await stop(running, 'SIGTERM', 200);
    expect(await running.exited).toBe('ended by SIGKILL');
  });

  test('that ends before it is ready says so, even when another program answers in its place', async () => {
    const running = await launch(command('sleep 0.2; echo no luck; exit 3'));
    const stranger = (): Promise<boolean> => running.exited.then(() => true);
    await expect(untilReady('it', running, stranger)).rejects.toThrow('it ended with 3');
    expect(readFileSync(file('log'), 'utf8')).toBe('no luck\n');
  });

  test('whose program is missing names it', async () => {
    await expect(launch({ ...command(''), file: '/no/such' })).rejects.toThrow('/no/such');
  });
});

describe('a lock', () => {
  test('is held by one, and free again when released', () => {
    const lock = tryLock(file('lock'));
    expect(tryLock(file('lock'))).toMatchObject({ holder: { pid: process.pid } });
    if ('release' in lock) lock.release();
    expect(tryLock(file('lock'))).toHaveProperty('release');
  });

  test('of a dead process is free', async () => {
    writeFileSync(file('lock'), JSON.stringify(await ended()));
    expect(tryLock(file('lock'))).toHaveProperty('release');
  });
});

describe('the cache', () => {
  test('makes a folder once, however many ask at the same time', async () => {
    let made = 0;
    const make = async (draft: string): Promise<void> => {
      made++;
      writeFileSync(path.join(draft, 'program'), 'x');
    };
    const folders = await Promise.all([1, 2, 3].map(() => cached(file('cache'), 'it', make)));
    expect(made).toBe(1);
    expect(new Set(folders)).toEqual(new Set([file('cache/it')]));
    expect(existsSync(file('cache/it/program'))).toBe(true);
  });

  test('keeps nothing of a making that failed or was killed', async () => {
    const failing = cached(file('cache'), 'it', () => Promise.reject(new Error('no network')));
    await expect(failing).rejects.toThrow('no network');
    mkdirSync(file('cache/it')); // what a kill at the wrong moment of an older version could have left
    await cached(file('cache'), 'it', (draft) => writeFileSync(path.join(draft, 'whole'), ''));
    expect(existsSync(file('cache/it/whole'))).toBe(true);
  });
});

describe('the record', () => {
  test('survives, and knows the living from the dead', async () => {
    const self = identify(process.pid) as ProcessIdentity;
    const child = { ...self, way: 'a', address: 'b' };
    openRecord(folder).set('mail', child);
    openRecord(folder).set('s3', { ...(await ended()), way: 'a', address: 'b' });
    expect(openRecord(folder).living('mail')).toEqual(child);
    expect(openRecord(folder).living('s3')).toBeUndefined();
    expect([...openRecord(folder).all().keys()]).toEqual(['mail', 's3']);
  });

  test('that is broken names nobody', () => {
    writeFileSync(file('children.json'), '{"mail":');
    expect(openRecord(folder).living('mail')).toBeUndefined();
  });
});

describe('secrets', () => {
  test('are made up once, for their owner alone', () => {
    const secrets = openSecrets(folder);
    expect(openSecrets(folder)).toEqual(secrets);
    expect(statSync(file('secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.byteLength(secrets.jwtKey)).toBeGreaterThanOrEqual(32);
  });

  test('that cannot be read are not replaced in silence', () => {
    writeFileSync(file('secrets.json'), 'x');
    expect(() => openSecrets(folder)).toThrow('--reset');
  });
});

test('a reserved port is free, and is given to nobody else', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, reservePort));
  expect(new Set(ports).size).toBe(20);
  const [port = 0] = ports;
  expect(await isFree(port)).toBe(true);
  const server = net.createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect([await isFree(port), await isAnswering(port)]).toEqual([false, true]);
  const soon = isSoonFree(port);
  server.close();
  expect(await soon).toBe(true);
});
