import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Undisturbed, WriteTurns } from './write-turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** So many clients write one after another, each write taking what `msOf` makes of those that run at once. */
async function load(turns: WriteTurns, clients: number, msOf: (running: number) => number) {
  const write: Undisturbed = { undisturbedMs: msOf(1) };
  let running = 0;
  const end = performance.now() + 3000;
  const client = async (): Promise<void> => {
    while (performance.now() < end)
      await turns.run(write, async () => {
        running += 1;
        await sleep(msOf(running));
        running -= 1;
      });
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  await vi.advanceTimersByTimeAsync(4000);
  await all;
}

test('where writes only stand in line for two processors, few run at once', async () => {
  const turns = new WriteTurns(50);
  await load(turns, 50, (running) => Math.max(1, running / 2));
  expect(turns.limit).toBeGreaterThanOrEqual(8);
  expect(turns.limit).toBeLessThan(16);
});

test('where they do not hinder each other, as many run as there are connections', async () => {
  const turns = new WriteTurns(50);
  await load(turns, 50, () => 4); // each waits for the disk, which takes one write for all
  expect(turns.limit).toBe(50);
});

test('who waits for a lock gives the turn away', async () => {
  const turns = new WriteTurns(50);
  const write: Undisturbed = { undisturbedMs: 1 };
  const locked = Array.from({ length: 200 }, () => turns.run(write, () => sleep(60_000)));
  const told: string[] = [];
  const other = turns.run(write, async () => told.push('other'));
  expect(turns.waiting).toBeGreaterThan(100);
  await vi.advanceTimersByTimeAsync(2000);
  await other;
  expect(told).toEqual(['other']);
  await vi.advanceTimersByTimeAsync(70_000);
  await Promise.all(locked);
  expect(vi.getTimerCount()).toBe(0);
});

test('a write that fails ends its turn', async () => {
  const turns = new WriteTurns(50);
  const write: Undisturbed = { undisturbedMs: 1 };
  const failing = Array.from({ length: 100 }, () =>
    turns.run(write, () => Promise.reject(new Error('no'))),
  );
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(
    true,
  );
  expect(await turns.run(write, async () => 'done')).toBe('done');
  expect(turns.waiting).toBe(0);
});
