import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
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

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });

/**
 * A free port that no other test of this machine is given as long as this process lives: between asking for a
 * port and the child's binding it lie seconds, in which the kernel would hand it to the next who asks.
 */
export async function reservePort(): Promise<number> {
  const folder = path.join(os.tmpdir(), `nordkapp-ports-${os.userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const port = await anyPort();
    if (claim(path.join(folder, String(port)))) return port;
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
