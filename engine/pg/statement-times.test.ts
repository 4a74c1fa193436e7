import { expect, test } from 'vitest';
import { StatementTimes } from './statement-times.ts';

function learn(runs: readonly number[], isRightBehind: boolean): number {
  const time = new StatementTimes(1).of('SELECT 1');
  for (const ms of runs) time.learn(ms, isRightBehind);
  return time.ms;
}
const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

test('a run that waited for a processor does not make a short statement pass for a long one', () => {
  const short = learn([...times(30, 0.1), 40], true);
  expect(short).toBeGreaterThan(0.1);
  expect(short).toBeLessThan(0.12);
});

test('a run that had to wake Postgres up says at most how long it takes', () => {
  expect(learn([0.4, ...times(100, 7)], false)).toBeLessThan(1);
  expect(learn(times(100, 7), false)).toBe(1);
});

test('a statement that became long is found out', () => {
  expect(learn([...times(50, 0.1), ...times(200, 10)], true)).toBeGreaterThan(5);
});

test('times are kept by the text of the statement', () => {
  const all = new StatementTimes(1);
  all.of('SELECT 1').learn(0.5, true);
  expect(all.of('SELECT 1').ms).toBeLessThan(1);
  expect(all.of('SELECT 2').ms).toBe(1);
});
