/** Takes events of one source out of its event log and delivers them, until it is closed. */
import { setMaxListeners } from 'node:events';
import type { Log } from '../base/log.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import type { Sender } from '../webhook/send.ts';
import { arrayText } from './array-text.ts';
import { attempt, type Invocation } from './attempt.ts';
import { type Event, eventToDelivery, readEvent } from './event.ts';
import { Group } from './group.ts';
import type { Slots } from './slots.ts';
import { FETCH_EVENTS } from './statements/fetch-events.ts';
import { FINISH_ATTEMPTS } from './statements/finish-attempts.ts';
import { RENEW_LOCKS } from './statements/renew-locks.ts';
import { UNLOCK_EVENTS } from './statements/unlock-events.ts';
import type { Trigger } from './trigger.ts';

/** A lock that was not renewed for so long is a dead instance's. */
export const LEASE_SECONDS = 30;
const RENEWALS_PER_LEASE = 3;
/** Attempts that are written by one statement. */
const GROUP_MAX = 500;
/** Between tries to reach a database that is away. */
const PATIENCE_MS = 1000;

export interface DeliveryOptions {
  readonly source: string;
  readonly pool: Pool;
  /** Asked at every turn: metadata may have changed. */
  readonly triggers: () => ReadonlyMap<string, Trigger>;
  readonly sender: Sender;
  readonly slots: Slots;
  readonly log: Log;
  readonly batchSize: number;
  readonly fetchIntervalMs: number;
  /** Counts, for metrics. */
  readonly onAttempt?: (trigger: string, invocation: Invocation, seconds: number) => void;
}

