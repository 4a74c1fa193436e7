/** Digits in the order of COLLATE "C", which is the order of their bytes. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;

/** Ranks longer than this are spread anew. The column holds 64, so a list is mended long before it is full. */
export const RANK_LENGTH_MAX = 32;

/** Ranks at the ends of a list lie on a grid of 62^6 places, so that lists can grow at either end for long … */
const GRID_DIGITS = 6;
const GRID = BASE ** GRID_DIGITS;
/** … in steps of 62^3: 238 328 of them on the grid, with three digits of room between any two. */
const STEP = BASE ** 3;

/**
 * A rank between two neighbours, either of which may be absent: fractions in base 62, written without the
 * point. None ends in 0, as between `a` and `a0` there would be no room.
 */
export function rankBetween(before: string | null, after: string | null): string {
  if (before !== null && after !== null && before >= after)
    throw new RangeError(`no rank lies between ${before} and ${after}`);
  if (before === null && after === null) return gridRank(Math.floor(GRID / 2));
  if (before !== null && after === null) {
    const place = gridPlace(before) + STEP;
    return place < GRID ? gridRank(place) : middle(before, null);
  }
  if (before === null && after !== null) {
    const place = gridPlace(after) - STEP;
    return place > 0 ? gridRank(place) : middle('', after);
  }
  return middle(before ?? '', after);
}

/** `count` ranks in ascending order with equal room between them. */
export function spreadRanks(count: number): readonly string[] {
  if (count >= GRID / BASE) throw new RangeError(`${count} ranks do not fit the grid`);
  return Array.from({ length: count }, (_, i) =>
    gridRank(Math.floor((GRID * (i + 1)) / (count + 1))),
  );
}

/** The shortest fraction about halfway from `low` to `high`; `high` null stands for one. */
function middle(low: string, high: string | null): string {
  if (high !== null) {
    let shared = 0;
    while ((low[shared] ?? '0') === high[shared]) shared++;
    if (shared > 0) return high.slice(0, shared) + middle(low.slice(shared), high.slice(shared));
  }
  const from = low === '' ? 0 : digit(low, 0);
  const to = high === null ? BASE : digit(high, 0);
  if (to - from > 1) return DIGITS.charAt(Math.round((from + to) / 2));
  // The first digits are neighbours: `high` cut short lies between if it was longer, else we go on behind `low`.
  if (high !== null && high.length > 1) return high.slice(0, 1);
  return DIGITS.charAt(from) + middle(low.slice(1), null);
}

/** The place on the grid at or just below a rank. */
function gridPlace(rank: string): number {
  let place = 0;
  for (let i = 0; i < GRID_DIGITS; i++)
    place = place * BASE + (i < rank.length ? digit(rank, i) : 0);
  return place;
}

function gridRank(place: number): string {
  let text = '';
  for (let rest = place, i = 0; i < GRID_DIGITS; i++, rest = Math.floor(rest / BASE))
    text = DIGITS.charAt(rest % BASE) + text;
  return text.replace(/0+$/, '');
}

function digit(rank: string, at: number): number {
  const value = DIGITS.indexOf(rank.charAt(at));
  if (value < 0) throw new RangeError(`${rank} is no rank`);
  return value;
}
