/** Everything that is delivered by itself: events of all sources, cron and one-off events, asynchronous actions. */
import type { Log } from '../base/log.ts';
import type { Catalog } from '../catalog/model.ts';
import type { ActionRuntime } from '../execute/action-webhook.ts';
import type { Metadata, Source } from '../metadata/model.ts';
import { openPool, type Pool } from '../pg/pool.ts';
import type { Address } from '../pg/url.ts';
import { wholeOutput } from '../plan/action.ts';
import type { SchemaCache } from '../schema/model.ts';
import type { Sender } from '../webhook/send.ts';
import type { Environment } from '../webhook/url-template.ts';
import { AsyncActions, GIVE_BACK_ALL_ACTIONS } from './async-actions.ts';
import { EventDelivery } from './deliver.ts';
import { improveLayout } from './event-log-layout.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import { eventTriggersOf, installTriggers, removeSource, removeTriggers } from './reconcile.ts';
import { buildCron, type Cron } from './scheduled-event.ts';
import { Scheduler } from './scheduler.ts';
import { Slots } from './slots.ts';
import { unlockAllScheduled } from './statements/finish-scheduled.ts';
import { UNLOCK_ALL_EVENTS } from './statements/unlock-events.ts';
import { buildTrigger, type Trigger } from './trigger.ts';

export interface EventsOptions {
  readonly metadataPool: Pool;
  readonly env: Environment;
  readonly sender: Sender;
  readonly log: Log;
  readonly actions: ActionRuntime;
  readonly httpPoolSize: number;
  readonly fetchIntervalMs: number;
  /** 0: no events are delivered. */
  readonly fetchBatchSize: number;
  readonly asyncActionsIntervalMs: number;
  readonly asyncActionsBatchSize: number;
}

/** The rules of now, and how their sources are reached. */
export interface Rules {
  readonly metadata: Metadata;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly cache: SchemaCache;
  readonly pool: (source: string) => Pool | undefined;
}

export interface Events {
  /** Takes the rules over: after the start, and after each change. */
  apply(rules: Rules): Promise<void>;
  /** A write of ours to the source was committed: there may be events. */
  wake(source: string): void;
  wakeScheduled(): void;
  wakeActions(): void;
  close(graceMs: number): Promise<void>;
}

interface Running {
  readonly pool: Pool;
  readonly delivery: EventDelivery;
  readonly lock: InstanceLock;
}

