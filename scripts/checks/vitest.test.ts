import { expect, test } from 'vitest';
import { Tally } from './tally.ts';
import { countReport } from './vitest.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((of) => ({ status: of })),
});

test('counts tests, and leaves out those that were skipped', () => {
  const report = {
    testResults: [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')],
  };
  expect(countReport(report)).toEqual({ passed: 2, failed: 1 });
});

test('counts a file that could not be loaded, or whose set-up failed, as a failure', () => {
  expect(countReport({ testResults: [file('failed'), file('failed', 'skipped')] })).toEqual({
    passed: 0,
    failed: 2,
  });
});

test('a run without a single result has not passed', () => {
  expect(new Tally().exitCode).toBe(1);
});