export class EventDelivery {
  readonly #options: DeliveryOptions;
  /** Locked by us and not yet finished. */
  readonly #held = new Map<string, Event>();
  readonly #running = new Set<Promise<void>>();
  readonly #finished: Group<Attempt>;
  readonly #cut = new AbortController();
  #waiting: Event[] = [];
  #isStopping = false;
  #wake: (() => void) | null = null;
  #isWoken = false;
  #loops: Promise<unknown> | null = null;
  #renewal: NodeJS.Timeout | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    setMaxListeners(0, this.#cut.signal); // one for every delivery on its way
    this.#finished = new Group((attempts) => this.#write(attempts), GROUP_MAX);
  }

  start(): void {
    this.#loops ??= Promise.all([this.#fetchLoop(), this.#startLoop()]);
    this.#renewal ??= setInterval(() => this.#renew(), (LEASE_SECONDS * 1000) / RENEWALS_PER_LEASE);
  }

  /** There may be new events: a mutation of ours was committed, or an event's time to be retried has come. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /**
   * Takes no more events, waits up to `graceMs` for those on their way, cuts the others off, and gives every lock back.
   * A delivery cut off is made again by whoever takes the event next.
   */
  async close(graceMs: number): Promise<void> {
    this.#isStopping = true;
    this.wake();
    this.#changed();
    const cut = setTimeout(() => this.#cut.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(cut);
    await this.#loops;
    if (this.#renewal) clearInterval(this.#renewal);
    const ids = [...this.#held.keys()];
    if (ids.length > 0) await this.#options.pool.write(UNLOCK_EVENTS, [arrayText(ids)]);
    this.#held.clear();
  }

  async #fetchLoop(): Promise<void> {
    const { batchSize, fetchIntervalMs } = this.#options;
    while (!this.#isStopping) {
      // The next batch is fetched while the last one is half delivered, so that webhooks never wait for Postgres.
      if (this.#waiting.length > batchSize / 2) {
        await this.#change();
        continue;
      }
      this.#isWoken = false;
      const fetched = await this.#fetch();
      if (fetched === batchSize) continue;
      await this.#idle(fetched === null ? PATIENCE_MS : fetchIntervalMs);
    }
  }

  /** How many there were; null where the log could not be read. */
  async #fetch(): Promise<number | null> {
    const { pool, batchSize, triggers, log, source } = this.#options;
    const names = [...triggers().keys()];
    if (names.length === 0) return 0;
    try {
      const result = await pool.write(FETCH_EVENTS, [
        String(batchSize),
        arrayText(names),
        String(LEASE_SECONDS),
      ]);
      const events = result.rows.map(readEvent).filter(({ id }) => !this.#held.has(id));
      for (const event of events) this.#held.set(event.id, event);
      this.#waiting.push(...events);
      if (events.length > 0) this.#changed();
      return result.rows.length;
    } catch (error) {
      log.write('event-trigger-process', 'error', { source, message: messageOf(error) });
      return null;
    }
  }

  async #startLoop(): Promise<void> {
    for (;;) {
      const event = this.#isStopping ? undefined : this.#waiting.shift();
      if (event) {
        await this.#options.slots.take();
        if (this.#isStopping) {
          this.#options.slots.give();
          return;
        }
        this.#run(event);
        continue;
      }
      if (this.#isStopping) return;
      await this.#change();
    }
  }

  #run(event: Event): void {
    const running = this.#deliver(event).finally(() => {
      this.#running.delete(running);
      this.#changed();
    });
    this.#running.add(running);
  }

  async #deliver(event: Event): Promise<void> {
    const { slots, sender, log, source, onAttempt } = this.#options;
    const trigger = this.#options.triggers().get(event.trigger);
    if (!trigger) {
      slots.give();
      return; // dropped since it was fetched; the lock runs out, and nobody asks for the trigger any more
    }
    const start = performance.now();
    const invocation = await attempt(sender, eventToDelivery(event, trigger), this.#cut.signal);
    slots.give();
    if (this.#cut.signal.aborted && !invocation.isSuccess) return; // cut off: not the webhook's failure
    onAttempt?.(event.trigger, invocation, (performance.now() - start) / 1000);
    const level = invocation.isSuccess ? 'info' : 'warn';
    if (log.isEnabled('event-trigger', level))
      log.write('event-trigger', level, {
        event_id: event.id,
        trigger_name: event.trigger,
        source,
        status: invocation.status,
        ...(invocation.error === null ? {} : { error: invocation.error }),
      });
    await this.#finished.add({ event, invocation, ...outcomeOf(event, trigger, invocation) });
    this.#held.delete(event.id);
  }

  /** Tries until Postgres has taken it: what was delivered must not be forgotten while the database is away. */
  async #write(attempts: readonly Attempt[]): Promise<void> {
    const { pool, log, source } = this.#options;
    for (;;) {
      try {
        await pool.write(FINISH_ATTEMPTS, printAttempts(attempts));
        break;
      } catch (error) {
        log.write('event-trigger-process', 'error', { source, message: messageOf(error) });
        if (error instanceof PgError && !error.isConnectionLoss) {
          await this.#writeApart(attempts);
          break;
        }
        if (this.#cut.signal.aborted) return; // the instance ends; the locks run out
        await new Promise((again) => setTimeout(again, PATIENCE_MS));
      }
    }
    this.#wakeForRetries(attempts);
  }

  /** Postgres refused a group for one of its members: each alone, and the culprit without its log. */
  async #writeApart(attempts: readonly Attempt[]): Promise<void> {
    const { pool, log, source } = this.#options;
    for (const one of attempts) {
      const bare = { ...one, invocation: { ...one.invocation, request: 'null', response: 'null' } };
      await pool
        .write(FINISH_ATTEMPTS, printAttempts([one]))
        .catch(() => pool.write(FINISH_ATTEMPTS, printAttempts([bare])))
        .catch((error) =>
          log.write('event-trigger-process', 'error', { source, message: messageOf(error) }),
        );
    }
  }

  /** Retries due before the next look would wait for it. */
  #wakeForRetries(attempts: readonly Attempt[]): void {
    const delays = attempts.flatMap(({ retryInSeconds }) => retryInSeconds ?? []);
    const soonestMs = Math.min(...delays) * 1000;
    if (soonestMs > this.#options.fetchIntervalMs * 4) return;
    setTimeout(() => this.wake(), soonestMs + 5).unref();
  }

  async #renew(): Promise<void> {
    const { pool, log, source } = this.#options;
    const ids = [...this.#held.keys()];
    if (ids.length === 0) return;
    await pool
      .write(RENEW_LOCKS, [arrayText(ids)])
      .catch((error) =>
        log.write('event-trigger-process', 'error', { source, message: messageOf(error) }),
      );
  }

  async #idle(ms: number): Promise<void> {
    if (this.#isWoken || this.#isStopping) return;
    const timer = setTimeout(() => this.#wake?.(), ms);
    await new Promise<void>((woken) => {
      this.#wake = woken;
    });
    this.#wake = null;
    clearTimeout(timer);
  }

  readonly #changes = new Set<() => void>();
  #change(): Promise<void> {
    return new Promise((resolve) => this.#changes.add(resolve));
  }
  #changed(): void {
    const waiting = [...this.#changes];
    this.#changes.clear();
    for (const resolve of waiting) resolve();
  }
}

interface Attempt {
  readonly event: Event;
  readonly invocation: Invocation;
  readonly outcome: 'delivered' | 'error' | 'retry';
  readonly retryInSeconds: number | null;
}

/** A webhook that names a time to come back is asked again even where its retries are used up. */
function outcomeOf(
  { tries }: Event,
  { retriesMax, retryIntervalSeconds }: Trigger,
  { isSuccess, retryAfterSeconds }: Invocation,
): Pick<Attempt, 'outcome' | 'retryInSeconds'> {
  if (isSuccess) return { outcome: 'delivered', retryInSeconds: null };
  if (retryAfterSeconds === null && tries >= retriesMax)
    return { outcome: 'error', retryInSeconds: null };
  return { outcome: 'retry', retryInSeconds: retryAfterSeconds ?? retryIntervalSeconds };
}

/** The parameters of finish-attempts. */
const printAttempts = (attempts: readonly Attempt[]): [string, string] => [
  `[${attempts.map(printAttempt).join(',')}]`,
  arrayText(attempts.map(({ event }) => event.id)),
];

function printAttempt({ event, invocation, outcome, retryInSeconds }: Attempt): string {
  const about = JSON.stringify({
    event_id: event.id,
    trigger_name: event.trigger,
    status: invocation.status,
    outcome,
    retry_in_seconds: retryInSeconds,
  });
  return `${about.slice(0, -1)},"request":${invocation.request},"response":${invocation.response}}`;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
