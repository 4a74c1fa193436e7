/** The deliveries of every source that has event triggers, and the triggers in their databases, as the rules have them. */
import type { Log, LogLevel } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import type { Source } from '../metadata/model.ts';
import { openPool } from '../pg/connection-pool.ts';
import type { Pool } from '../pg/pool.ts';
import type { Address } from '../pg/url.ts';
import type { SchemaCache } from '../schema/model.ts';
import type { Sender } from '../webhook/send.ts';
import type { Environment } from '../webhook/url-template.ts';
import { CleanUp } from './clean-up.ts';
import { EventDelivery } from './deliver.ts';
import { improveLayout } from './event-log-layout.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import type { DeliveryObserver } from './observer.ts';
import { eventTriggersOf, installTriggers, removeSource, removeTriggers } from './reconcile.ts';
import { consistentTriggers, type Rules } from './rules.ts';
import type { Slots } from './slots.ts';
import { UNLOCK_ALL_EVENTS } from './statements/unlock-events.ts';
import { buildTriggers, type Trigger } from './trigger.ts';

export interface SourceDeliveriesOptions {
  readonly env: Environment;
  readonly sender: Sender;
  readonly log: Log;
  /** Of lines about failed deliveries: `warn`, unless said otherwise. */
  readonly failureLevel?: LogLevel;
  readonly slots: Slots;
  readonly fetchIntervalMs: number;
  /** 0: no events are delivered. */
  readonly fetchBatchSize: number;
  readonly observer?: DeliveryObserver | undefined;
  readonly tracer?: Tracer | undefined;
}

interface Running {
  readonly pool: Pool;
  readonly delivery: EventDelivery;
  readonly cleanUp: CleanUp;
  readonly lock: InstanceLock;
}

export class SourceDeliveries {
  readonly #options: SourceDeliveriesOptions;
  readonly #running = new Map<string, Running>();
  /** By source. */
  #triggers: ReadonlyMap<string, ReadonlyMap<string, Trigger>> = new Map();
  /** Of the sources of now, for when they are dropped. */
  #addresses: ReadonlyMap<string, Address> = new Map();

  constructor(options: SourceDeliveriesOptions) {
    this.#options = options;
  }

  /** A source whose database fails is told of in the log, and keeps no other from its deliveries. */
  async apply(next: Rules, before: Rules | null): Promise<void> {
    const { sources } = next.metadata;
    this.#triggers = this.#build(next.cache);
    const known = before?.metadata.sources ?? [];
    for (const source of sources)
      await this.#orTell(
        source.name,
        this.#take(
          source,
          next,
          known.find(({ name }) => name === source.name),
        ),
      );
    for (const source of known)
      if (!sources.some(({ name }) => name === source.name))
        await this.#orTell(source.name, this.#forget(source, next));
    this.#addresses = new Map(
      sources.flatMap(({ name }) => {
        const address = next.pool(name)?.address;
        return address ? [[name, address]] : [];
      }),
    );
  }

  wake(source: string): void {
    this.#running.get(source)?.delivery.wake();
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all([...this.#running].map(([name, one]) => this.#stop(name, one, graceMs)));
  }

  #build(cache: SchemaCache): ReadonlyMap<string, ReadonlyMap<string, Trigger>> {
    return new Map(
      [...cache.sources].map(([name, source]) => [
        name,
        buildTriggers(source, this.#options.env, consistentTriggers(cache, name)),
      ]),
    );
  }

  async #take(source: Source, next: Rules, before: Source | undefined): Promise<void> {
    const pool = next.pool(source.name);
    const tracked = next.cache.sources.get(source.name);
    if (!pool || !tracked) return;
    const names = new Set(eventTriggersOf(source));
    const dropped = eventTriggersOf(before).filter((name) => !names.has(name));
    await removeTriggers(pool, dropped);
    const isConsistent = consistentTriggers(next.cache, source.name);
    for (const refused of await installTriggers(pool, tracked, isConsistent))
      this.#tell({ source: source.name, ...refused });
    await this.#follow(source, pool);
    this.#running.get(source.name)?.cleanUp.look();
  }

  /** Delivery begins with the first event trigger of a source and follows its pool. */
  async #follow(source: Source, pool: Pool): Promise<void> {
    const { name } = source;
    const known = this.#running.get(name);
    if (known?.pool === pool || this.#options.fetchBatchSize === 0) return;
    if (!known && eventTriggersOf(source).length === 0) return;
    if (known) await this.#stop(name, known, 0);
    const shared = {
      ...this.#options,
      source: name,
      pool,
      triggers: () => this.#triggers.get(name) ?? new Map(),
    };
    const delivery = new EventDelivery({ ...shared, batchSize: this.#options.fetchBatchSize });
    const cleanUp = new CleanUp(shared);
    const lock = await takeInstanceLock(pool, this.#options.log, async () => {
      await pool.write(UNLOCK_ALL_EVENTS, [], { prepared: false });
    });
    this.#running.set(name, { pool, delivery, cleanUp, lock });
    delivery.start();
    cleanUp.start();
    void this.#orTell(name, improveLayout(pool));
  }

  async #stop(name: string, running: Running, graceMs: number): Promise<void> {
    const { delivery, cleanUp, lock } = running;
    this.#running.delete(name);
    await Promise.all([this.#orTell(name, delivery.close(graceMs)), cleanUp.close()]);
    lock.release();
  }

  /** Its own pool is closed already. A database that another source is in, or that was renamed, keeps its log. */
  async #forget(source: Source, next: Rules): Promise<void> {
    const running = this.#running.get(source.name);
    if (running) await this.#stop(source.name, running, 0);
    const address = this.#addresses.get(source.name);
    if (!address) return;
    const isUsed = next.metadata.sources.some(({ name }) => {
      const other = next.pool(name)?.address;
      return other !== undefined && isSameDatabase(other, address);
    });
    if (isUsed) return;
    const pool = openPool(() => address, { max: 1 });
    await removeSource(pool, source).finally(() => pool.close());
  }

  async #orTell(source: string, work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.#tell({ source, message });
    });
  }

  #tell(detail: Readonly<Record<string, string>>): void {
    this.#options.log.write('event-trigger-process', 'error', detail);
  }
}

const isSameDatabase = (a: Address, b: Address): boolean =>
  a.host === b.host && a.port === b.port && a.database === b.database;
