/** Delivers cron and one-off events when they are due, until it is closed. */

import { setMaxListeners } from 'node:events';
import { parseJson } from '../base/json.ts';
import type { Log, LogLevel } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import type { Sender } from '../webhook/send.ts';
import type { Environment } from '../webhook/url-template.ts';
import { arrayText } from './array-text.ts';
import { attempt, type Invocation, logFailure } from './attempt.ts';
import { planRuns } from './cron-plan.ts';
import type { DeliveryObserver } from './observer.ts';
import { retryDelay } from './outcome.ts';
import {
  type Cron,
  cronToDelivery,
  oneOffToDelivery,
  retryOf,
  type ScheduledDelivery,
  type ScheduledRetry,
  type ScheduledRow,
  scheduledRow,
} from './scheduled-event.ts';
import type { Slots } from './slots.ts';
import { fetchScheduled } from './statements/fetch-scheduled.ts';
import {
  buryScheduled,
  finishScheduled,
  renewScheduled,
  unlockScheduled,
} from './statements/finish-scheduled.ts';
import type { ScheduledKind } from './statements/scheduled.ts';

const POLL_MS = 1000;
const PLAN_EVERY_MS = 60_000;
const LEASE_SECONDS = 30;
const KINDS: readonly ScheduledKind[] = ['cron', 'one-off'];

