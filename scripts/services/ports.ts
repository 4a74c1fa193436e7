import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isLiving, type ProcessIdentity } from './identity.ts';

/** Whether something listens there. */
export const isAnswering = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const answer = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });

/** Whether the port can be bound. A connection in TIME_WAIT does not count as taken, as for any server. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });

/** How long the sockets of a process that was killed may outlive it: they close with the last of its threads. */
const CLOSING_MS = 2_000;

/** Whether the port can be bound, if need be in a moment. */
export async function isSoonFree(port: number): Promise<boolean> {
  const deadline = Date.now() + CLOSING_MS;
  while (!(await isFree(port))) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Below what kernels give to outgoing connections, which would take a port before its server is up. */
const RESERVED_FROM = 10_000;
const RESERVED_TO = 32_000;

/**
 * A free port that no other test of this machine is given as long as this process lives: between asking for a
 * port and the child's binding it lie seconds.
 */
export const reservePort = (): Promise<number> => reservePorts(1);

/** The first of `count` such ports that follow each other. */
export async function reservePorts(count: number): Promise<number> {
  const folder = path.join(os.tmpdir(), `nordkapp-ports-${os.userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const first = randomInt(RESERVED_FROM, RESERVED_TO);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean) && ports.every((port) => claim(path.join(folder, String(port)))))
      return first;
  }
}

function claim(file: string): boolean {
  const self = JSON.stringify(identify(process.pid));
  try {
    writeFileSync(file, self, { flag: 'wx' });
    return true;
  } catch {
    if (isHeld(file)) return false;
    rmSync(file, { force: true }); // its holder is gone; whoever writes first now has it
    return false;
  }
}

function isHeld(file: string): boolean {
  try {
    return isLiving(JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}
