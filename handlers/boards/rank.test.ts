import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RANK_LENGTH_MAX, rankBetween, spreadRanks } from './rank.ts';

/** The CHECK of the column, word for word. */
const WELL_FORMED = /^[0-9A-Za-z]{0,63}[1-9A-Za-z]$/;

/** JavaScript compares by code unit, as COLLATE "C" does for ASCII. */
const ascending = (ranks: readonly string[]): boolean =>
  ranks.every((rank, i) => i === 0 || (ranks[i - 1] ?? '') < rank);

describe('rankBetween', () => {
  test('lies strictly between its neighbours and is well formed, wherever one inserts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 120 }), (places) => {
        const ranks: string[] = [];
        for (const place of places) {
          const at = place % (ranks.length + 1);
          ranks.splice(at, 0, rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null));
        }
        expect(ranks.every((rank) => WELL_FORMED.test(rank))).toBe(true);
        expect(ascending(ranks)).toBe(true);
      }),
    );
  });

  test('finds room between any two ranks', () => {
    const rank = fc.stringMatching(/^[0-9A-Za-z]{0,8}[1-9A-Za-z]$/);
    fc.assert(
      fc.property(rank, rank, (a, b) => {
        fc.pre(a !== b);
        const [low, high] = a < b ? [a, b] : [b, a];
        const between = rankBetween(low, high);
        expect(low < between && between < high).toBe(true);
        expect(between).toMatch(WELL_FORMED);
      }),
    );
  });

  test('grows by nothing while a list grows at its ends', () => {
    let first = rankBetween(null, null);
    let last = first;
    for (let i = 0; i < 10_000; i++) {
      const next = rankBetween(last, null);
      const previous = rankBetween(null, first);
      expect(last < next && previous < first).toBe(true);
      [first, last] = [previous, next];
    }
    expect(Math.max(first.length, last.length)).toBeLessThanOrEqual(6);
  });

  test('goes on beyond the ends of its grid', () => {
    expect(rankBetween('zzzzzz', null) > 'zzzzzz').toBe(true);
    expect(rankBetween(null, '000001') < '000001').toBe(true);
    expect(rankBetween(null, '000001')).toMatch(WELL_FORMED);
  });

  test('refuses neighbours in the wrong order', () => {
    expect(() => rankBetween('b', 'a')).toThrow(RangeError);
    expect(() => rankBetween('a', 'a')).toThrow(RangeError);
  });

  test('always inserting at one spot outgrows the limit, so that lists are spread anew', () => {
    const low = rankBetween(null, null);
    let high = rankBetween(low, null);
    let moves = 0;
    for (; high.length <= RANK_LENGTH_MAX; moves++) high = rankBetween(low, high);
    expect(moves).toBeGreaterThan(100);
    expect(high.length).toBeLessThanOrEqual(64);
  });
});

test('spreadRanks makes as many ranks as asked for, in order, all different', () => {
  for (const count of [0, 1, 2, 61, 62, 1_000]) {
    const ranks = spreadRanks(count);
    expect(ranks).toHaveLength(count);
    expect(ranks.every((rank) => WELL_FORMED.test(rank))).toBe(true);
    expect(ascending(ranks)).toBe(true);
  }
});
