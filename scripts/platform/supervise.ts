import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../services/identity.ts';
import { type Running, stop } from '../services/process.ts';

/** The first wait before a process that ended is started again; it doubles with every failure in a row. */
const BACK_OFF_MIN_MS = 200;
const BACK_OFF_MAX_MS = 10_000;

/** A process that lived this long was no failed start, and the next wait is short again. */
const SOUND_AFTER_MS = 10_000;

export type Change =
  | { readonly to: 'ready' }
  | { readonly to: 'restarting' | 'held'; readonly because: string };

/** A process that is started again whenever it ends. */
export class Supervised {
  readonly #open: () => Promise<Running>;
  readonly #onChange: (change: Change) => void;
  readonly #ending = new AbortController();
  #current: Running;
  #isHeld = false;
  #backOffMs = BACK_OFF_MIN_MS;

  constructor(first: Running, open: () => Promise<Running>, onChange: (change: Change) => void) {
    this.#current = first;
    this.#open = open;
    this.#onChange = onChange;
    void this.#watch(first);
  }

  get pid(): number {
    return this.#current.identity.pid;
  }

  /** Lets it end without being started again. */
  forsake(): void {
    this.#ending.abort();
  }

  async stop(by: NodeJS.Signals, graceMs: number): Promise<void> {
    this.forsake();
    await stop(this.#current, by, graceMs);
  }

  /** Ends it without a warning and keeps it down until `restart`: what a test of crashes needs. */
  async kill(): Promise<void> {
    this.#isHeld = true;
    signal(this.#current.identity, 'SIGKILL');
    await this.#current.exited;
    this.#onChange({ to: 'held', because: 'killed' });
  }

  async restart(): Promise<void> {
    this.#isHeld = false;
    this.#take(await this.#open());
  }

  #take(running: Running): void {
    this.#current = running;
    this.#onChange({ to: 'ready' });
    void this.#watch(running);
  }

  async #watch(running: Running): Promise<void> {
    const since = Date.now();
    let because = await running.exited;
    if (Date.now() - since > SOUND_AFTER_MS) this.#backOffMs = BACK_OFF_MIN_MS;
    while (!this.#isHeld && !this.#ending.signal.aborted) {
      this.#onChange({ to: 'restarting', because });
      await sleep(this.#backOffMs, undefined, { signal: this.#ending.signal }).catch(() => {});
      this.#backOffMs = Math.min(this.#backOffMs * 2, BACK_OFF_MAX_MS);
      if (this.#ending.signal.aborted) return;
      try {
        return this.#take(await this.#open());
      } catch (error) {
        because = (error as Error).message;
      }
    }
  }
}
