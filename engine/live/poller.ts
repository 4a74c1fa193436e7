import { randomUUID } from 'node:crypto';
import { secondsSince } from '../base/clock.ts';
import { EngineError, toGraphqlError } from '../base/error.ts';
import type { Bound } from '../execute/bind.ts';
import { encodeValue } from '../pg/encode.ts';
import type { Cell, Result } from '../pg/result.ts';
import type { ChangeFeed, Watch } from './change-feed.ts';
import { Cohort, cohortKey, type Send, type Subscriber } from './cohort.ts';
import type { LivePlan } from './live-plan.ts';

/** What a poller asks its source through. */
export interface LiveSource {
  query(text: string, params: readonly (string | null)[]): Promise<Result>;
}

export interface PollerOptions {
  readonly plan: LivePlan;
  /** Null while the source is gone: metadata may have dropped it. */
  readonly source: () => LiveSource | null;
  readonly feed?: ChangeFeed;
  readonly intervalMs: number;
  /** Cohorts per statement. */
  readonly batchSize: number;
  /** What a client is told; null where it is better told nothing and asked again later. */
  readonly tell: (error: unknown, text: string) => EngineError | null;
  readonly onEmpty: () => void;
  /** Told of every round, for the log. */
  readonly onRound?: ((round: PollerRound) => void) | undefined;
}

export interface PollerRound {
  readonly poller: ReturnType<Poller['stats']>;
  readonly batches: readonly BatchTimes[];
  readonly seconds: number;
}
export interface BatchTimes {
  readonly cohorts: number;
  /** Until Postgres has answered, and from there until every subscriber was sent its news. */
  readonly databaseSeconds: number;
  readonly pushSeconds: number;
  readonly bytes: number;
}

/** Statements of one poller at once: a round of many cohorts should not take every connection. */
const BATCHES_AT_ONCE = 4;
/** Changes that come closer together are answered by one round. */
const ROUND_GAP_MS = 20;
/** A stream that has just sent rows is asked again this soon, and not at the next tick. */
const STREAM_PAUSE_MS = 50;
/** Timers may fire a little early by the steady clock. */
const TIMER_SLACK_MS = 2;

