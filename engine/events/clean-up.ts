/** Cleans the event log of one source when the `cleanup_config` of its triggers says so, until it is closed. */
import { timesAfter } from '../base/cron.ts';
import type { Log } from '../base/log.ts';
import type { CleanupConfig } from '../metadata/model/webhook.ts';
import type { Pool, Session } from '../pg/pool.ts';
import { arrayText } from './array-text.ts';
import { type Cleaned, type Cleaning, cleanEventLog } from './clean-log.ts';
import { hasExtensionCatalog } from './extension-catalog.ts';
import {
  DROP_CLEANINGS,
  DUE_CLEANINGS,
  END_CLEANING,
  IS_SCHEDULED,
  LOCK_CLEANINGS,
  PLAN_CLEANINGS,
  TRY_CLEANING,
} from './statements/clean-up.ts';
import type { Trigger } from './trigger.ts';

const LOOK_EVERY_MS = 10_000;
/** Planned ahead of each trigger: enough for a console to show. */
const AHEAD = 5;

export interface CleanUpOptions {
  readonly source: string;
  readonly pool: Pool;
  readonly log: Log;
  /** Asked at every turn: metadata may have changed. */
  readonly triggers: () => ReadonlyMap<string, Trigger>;
}

export class CleanUp {
  readonly #options: CleanUpOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isStopping = false;
  /** Whether there may be cleanings planned; null: not known yet. */
  #isPlanned: boolean | null = null;

  constructor(options: CleanUpOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** Plans what is to come and does what is due, unless it is at it already. */
  look(): void {
    if (this.#isStopping) return;
    this.#running ??= this.#work()
      .catch((error) => this.#complain(error))
      .finally(() => {
        this.#running = null;
      });
  }

  /** Ends behind the batch at hand. */
  async close(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #active(): ReadonlyMap<string, CleanupConfig> {
    return new Map(
      [...this.#options.triggers()].flatMap(([name, { cleanup }]) =>
        cleanup && !cleanup.paused ? [[name, cleanup]] : [],
      ),
    );
  }

  async #work(): Promise<void> {
    const active = this.#active();
    if (active.size === 0 && this.#isPlanned === false) return;
    await this.#plan(active);
    this.#isPlanned = active.size > 0;
    const names = arrayText([...active.keys()]);
    const { rows } = await this.#options.pool.write(DUE_CLEANINGS, [names]);
    for (const [id, trigger] of rows) {
      const config = active.get(String(trigger));
      if (config && !this.#isStopping) await this.#clean(String(id), String(trigger), config);
    }
  }

  #plan(active: ReadonlyMap<string, CleanupConfig>): Promise<void> {
    return this.#options.pool.transaction(async (tx) => {
      await tx.query(LOCK_CLEANINGS);
      await tx.query(DROP_CLEANINGS, [arrayText([...active.keys()])]);
      for (const [trigger, { schedule }] of active) {
        const times = timesAfter(schedule, new Date(), { countMax: AHEAD });
        const texts = times.map((time) => time.toISOString().slice(0, -1)); // the column knows no zone
        await tx.query(PLAN_CLEANINGS, [trigger, arrayText(texts)]);
      }
    });
  }

  async #clean(id: string, trigger: string, config: CleanupConfig): Promise<void> {
    const { pool } = this.#options;
    const isExtended = await hasExtensionCatalog(pool);
    const cleaned = { events: 0, invocations: 0 };
    let outcome = 'dead';
    await pool
      .session(async (session) => {
        if (!(await isOurs(session, id, trigger))) {
          outcome = 'left to others';
          return;
        }
        const mayGoOn = () => !this.#isStopping && this.#active().has(trigger);
        await cleanEventLog(session, toCleaning(trigger, config), isExtended, cleaned, mayGoOn);
        outcome = this.#isStopping ? 'left to others' : mayGoOn() ? 'completed' : 'paused';
        if (!this.#isStopping) await session.query(END_CLEANING, endOf(id, outcome, cleaned));
      })
      .catch(async (error) => {
        this.#complain(error);
        await pool.write(END_CLEANING, endOf(id, outcome, cleaned));
      });
    this.#options.log.write('event-trigger-process', 'info', {
      source: this.#options.source,
      trigger_name: trigger,
      message: `clean-up: ${outcome}`,
      ...cleaned,
    });
  }

  #complain(error: unknown): void {
    const { log, source } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    log.write('event-trigger-process', 'error', { source, message });
  }
}

async function isOurs(session: Session, id: string, trigger: string): Promise<boolean> {
  const ask = async (text: string, param: string) =>
    String((await session.query(text, [param], { prepared: false })).rows[0]?.[0]) === 't';
  return (await ask(TRY_CLEANING, trigger)) && (await ask(IS_SCHEDULED, id));
}

const endOf = (id: string, outcome: string, { events, invocations }: Cleaned) => [
  id,
  outcome,
  String(events),
  String(invocations),
];

const toCleaning = (trigger: string, config: CleanupConfig): Cleaning => ({
  trigger,
  olderThanHours: config.clear_older_than,
  batchSize: config.batch_size,
  timeoutSeconds: config.timeout,
  withInvocations: config.clean_invocation_logs,
});
