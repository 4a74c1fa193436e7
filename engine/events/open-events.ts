/** Everything that is delivered by itself: events of all sources, cron and one-off events, asynchronous actions. */
import type { Log, LogLevel } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import type { ActionRuntime } from '../execute/action-webhook.ts';
import type { Pool } from '../pg/pool.ts';
import { wholeOutput } from '../plan/action.ts';
import type { Sender } from '../webhook/send.ts';
import type { Environment } from '../webhook/url-template.ts';
import { AsyncActions, GIVE_BACK_ALL_ACTIONS } from './async-actions.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import type { DeliveryObserver } from './observer.ts';
import { consistentCrons, type Rules } from './rules.ts';
import { buildCrons, type Cron } from './scheduled-event.ts';
import { Scheduler } from './scheduler.ts';
import { Slots } from './slots.ts';
import { SourceDeliveries } from './source-deliveries.ts';
import { unlockAllScheduled } from './statements/finish-scheduled.ts';

export interface EventsOptions {
  readonly metadataPool: Pool;
  readonly env: Environment;
  readonly sender: Sender;
  readonly log: Log;
  /** Of lines about deliveries that failed. */
  readonly failureLevel?: LogLevel;
  readonly actions: ActionRuntime;
  readonly httpPoolSize: number;
  readonly fetchIntervalMs: number;
  /** 0: no events are delivered. */
  readonly fetchBatchSize: number;
  readonly asyncActionsIntervalMs: number;
  readonly asyncActionsBatchSize: number;
  readonly observer?: DeliveryObserver | undefined;
  readonly tracer?: Tracer | undefined;
}

export interface Events {
  /** Takes the rules over: after the start, and after each change. */
  apply(rules: Rules): Promise<void>;
  /** A write of ours to the source was committed: there may be events. */
  wake(source: string): void;
  wakeScheduled(): void;
  wakeActions(): void;
  /** Webhooks that are called at this moment. */
  underWay(): number;
  close(graceMs: number): Promise<void>;
}

export function openEvents(options: EventsOptions): Events {
  const slots = new Slots(options.httpPoolSize);
  const sources = new SourceDeliveries({ ...options, slots });
  let rules: Rules | null = null;
  let crons: ReadonlyMap<string, Cron> = new Map();
  let lock: InstanceLock | null = null;
  const scheduler = new Scheduler({
    ...options,
    pool: options.metadataPool,
    crons: () => crons,
    slots,
  });
  const actions = openActions(options, () => rules);

  async function start(): Promise<void> {
    lock = await takeInstanceLock(options.metadataPool, options.log, () => giveBack(options));
    scheduler.start();
    actions.start();
  }

  return {
    async apply(next) {
      const before = rules;
      rules = next;
      crons = buildCrons(consistentCrons(next), options.env);
      await sources.apply(next, before);
      if (before) await scheduler.plan();
      else await start();
    },
    wake: (source) => sources.wake(source),
    wakeScheduled: () => scheduler.wake(),
    wakeActions: () => actions.wake(),
    underWay: () => options.httpPoolSize - slots.free,
    async close(graceMs) {
      const parts = [scheduler, actions, sources];
      await Promise.all(parts.map((part) => part.close(graceMs)));
      lock?.release();
    },
  };
}

const openActions = (options: EventsOptions, rules: () => Rules | null): AsyncActions =>
  new AsyncActions({
    runtime: options.actions,
    action: (name) => rules()?.metadata.actions.find((action) => action.name === name),
    output: (action) => {
      const now = rules();
      if (!now) throw new Error('no rules yet');
      return wholeOutput(action, now.cache.role('admin').types);
    },
    batchSize: options.asyncActionsBatchSize,
    intervalMs: options.asyncActionsIntervalMs,
  });

/** What instances that are dead had locked in the metadata database. */
async function giveBack({ metadataPool }: EventsOptions): Promise<void> {
  const texts = [unlockAllScheduled('cron'), unlockAllScheduled('one-off'), GIVE_BACK_ALL_ACTIONS];
  for (const text of texts) await metadataPool.write(text, [], { prepared: false });
}
