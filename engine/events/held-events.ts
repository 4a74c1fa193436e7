/** Events that this instance has locked, and the renewal of their locks while deliveries take long. */
import type { Pool } from '../pg/pool.ts';
import { arrayText } from './array-text.ts';
import type { Event } from './event.ts';
import { RENEW_LOCKS } from './statements/renew-locks.ts';
import { UNLOCK_EVENTS } from './statements/unlock-events.ts';

/** A lock that was not renewed for so long is a dead instance's. */
export const LEASE_SECONDS = 30;
const RENEWALS_PER_LEASE = 3;

export class HeldEvents {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  readonly #events = new Map<string, Event>();
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
  }

  start(): void {
    const renew = () => this.#renew().catch(this.#onError);
    this.#timer = setInterval(renew, (LEASE_SECONDS * 1000) / RENEWALS_PER_LEASE);
  }

  /** Those that are new. One whose lock ran out while it is still delivered was fetched again: it keeps the new lock. */
  add(fetched: readonly Event[]): readonly Event[] {
    return fetched.filter((event) => {
      const held = this.#events.get(event.id);
      if (held) held.lock = event.lock;
      else this.#events.set(event.id, event);
      return !held;
    });
  }

  /** Its attempt is over: from here on the lock must stay as it is, for the outcome is written under it. */
  release(event: Event): void {
    this.#events.delete(event.id);
  }

  /** Gives back what was not delivered. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const { ids, locks } = this.#params();
    this.#events.clear();
    if (ids !== '{}') await this.#pool.write(UNLOCK_EVENTS, [ids, locks]);
  }

  async #renew(): Promise<void> {
    const { ids, locks } = this.#params();
    if (ids === '{}') return;
    const asked = new Map(this.#events); // some may end meanwhile, and are written under the new lock
    const { rows } = await this.#pool.write(RENEW_LOCKS, [ids, locks]);
    for (const [id, lock] of rows) {
      const event = asked.get(String(id));
      if (event) event.lock = String(lock);
    }
  }

  #params() {
    const events = [...this.#events.values()];
    return {
      ids: arrayText(events.map(({ id }) => id)),
      locks: arrayText([...new Set(events.map(({ lock }) => lock))]),
    };
  }
}
