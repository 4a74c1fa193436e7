import { expect, test } from 'vitest';
import { expired } from './keep.ts';

/** A backup at two each night of so many days, the last one on 2026-11-29. */
const nights = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.UTC(2026, 10, 29 - i)).toISOString().slice(0, 10);
    return `${day.replaceAll('-', '')}T020000Z`;
  });

test('keeps thirty days, and the first of twelve months', () => {
  const names = nights(500);
  const gone = new Set(expired(names));
  const kept = names.filter((name) => !gone.has(name)).map((name) => name.slice(0, 8));
  expect(kept.slice(0, 30)).toEqual(names.slice(0, 30).map((name) => name.slice(0, 8)));
  expect(kept.slice(30)).toEqual([
    '20261001',
    '20260901',
    '20260801',
    '20260701',
    '20260601',
    '20260501',
    '20260401',
    '20260301',
    '20260201',
    '20260101',
    '20251201',
  ]);
});

test('of several a day the latest counts; what is few is all kept', () => {
  expect(expired([])).toEqual([]);
  expect(expired(nights(30))).toEqual([]);
  expect(expired(['20261129T020000Z', '20261129T120000Z', '20261129T230000Z'])).toEqual([
    '20261129T120000Z',
  ]);
});