export interface SchedulerOptions {
  /** Of the metadata database. */
  readonly pool: Pool;
  readonly crons: () => ReadonlyMap<string, Cron>;
  readonly env: Environment;
  readonly sender: Sender;
  readonly slots: Slots;
  readonly log: Log;
  /** Of lines about failed deliveries: `warn`, unless said otherwise. */
  readonly failureLevel?: LogLevel;
  readonly observer?: DeliveryObserver | undefined;
  readonly tracer?: Tracer | undefined;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #held: Readonly<Record<ScheduledKind, Set<string>>> = {
    cron: new Set(),
    'one-off': new Set(),
  };
  readonly #running = new Set<Promise<void>>();
  readonly #cut = new AbortController();
  #timers: NodeJS.Timeout[] = [];
  #isPolling = false;
  #isStopping = false;
  #polled: Promise<void> = Promise.resolve();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    setMaxListeners(0, this.#cut.signal); // one for every delivery on its way
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => this.plan(), PLAN_EVERY_MS),
      setInterval(() => this.#renew(), (LEASE_SECONDS * 1000) / 3),
    ];
    this.plan();
  }

  /** Plans the runs of cron triggers anew: metadata has changed, or time has passed. */
  async plan(): Promise<void> {
    const { pool, crons } = this.#options;
    const schedules = [...crons().values()].map(({ trigger, retry }) => ({
      name: trigger.name,
      schedule: trigger.schedule,
      timeZone: trigger[EXTENSION_KEY]?.time_zone ?? 'UTC',
      toleranceSeconds: retry.toleranceSeconds,
    }));
    await planRuns(pool, schedules).catch((error) => this.#complain(error));
  }

  /** Looks for events that are due, unless it is looking already. */
  wake(): void {
    if (this.#isPolling || this.#isStopping) return;
    this.#isPolling = true;
    this.#polled = this.#poll().finally(() => {
      this.#isPolling = false;
    });
  }

  /** As EventDelivery.close. */
  async close(graceMs: number): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#polled;
    const cut = setTimeout(() => this.#cut.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(cut);
    for (const kind of KINDS) {
      const ids = [...this.#held[kind]];
      if (ids.length > 0) await this.#options.pool.write(unlockScheduled(kind), [arrayText(ids)]);
    }
  }

  async #poll(): Promise<void> {
    for (const kind of KINDS) {
      try {
        await this.#take(kind);
      } catch (error) {
        this.#complain(error);
      }
    }
  }

  async #take(kind: ScheduledKind): Promise<void> {
    const { pool, crons } = this.#options;
    const params = [String(LEASE_SECONDS)];
    if (kind === 'cron') {
      const names = [...crons().keys()];
      if (names.length === 0) return;
      params.push(arrayText(names));
    }
    const { rows } = await pool.write(fetchScheduled(kind), params);
    for (const [cell] of rows) {
      const row = scheduledRow.parse(parseJson(cell?.toString('utf8') ?? 'null'));
      if (this.#held[kind].has(row.id)) continue;
      this.#held[kind].add(row.id);
      const running = this.#process(kind, row)
        .catch((error) => this.#complain(error))
        .finally(() => {
          this.#running.delete(running);
          if (!this.#cut.signal.aborted) this.#held[kind].delete(row.id);
        });
      this.#running.add(running);
    }
  }

  async #process(kind: ScheduledKind, row: ScheduledRow): Promise<void> {
    const { pool, slots, observer, log } = this.#options;
    const delivery = this.#delivery(kind, row);
    if (typeof delivery === 'string') {
      await this.#finish(kind, row, logFailure('null', delivery), retryOf(row.retry_conf));
    } else if (row.late_seconds > delivery.retry.toleranceSeconds) {
      await pool.write(buryScheduled(kind), [arrayText([row.id])]);
    } else {
      await slots.take();
      const invocation = await this.#attempt(kind, row, delivery).finally(() => slots.give());
      if (this.#cut.signal.aborted && !invocation.isSuccess) return; // cut off: the lock is given back
      observer?.scheduledAttempted(kind, invocation.isSuccess);
      const { status, error } = invocation;
      log.write(
        'scheduled-trigger',
        invocation.isSuccess ? 'info' : (this.#options.failureLevel ?? 'warn'),
        {
          event_id: row.id,
          ...(row.name === null ? {} : { trigger_name: row.name }),
          status,
          ...(error === null ? {} : { error }),
        },
      );
      await this.#finish(kind, row, invocation, delivery.retry);
    }
  }

  async #attempt(
    kind: ScheduledKind,
    { id, name }: ScheduledRow,
    delivery: ScheduledDelivery,
  ): Promise<Invocation> {
    const { sender, tracer } = this.#options;
    const request = { ...delivery, sessionVariables: {}, traceHeaders: [] };
    const work = () => attempt(sender, request, this.#cut.signal);
    if (!tracer?.isOn) return work();
    const title = kind === 'cron' ? `Cron trigger: ${name}` : 'One-off scheduled event';
    return tracer.span(
      { name: title, kind: 'consumer', parent: [], attributes: { event_id: id } },
      work,
    );
  }

  /** A text says why it cannot be delivered: a variable of its webhook is not set. */
  #delivery(kind: ScheduledKind, row: ScheduledRow): ScheduledDelivery | string {
    try {
      if (kind === 'one-off') return oneOffToDelivery(row, this.#options.env);
      const cron = this.#options.crons().get(row.name ?? '');
      return cron ? cronToDelivery(row, cron) : `cron trigger ${JSON.stringify(row.name)} is gone`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #finish(
    kind: ScheduledKind,
    { id, tries }: ScheduledRow,
    invocation: Invocation,
    retry: ScheduledRetry,
  ): Promise<void> {
    const { isSuccess, status, request, response } = invocation;
    const delay = isSuccess ? null : retryDelay(tries, retry, invocation);
    const outcome = isSuccess ? 'delivered' : delay === null ? 'error' : 'scheduled';
    const about = JSON.stringify({ event_id: id, status, outcome, retry_in_seconds: delay });
    const text = `[${about.slice(0, -1)},"request":${request},"response":${response}}]`;
    await this.#insist(() => this.#options.pool.write(finishScheduled(kind), [text]));
    if (outcome !== 'scheduled') this.#options.observer?.scheduledFinished(kind, isSuccess);
  }

  /** What was delivered must not be forgotten while the database is away. */
  async #insist(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        const isLost = error instanceof PgError && error.isConnectionLoss;
        if (!isLost || this.#cut.signal.aborted) throw error;
        this.#complain(error);
        await new Promise((again) => setTimeout(again, POLL_MS));
      }
    }
  }

  async #renew(): Promise<void> {
    for (const kind of KINDS) {
      const ids = [...this.#held[kind]];
      if (ids.length === 0) continue;
      await this.#options.pool
        .write(renewScheduled(kind), [arrayText(ids), String(LEASE_SECONDS)])
        .catch((error) => this.#complain(error));
    }
  }

  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.log.write('scheduled-trigger-process', 'error', { message });
  }
}
