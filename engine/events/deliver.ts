/** Takes events of one source out of its event log and delivers them, until it is closed. */
import { setMaxListeners } from 'node:events';
import { secondsSince } from '../base/clock.ts';
import type { Log, LogLevel } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import type { Pool } from '../pg/pool.ts';
import type { Sender } from '../webhook/send.ts';
import { attempt, type Invocation } from './attempt.ts';
import { type Event, eventToDelivery } from './event.ts';
import { EventFeed, type Fetched } from './event-feed.ts';
import { Finisher } from './finisher.ts';
import { HeldEvents } from './held-events.ts';
import type { DeliveryObserver } from './observer.ts';
import { type Attempt, judge } from './outcome.ts';
import { Signal } from './signal.ts';
import type { Slots } from './slots.ts';
import type { Trigger } from './trigger.ts';

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
  /** Of lines about failed deliveries: `warn`, unless said otherwise. */
  readonly failureLevel?: LogLevel;
  readonly batchSize: number;
  readonly fetchIntervalMs: number;
  readonly observer?: DeliveryObserver | undefined;
  readonly tracer?: Tracer | undefined;
}

export class EventDelivery {
  readonly #options: DeliveryOptions;
  readonly #feed: EventFeed;
  readonly #held: HeldEvents;
  readonly #finisher: Finisher;
  readonly #running = new Set<Promise<void>>();
  readonly #cut = new AbortController();
  /** Fetched, and not yet on their way. */
  readonly #waiting: Event[] = [];
  readonly #isDue = new Signal();
  readonly #hasRoom = new Signal();
  readonly #hasWork = new Signal();
  #isStopping = false;
  #loops: Promise<unknown> | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    setMaxListeners(0, this.#cut.signal); // one for every delivery on its way
    const complain = (error: unknown) => this.#complain(error);
    this.#feed = new EventFeed(options.pool, options.batchSize, complain);
    this.#held = new HeldEvents(options.pool, complain);
    this.#finisher = new Finisher({
      ...options,
      signal: this.#cut.signal,
      onWritten: (attempts) => this.#wakeForNext(attempts),
    });
  }

  start(): void {
    if (this.#loops) return;
    this.#held.start();
    this.#loops = Promise.all([this.#fetchLoop(), this.#startLoop()]);
  }

  /** There may be new events: a mutation of ours was committed, or an event's time to be retried has come. */
  wake(): void {
    this.#isDue.give();
  }

  /**
   * Takes no more events, waits up to `graceMs` for those on their way, cuts the others off, and gives every lock back.
   * A delivery cut off is made again by whoever takes the event next.
   */
  async close(graceMs: number): Promise<void> {
    this.#isStopping = true;
    for (const signal of [this.#isDue, this.#hasRoom, this.#hasWork]) signal.give();
    const cut = setTimeout(() => this.#cut.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(cut);
    await this.#loops;
    await this.#held.close();
  }

  async #fetchLoop(): Promise<void> {
    const { batchSize, fetchIntervalMs } = this.#options;
    while (!this.#isStopping) {
      // The next batch is fetched while the last one is half delivered, so that webhooks never wait for Postgres.
      if (this.#waiting.length > batchSize / 2) {
        await this.#hasRoom.taken();
        continue;
      }
      this.#isDue.reset();
      const outcome = await this.#fetch();
      if (outcome === 'full' || this.#isStopping) continue;
      await this.#isDue.taken(outcome === 'failed' ? PATIENCE_MS : fetchIntervalMs);
    }
  }

  async #fetch(): Promise<Fetched['outcome']> {
    const start = performance.now();
    const { events, outcome } = await this.#feed.fetch(this.#options.triggers());
    this.#options.observer?.fetched(events.length, secondsSince(start));
    this.#waiting.push(...this.#held.add(events));
    if (events.length > 0) this.#hasWork.give();
    return outcome;
  }

  async #startLoop(): Promise<void> {
    const { slots } = this.#options;
    while (!this.#isStopping) {
      if (this.#waiting.length === 0) {
        await this.#hasWork.taken();
        continue;
      }
      if (!slots.takeFree()) await slots.take();
      const event = this.#isStopping ? undefined : this.#waiting.shift();
      if (event) this.#run(event);
      else slots.give();
      this.#hasRoom.give();
    }
  }

  #run(event: Event): void {
    const running = this.#deliver(event).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #deliver(event: Event): Promise<void> {
    const { slots, source, observer } = this.#options;
    const trigger = this.#options.triggers().get(event.trigger);
    if (!trigger) {
      slots.give();
      return; // dropped since it was fetched; the lock runs out, and nobody asks for the trigger any more
    }
    const start = performance.now();
    const invocation = await this.#attempt(event, trigger);
    slots.give();
    if (this.#cut.signal.aborted && !invocation.isSuccess) return; // cut off: not the webhook's failure
    const name = { source, trigger: event.trigger };
    const { isSuccess } = invocation;
    observer?.attempted(name, isSuccess, event.queuedSeconds, secondsSince(start));
    this.#note(event, invocation);
    this.#held.release(event);
    const outcome = judge(event, trigger, invocation);
    await this.#finisher.finish(outcome);
    if (outcome.outcome !== 'retry')
      observer?.finished(name, isSuccess, secondsSince(event.fetchedAt));
  }

  /** The delivery belongs to the trace of whoever wrote the row. */
  #attempt(event: Event, trigger: Trigger): Promise<Invocation> {
    const { sender, tracer } = this.#options;
    const delivery = eventToDelivery(event, trigger);
    if (!tracer?.isOn) return attempt(sender, delivery, this.#cut.signal);
    const about = {
      name: `Event trigger: ${event.trigger}`,
      kind: 'consumer',
      parent: delivery.traceHeaders,
      attributes: { event_id: event.id, trigger_name: event.trigger, current_retry: event.tries },
    } as const;
    return tracer.span(about, () =>
      attempt(sender, { ...delivery, traceHeaders: [] }, this.#cut.signal),
    );
  }

  #note(event: Event, { isSuccess, status, error }: Invocation): void {
    const { log, source } = this.#options;
    const level = isSuccess ? 'info' : (this.#options.failureLevel ?? 'warn');
    if (!log.isEnabled('event-trigger', level)) return;
    log.write('event-trigger', level, {
      event_id: event.id,
      trigger_name: event.trigger,
      source,
      status,
      ...(error === null ? {} : { error }),
    });
  }

  /** Retries due before the next look, and the followers of what was delivered in order, would wait for it. */
  #wakeForNext(attempts: readonly Attempt[]): void {
    if (attempts.some(({ trigger, outcome }) => trigger.isOrdered && outcome !== 'retry'))
      this.wake();
    const delays = attempts.flatMap(({ retryInSeconds }) => retryInSeconds ?? []);
    const soonestMs = Math.min(...delays) * 1000;
    if (soonestMs > this.#options.fetchIntervalMs * 4) return;
    setTimeout(() => this.wake(), soonestMs + 5).unref();
  }

  #complain(error: unknown): void {
    const { log, source } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    log.write('event-trigger-process', 'error', { source, message });
  }
}
