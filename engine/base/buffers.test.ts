import { expect, test } from 'vitest';
import { giveBuffer, takeBuffer } from './buffers.ts';

const LARGE = 100_000;

test('gives a buffer out again once it came back, by whatever part of it', () => {
  const first = takeBuffer(LARGE);
  expect(first.length).toBeGreaterThanOrEqual(LARGE);
  expect(takeBuffer(LARGE).buffer).not.toBe(first.buffer);
  giveBuffer(first.subarray(10, 20));
  const again = takeBuffer(LARGE);
  expect(again.buffer).toBe(first.buffer);
  expect(again.length).toBe(first.length);
});

test('takes nothing in twice, nor what is not its own', () => {
  const own = takeBuffer(LARGE);
  giveBuffer(own);
  giveBuffer(own);
  const foreign = Buffer.alloc(own.length);
  giveBuffer(foreign);
  const taken = [takeBuffer(LARGE), takeBuffer(LARGE), takeBuffer(LARGE)].map(
    ({ buffer }) => buffer,
  );
  expect(new Set(taken).size).toBe(3);
  expect(taken).not.toContain(foreign.buffer);
});

test('small buffers are not its business', () => {
  const small = takeBuffer(100);
  expect(small.length).toBe(100);
  giveBuffer(small);
  expect(takeBuffer(100)).not.toBe(small);
});
