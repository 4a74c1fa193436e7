/** What is due of one source, taken and locked: events of all triggers at once, and those that go in order, trigger by trigger. */
import type { Pool } from '../pg/pool.ts';
import { arrayText } from './array-text.ts';
import { type Event, readEvent } from './event.ts';
import { LEASE_SECONDS } from './held-events.ts';
import { FETCH_EVENTS } from './statements/fetch-events.ts';
import { FETCH_ORDERED } from './statements/fetch-ordered.ts';
import type { Trigger } from './trigger.ts';

const FIRST_KEY = -(2n ** 63n);
const LAST_KEY = 2n ** 63n - 1n;
const KEY_COLUMN = 9;

export interface Fetched {
  readonly events: readonly Event[];
  /** `full`: there may be more that are due already. */
  readonly outcome: 'all' | 'full' | 'failed';
}

export class EventFeed {
  readonly #pool: Pool;
  readonly #batchSize: number;
  readonly #onError: (error: unknown) => void;
  /** By trigger: the key at which the next walk begins. */
  readonly #nextKeys = new Map<string, bigint>();

  constructor(pool: Pool, batchSize: number, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#batchSize = batchSize;
    this.#onError = onError;
  }

  async fetch(triggers: ReadonlyMap<string, Trigger>): Promise<Fetched> {
    const all = [...triggers.values()];
    const ordered = all.filter(({ isOrdered }) => isOrdered);
    // Each by itself: what one has locked must be delivered, whatever became of the others.
    const fetched = await Promise.all([
      this.#orNothing(this.#fetchUnordered(all.filter(({ isOrdered }) => !isOrdered))),
      ...ordered.map((trigger) => this.#orNothing(this.#fetchOrdered(trigger))),
    ]);
    const outcomes = new Set(fetched.map(({ outcome }) => outcome));
    return {
      events: fetched.flatMap(({ events }) => events),
      outcome: outcomes.has('failed') ? 'failed' : outcomes.has('full') ? 'full' : 'all',
    };
  }

  #orNothing(fetching: Promise<Fetched>): Promise<Fetched> {
    return fetching.catch((error) => {
      this.#onError(error);
      return { events: [], outcome: 'failed' };
    });
  }

  async #fetchUnordered(triggers: readonly Trigger[]): Promise<Fetched> {
    if (triggers.length === 0) return { events: [], outcome: 'all' };
    const { rows } = await this.#pool.write(FETCH_EVENTS, [
      String(this.#batchSize),
      arrayText(triggers.map(({ name }) => name)),
      String(LEASE_SECONDS),
    ]);
    return {
      events: rows.map(readEvent),
      outcome: rows.length === this.#batchSize ? 'full' : 'all',
    };
  }

  async #fetchOrdered({ name }: Trigger): Promise<Fetched> {
    const from = this.#nextKeys.get(name) ?? FIRST_KEY;
    const { rows } = await this.#pool.write(FETCH_ORDERED, [
      String(this.#batchSize),
      name,
      String(LEASE_SECONDS),
      String(from),
    ]);
    const isFull = rows.length === this.#batchSize;
    const keys = rows.map((row) => BigInt(String(row[KEY_COLUMN])));
    const last = keys.sort((a, b) => (a < b ? -1 : 1)).at(-1) ?? FIRST_KEY;
    // A walk that came to the end begins anew at the first key; at once where it had not begun there.
    this.#nextKeys.set(name, isFull && last < LAST_KEY ? last + 1n : FIRST_KEY);
    return { events: rows.map(readEvent), outcome: isFull || from !== FIRST_KEY ? 'full' : 'all' };
  }
}
