import { expect, test } from 'vitest';
import { compareToFloor } from './conformance.ts';

const counts = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });
const isHeld = (now: ReturnType<typeof counts>, floor: ReturnType<typeof counts>) =>
  compareToFloor({ query: now }, { query: floor })[0]?.isHeld;

test('a category may rise and may not fall', () => {
  expect(isHeld(counts(10), counts(10, 5))).toBe(true);
  expect(isHeld(counts(11), counts(10))).toBe(true);
  expect(isHeld(counts(9, 1), counts(10))).toBe(false);
});

test('what is skipped for want of PostGIS is not held against a category', () => {
  expect(isHeld(counts(6, 0, 4), counts(10))).toBe(true);
  expect(isHeld(counts(5, 1, 4), counts(10))).toBe(false);
});

test('a category that is gone has fallen', () => {
  expect(compareToFloor({}, { query: counts(1) })).toMatchObject([{ isHeld: false }]);
});
