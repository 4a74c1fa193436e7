import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isLiving, signal } from '../services/identity.ts';
import { launch, type Running } from '../services/process.ts';
import { type Change, Supervised } from './supervise.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'supervise-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sleeper = (): Promise<Running> =>
  launch({
    file: 'sleep',
    args: ['60'],
    cwd: folder,
    env: process.env,
    logFile: path.join(folder, 'log'),
  });

async function supervised(): Promise<{
  child: Supervised;
  opened: Running[];
  changes: Change['to'][];
}> {
  const opened = [await sleeper()];
  const changes: Change['to'][] = [];
  const open = async (): Promise<Running> => {
    const running = await sleeper();
    opened.push(running);
    return running;
  };
  const child = new Supervised(opened[0] as Running, open, ({ to }) => changes.push(to));
  return { child, opened, changes };
}

test('starts a process again that ended', async () => {
  const { child, opened, changes } = await supervised();
  signal((opened[0] as Running).identity, 'SIGKILL');
  await vi.waitFor(() => expect(changes).toEqual(['restarting', 'ready']));
  expect(child.pid).toBe(opened[1]?.identity.pid);
  await child.stop('SIGTERM', 1000);
  expect(opened.map(({ identity }) => isLiving(identity))).toEqual([false, false]);
});

test('keeps down what was killed until it is released', async () => {
  const { child, opened, changes } = await supervised();
  await child.kill();
  await new Promise((resolve) => setTimeout(resolve, 500)); // longer than the first back-off
  expect(opened).toHaveLength(1);
  await child.restart();
  expect(changes).toEqual(['held', 'ready']);
  await child.stop('SIGTERM', 1000);
  expect(opened).toHaveLength(2);
});