/** The loop that runs one multiplexed query for all cohorts of one statement. It lives as long as it has a subscriber. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #plan: LivePlan;
  readonly #cohorts = new Map<string, Cohort>();
  /** Null where no change can be told: the query reads what cannot be known, or nobody tells. */
  readonly #watch: Watch | null;
  /** When every cohort is to be asked, and when those that are waited for: by the steady clock. */
  #allDueAt = Number.POSITIVE_INFINITY;
  #someDueAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isClosed = false;
  #hasFailed = false;
  #lastRoundAt = Number.NEGATIVE_INFINITY;
  readonly #id = randomUUID();
  #batches: BatchTimes[] = [];

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#plan = options.plan;
    const { tables } = options.plan;
    this.#watch = (tables && options.feed?.watch(tables, () => this.#changed())) ?? null;
    if (!this.#isWoken) this.#allDueAt = performance.now() + options.intervalMs;
  }

  subscribe(texts: readonly (string | null)[], send: Send): () => void {
    const key = cohortKey(texts);
    const cohort = this.#cohorts.get(key) ?? new Cohort(texts);
    this.#cohorts.set(key, cohort);
    const subscriber: Subscriber = { send, cohort, isFresh: true };
    cohort.subscribers.add(subscriber);
    this.#someDueAt = performance.now();
    this.#arm();
    return () => this.#leave(subscriber);
  }

  stats() {
    const cohorts = [...this.#cohorts.values()];
    return {
      id: this.#id,
      source: this.#plan.source,
      kind: this.#plan.kind,
      query: this.#plan.text,
      cohorts: cohorts.length,
      subscribers: cohorts.reduce((sum, { subscribers }) => sum + subscribers.size, 0),
      is_woken_by_changes: this.#isWoken,
    };
  }

  #leave(subscriber: Subscriber): void {
    const { cohort } = subscriber;
    cohort.subscribers.delete(subscriber);
    if (cohort.subscribers.size === 0) this.#cohorts.delete(cohort.key);
    if (this.#cohorts.size > 0 || this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watch?.stop();
    this.#options.onEmpty();
  }

  /** Whether changes are told, so that no clock is needed. */
  get #isWoken(): boolean {
    return this.#watch?.isAlive() ?? false;
  }

  #changed(): void {
    const soonest = Math.max(performance.now(), this.#lastRoundAt + ROUND_GAP_MS);
    this.#allDueAt = Math.min(this.#allDueAt, soonest);
    this.#arm();
  }

  /**
   * Sets the timer for what is due first. Also a round that is due at once waits for the end of this turn: subscribers
   * that come together are answered together.
   */
  #arm(): void {
    clearTimeout(this.#timer);
    const dueAt = Math.min(this.#allDueAt, this.#someDueAt);
    if (this.#isRunning || this.#isClosed || dueAt === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, dueAt - performance.now()));
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    if (this.#isRunning || this.#isClosed) return;
    const isFull = performance.now() + TIMER_SLACK_MS >= this.#allDueAt;
    this.#someDueAt = Number.POSITIVE_INFINITY;
    if (isFull) this.#allDueAt = Number.POSITIVE_INFINITY;
    this.#isRunning = true;
    this.#hasFailed = false;
    const start = performance.now();
    this.#batches = [];
    const cohorts = [...this.#cohorts.values()];
    await this.#ask(isFull ? cohorts : cohorts.filter(({ isWaitedFor }) => isWaitedFor));
    this.#isRunning = false;
    this.#lastRoundAt = performance.now();
    this.#options.onRound?.({
      poller: this.stats(),
      batches: this.#batches,
      seconds: (this.#lastRoundAt - start) / 1000,
    });
    this.#planNext(isFull);
    this.#arm();
  }

  #planNext(wasFull: boolean): void {
    const { intervalMs } = this.#options;
    const now = performance.now();
    const isHungry = [...this.#cohorts.values()].some((cohort) => cohort.isHungry);
    if (isHungry) this.#someDueAt = Math.min(this.#someDueAt, now + STREAM_PAUSE_MS);
    if (this.#isWoken && !this.#hasFailed) return;
    // A partial round leaves the clock as it is.
    if (wasFull || this.#hasFailed) this.#allDueAt = Math.min(this.#allDueAt, now + intervalMs);
  }

  async #ask(cohorts: readonly Cohort[]): Promise<void> {
    const others = cohorts.filter(({ isSuspect }) => !isSuspect);
    const batches: (readonly Cohort[])[] = cohorts
      .filter(({ isSuspect }) => isSuspect)
      .map((cohort) => [cohort]);
    for (let i = 0; i < others.length; i += this.#options.batchSize)
      batches.push(others.slice(i, i + this.#options.batchSize));
    const work = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop())
        await this.#askBatch(batch);
    };
    await Promise.all(Array.from({ length: Math.min(BATCHES_AT_ONCE, batches.length) }, work));
  }

  async #askBatch(batch: readonly Cohort[]): Promise<void> {
    const { source, tell } = this.#options;
    try {
      const db = source();
      if (db === null) throw new EngineError('not-exists', `source "${this.#plan.source}" is gone`);
      const params = paramsOf(batch.map(({ texts }) => texts));
      const asked = performance.now();
      const { rows } = await db.query(this.#plan.text, params);
      const answered = performance.now();
      this.#publish(batch, rows);
      if (this.#options.onRound) this.#batches.push(timesOf(batch, rows, asked, answered));
    } catch (error) {
      this.#hasFailed = true;
      const told = tell(error, this.#plan.text);
      if (told === null) return;
      const [only] = batch;
      if (only !== undefined && batch.length === 1) return blame(only, told);
      // One cohort's values (a text that is no number) must not cost the others their answers.
      const half = Math.ceil(batch.length / 2);
      await this.#askBatch(batch.slice(0, half));
      await this.#askBatch(batch.slice(half));
    }
  }

  #publish(batch: readonly Cohort[], rows: readonly (readonly Cell[])[]): void {
    for (const [id, ...cells] of rows) {
      const cohort = batch[Number(id?.toString('latin1'))];
      if (cohort === undefined) continue;
      cohort.isSuspect = false;
      if (this.#plan.kind === 'live') cohort.publish(this.#body(cells));
      else this.#publishRows(cohort, cells);
    }
  }

  #publishRows(cohort: Cohort, cells: readonly Cell[]): void {
    const [root, cursor] = cells;
    // `[]`: nothing new, and nothing is said. Told from the two bytes, for the rows are never parsed.
    cohort.isHungry = root !== undefined && root !== null && root.length > 2;
    if (!cohort.isHungry || !cursor) return;
    cohort.deliver(this.#body(cells), true);
    this.#advance(cohort, JSON.parse(cursor.toString('utf8')) as Record<string, string | null>);
  }

  /** Moves a stream's cohort on to the last row's cursor. One that is there already takes its subscribers in. */
  #advance(cohort: Cohort, cursor: Readonly<Record<string, string | null>>): void {
    if (cohort.subscribers.size === 0) return; // all left while they were told
    this.#cohorts.delete(cohort.key);
    cohort.texts = this.#plan.params.map((param, i) =>
      param.from === 'cursor' ? (cursor[param.column] ?? null) : (cohort.texts[i] ?? null),
    );
    const there = this.#cohorts.get(cohort.key);
    if (there === undefined) this.#cohorts.set(cohort.key, cohort);
    else there.take(cohort);
  }

  #body(cells: readonly Cell[]): Buffer {
    return Buffer.concat(
      this.#plan.pieces.map((piece) =>
        typeof piece === 'number' ? (cells[piece] ?? NULL) : piece,
      ),
    );
  }
}

/** Of the multiplexed query, a row each. */
export const paramsOf = (rows: readonly Bound[]): Bound => [
  encodeValue(
    rows.map((_, i) => i),
    'array',
  ),
  encodeValue(
    rows.map((texts) => JSON.stringify(texts)),
    'array',
  ),
];

const timesOf = (
  batch: readonly Cohort[],
  rows: readonly (readonly Cell[])[],
  asked: number,
  answered: number,
): BatchTimes => ({
  cohorts: batch.length,
  databaseSeconds: (answered - asked) / 1000,
  pushSeconds: secondsSince(answered),
  bytes: rows.flat().reduce((sum, cell) => sum + (cell?.length ?? 0), 0),
});

function blame(cohort: Cohort, error: EngineError): void {
  cohort.isSuspect = true;
  cohort.publish(Buffer.from(JSON.stringify({ errors: [toGraphqlError(error)] })));
}

const NULL = Buffer.from('null');