export function openEvents(options: EventsOptions): Events {
  const { metadataPool, log } = options;
  const slots = new Slots(options.httpPoolSize);
  const running = new Map<string, Running>();
  let rules: Rules | null = null;
  let triggers = new Map<string, ReadonlyMap<string, Trigger>>();
  let crons: ReadonlyMap<string, Cron> = new Map();
  /** Of the sources of now, for when they are dropped. */
  let pools: ReadonlyMap<string, Pool> = new Map();
  const warn = (detail: Readonly<Record<string, unknown>>, error: unknown): void =>
    log.write('event-trigger-process', 'error', { ...detail, message: messageOf(error) });

  const scheduler = new Scheduler({ ...options, pool: metadataPool, crons: () => crons, slots });
  const actions = new AsyncActions({
    runtime: options.actions,
    action: (name) => rules?.metadata.actions.find((action) => action.name === name),
    output: (action) => {
      if (!rules) throw new Error('no rules yet');
      return wholeOutput(action, rules.cache.role('admin').types);
    },
    batchSize: options.asyncActionsBatchSize,
    intervalMs: options.asyncActionsIntervalMs,
  });
  let lock: InstanceLock | null = null;
  async function start(): Promise<void> {
    lock = await takeInstanceLock(metadataPool, log, async () => {
      for (const text of [
        unlockAllScheduled('cron'),
        unlockAllScheduled('one-off'),
        GIVE_BACK_ALL_ACTIONS,
      ])
        await metadataPool.write(text, [], { prepared: false });
    });
    scheduler.start();
    actions.start();
  }

  /** Delivery begins with the first event trigger of a source and follows its pool. */
  async function follow(source: Source, pool: Pool): Promise<void> {
    const known = running.get(source.name);
    if (known?.pool === pool || options.fetchBatchSize === 0) return;
    if (!known && eventTriggersOf(source).length === 0) return;
    if (known) await stop(source.name, known, 0);
    const delivery = new EventDelivery({
      ...options,
      source: source.name,
      pool,
      slots,
      triggers: () => triggers.get(source.name) ?? new Map(),
      batchSize: options.fetchBatchSize,
    });
    const held = await takeInstanceLock(pool, log, async () => {
      await pool.write(UNLOCK_ALL_EVENTS, [], { prepared: false });
    });
    running.set(source.name, { pool, delivery, lock: held });
    delivery.start();
    improveLayout(pool).catch((error) => warn({ source: source.name }, error));
  }

  async function stop(name: string, one: Running, graceMs: number): Promise<void> {
    running.delete(name);
    await one.delivery.close(graceMs).catch((error) => warn({ source: name }, error));
    one.lock.release();
  }

  async function applySource(
    source: Source,
    next: Rules,
    before: Source | undefined,
  ): Promise<void> {
    const pool = next.pool(source.name);
    const catalog = next.catalogs.get(source.name);
    if (!pool || !catalog) return;
    const names = new Set(eventTriggersOf(source));
    await removeTriggers(
      pool,
      eventTriggersOf(before).filter((name) => !names.has(name)),
    );
    await installTriggers(pool, source, catalog);
    await follow(source, pool);
  }

  /** Its own pool is closed already. A database that another source is in, or that was renamed, keeps its log. */
  async function forget(source: Source): Promise<void> {
    const one = running.get(source.name);
    if (one) await stop(source.name, one, 0);
    const address = pools.get(source.name)?.address;
    const isUsed = (rules?.metadata.sources ?? []).some(({ name }) => {
      const other = rules?.pool(name)?.address;
      return other !== undefined && address !== undefined && isSameDatabase(other, address);
    });
    if (!address || isUsed) return;
    const pool = openPool(() => address, { max: 1 });
    await removeSource(pool, source).finally(() => pool.close());
  }

  return {
    async apply(next) {
      const before = rules;
      rules = next;
      triggers = new Map(
        next.metadata.sources.map((source) => [source.name, triggersOf(source, options.env, warn)]),
      );
      crons = cronsOf(next.metadata, options.env, warn);
      for (const source of next.metadata.sources) {
        const known = before?.metadata.sources.find(({ name }) => name === source.name);
        await applySource(source, next, known).catch((error) =>
          warn({ source: source.name }, error),
        );
      }
      for (const source of before?.metadata.sources ?? []) {
        if (next.metadata.sources.some(({ name }) => name === source.name)) continue;
        await forget(source).catch((error) => warn({ source: source.name }, error));
      }
      pools = new Map(
        next.metadata.sources.flatMap(({ name }) => {
          const pool = next.pool(name);
          return pool ? [[name, pool]] : [];
        }),
      );
      if (before) await scheduler.plan();
      else await start();
    },
    wake: (source) => running.get(source)?.delivery.wake(),
    wakeScheduled: () => scheduler.wake(),
    wakeActions: () => actions.wake(),
    async close(graceMs) {
      await Promise.all([
        scheduler.close(graceMs),
        actions.close(graceMs),
        ...[...running].map(([name, one]) => stop(name, one, graceMs)),
      ]);
      lock?.release();
    },
  };
}

const isSameDatabase = (a: Address, b: Address): boolean =>
  a.host === b.host && a.port === b.port && a.database === b.database;

type Warn = (detail: Readonly<Record<string, unknown>>, error: unknown) => void;

function triggersOf(source: Source, env: Environment, warn: Warn): ReadonlyMap<string, Trigger> {
  const built = new Map<string, Trigger>();
  for (const { table, event_triggers } of source.tables)
    for (const trigger of event_triggers)
      try {
        built.set(trigger.name, buildTrigger(trigger, table, env));
      } catch (error) {
        warn({ source: source.name, trigger_name: trigger.name }, error);
      }
  return built;
}

function cronsOf(
  { cron_triggers }: Metadata,
  env: Environment,
  warn: Warn,
): ReadonlyMap<string, Cron> {
  const built = new Map<string, Cron>();
  for (const trigger of cron_triggers)
    try {
      built.set(trigger.name, buildCron(trigger, env));
    } catch (error) {
      warn({ trigger_name: trigger.name }, error);
    }
  return built;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
