import { LRUCache } from 'lru-cache';
import type { Undisturbed } from './write-turns.ts';

/** How long each statement takes Postgres, as far as is known: what is short may share a connection (pool.ts). */

const STATEMENTS_MAX = 5000;
/**
 * The time that comes out is near the shortest ones seen. On a busy machine most of what is measured is waiting for a
 * processor, and an average of that made short statements pass for long ones, which spread them over many connections,
 * which made them wait still longer.
 */
const WEIGHT_OF_SHORTER = 0.2;
const WEIGHT_OF_LONGER = 0.02;
const LONGER_COUNTS_UP_TO = 3;

export class StatementTime implements Undisturbed {
  ms: number;
  undisturbedMs = Number.POSITIVE_INFINITY;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** A run that came right behind another was Postgres's work alone; of any other only the upper limit is known. */
  learn(ms: number, isRightBehind: boolean): void {
    if (ms < this.ms) this.ms += (ms - this.ms) * WEIGHT_OF_SHORTER;
    else if (isRightBehind) this.ms += this.#longer(ms) * WEIGHT_OF_LONGER;
  }

  #longer(ms: number): number {
    return Math.min(ms, this.ms * LONGER_COUNTS_UP_TO) - this.ms;
  }
}

export class StatementTimes {
  readonly #times = new LRUCache<string, StatementTime>({ max: STATEMENTS_MAX });
  readonly #unknownMs: number;

  /** What is not known yet is expected to take `unknownMs`. */
  constructor(unknownMs: number) {
    this.#unknownMs = unknownMs;
  }

  of(text: string): StatementTime {
    const known = this.#times.get(text);
    if (known !== undefined) return known;
    const time = new StatementTime(this.#unknownMs);
    this.#times.set(text, time);
    return time;
  }
}
