import { expect, test } from 'vitest';
import { checkSchedule, timesAfter } from './cron.ts';

const FROM = new Date('2024-03-30T23:30:00Z');
const times = (schedule: string, timeZone?: string) =>
  timesAfter(schedule, FROM, { countMax: 2, ...(timeZone ? { timeZone } : {}) }).map((time) =>
    time.toISOString(),
  );

test('counts in UTC', () => {
  expect(times('*/15 * * * *')).toEqual(['2024-03-30T23:45:00.000Z', '2024-03-31T00:00:00.000Z']);
  expect(times('0 2 * * *')).toEqual(['2024-03-31T02:00:00.000Z', '2024-04-01T02:00:00.000Z']);
  expect(times('0 0 1 * 0')).toEqual(['2024-03-31T00:00:00.000Z', '2024-04-01T00:00:00.000Z']); // either day
});
test('counts in another zone across its change of clocks', () => {
  expect(times('0 12 * * *', 'Europe/Oslo')).toEqual([
    '2024-03-31T10:00:00.000Z',
    '2024-04-01T10:00:00.000Z',
  ]);
});
test('refuses what cannot be read', () => {
  for (const schedule of ['', '* * * *', '* * * * * *', '61 * * * *', '0 0 30 2 *', 'a b c d e'])
    expect(() => checkSchedule(schedule), schedule).toThrow('invalid cron schedule');
  expect(() => checkSchedule('* * * * *', 'Nowhere/Land')).toThrow('invalid cron schedule');
});
