import { Connection, type QueryOptions } from './connection.ts';
import { connectionError, PgError } from './error.ts';
import type { ParamText } from './outbox.ts';
import {
  DEFAULT_POOL,
  type Isolation,
  type Pool,
  type PoolOptions,
  type PoolStats,
  type Session,
  type Transaction,
  type TransactionOptions,
} from './pool.ts';
import type { Result } from './result.ts';
import { type StatementTime, StatementTimes } from './statement-times.ts';
import { type Address, parseUrl } from './url.ts';
import { type Need, WaitingLine } from './waiting-line.ts';
import { WriteTurns } from './write-turns.ts';

/**
 * The connections of one database. Short reads share connections, several in flight on each, which saves a round trip
 * and most system calls, and so do writes that are known to be short, each its own transaction; whatever may take long,
 * and every transaction of several statements, has a connection to itself.
 */

/**
 * Reads in flight on one shared connection, and how long they may be expected to take together. Short ones gather on few
 * connections: eight point reads in one write and one answer cost half of what they cost apart, and few processes of
 * Postgres's get in each other's way less than many: the more there are, the longer one of them may wait for a
 * processor, with all that is queued on it (engine/bench.md).
 */
const READS_MAX = 32;
const READ_LOAD_MAX_MS = 2.5;
/** Fewer writes: one that waits for a row that somebody has locked holds up those behind it. */
const WRITES_MAX = 8;
const WRITE_LOAD_MAX_MS = 2;
/** What nothing is known of; a write that takes longer has a connection to itself. */
const SHORT_MS = 1;
/** Shared connections that are opened before reads queue up behind long ones. */
const SHARED_CONNECTIONS = 8;
/** Connections that write before a write is sent behind another: of fewer processes, each waits less for a processor. */
const WRITING_CONNECTIONS = 4;
/** Nothing is queued behind a question older than this: it is not short. */
const PATIENCE_MS = 5;
const REAP_INTERVAL_MS = 5000;

/** A URL, or a function that is asked for the address at each new connection. */
export function openPool(
  where: string | (() => Address),
  options: Partial<PoolOptions> = {},
): Pool {
  const all = { ...DEFAULT_POOL, ...options };
  if (typeof where === 'function') return new ConnectionPool(where, all);
  const address = parseUrl(where);
  return new ConnectionPool(() => address, all);
}

interface TimedQuestion {
  readonly time: StatementTime;
  ask(connection: Connection): Promise<Result>;
}

class ConnectionPool implements Pool {
  readonly #address: () => Address;
  readonly #options: PoolOptions;
  readonly #connections: Connection[] = [];
  readonly #lent = new Set<Connection>();
  readonly #times = new StatementTimes(SHORT_MS);
  readonly #turns: WriteTurns;
  /** Those that carry short writes, until they are idle again. */
  readonly #writing = new WeakSet<Connection>();
  readonly #line = new WaitingLine();
  #opening = 0;
  /** One connection was lost: those opened before are probably lost too, and nothing new is asked of them. */
  #trustedFrom = 0;
  #isClosed = false;
  #closed: (() => void) | null = null;
  readonly #reaper: NodeJS.Timeout;

  constructor(address: () => Address, options: PoolOptions) {
    this.#address = address;
    this.#options = options;
    this.#turns = new WriteTurns(options.max);
    this.#reaper = setInterval(() => this.#reap(), REAP_INTERVAL_MS);
    this.#reaper.unref();
  }

  get isolation(): Isolation {
    return this.#options.isolation;
  }

  get address(): Address {
    return this.#address();
  }

  read(
    text: string,
    params: readonly ParamText[] = [],
    options: QueryOptions = {},
  ): Promise<Result> {
    const { time, ask } = this.#timed(text, params, options);
    return this.#shared(ask, time.ms).catch((error) => {
      // A read whose connection went away between two questions, or whose statement went stale, is asked once more.
      if (error instanceof PgError && mayAskAgain(error) && (options.sink?.isEmpty ?? true))
        return this.#shared(ask, time.ms);
      throw error;
    });
  }

  shortWrite(
    text: string,
    params: readonly ParamText[] = [],
    options: QueryOptions = {},
  ): Promise<Result> {
    const { time, ask } = this.#timed(text, params, options);
    // Known to be long: those that run together are counted, and each has a connection to itself.
    if (time.ms > SHORT_MS) return this.#turns.run(time, () => this.#lend(ask));
    const picked = this.#pickForWrite(time.ms);
    if (picked === undefined) return this.#wait(this.#forWrite(time.ms)).then(ask);
    this.#writing.add(picked);
    return ask(picked);
  }

  write(
    text: string,
    params: readonly ParamText[] = [],
    options: QueryOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<Result> {
    const ask = (connection: Connection) => connection.query(text, params, this.#with(options));
    return this.#lend(ask, options.signal);
  }

  transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    {
      isolation = this.#options.isolation,
      isReadOnly = false,
      signal,
      mayChangeSession = false,
    }: TransactionOptions = {},
  ): Promise<T> {
    const begin = `BEGIN ISOLATION LEVEL ${LEVEL[isolation]}${isReadOnly ? ' READ ONLY' : ''}`;
    return this.#lend(async (connection) => {
      // Not awaited: it leaves together with the first statement, which fails if this does.
      const begun = connection.simple(begin);
      begun.catch(() => undefined);
      try {
        const value = await work(this.#session(connection));
        await begun;
        const [outcome] = await connection.simple('COMMIT');
        if (outcome?.tag !== 'COMMIT')
          throw connectionError('the transaction had failed and was rolled back', '25P02');
        return value;
      } catch (error) {
        if (!connection.isClosed) await connection.simple('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        if (mayChangeSession && !connection.isClosed) connection.destroy();
      }
    }, signal);
  }

  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#lend(async (connection) => {
      try {
        return await work(this.#session(connection));
      } finally {
        // What the work left behind (an open transaction, SET, locks) must not reach the next user.
        if (!connection.isClosed) connection.destroy();
      }
    });
  }

  simple(text: string): Promise<readonly Result[]> {
    return this.#lend((connection) => connection.simple(text));
  }

  stats(): PoolStats {
    const inFlight = this.#connections.reduce((sum, connection) => sum + connection.inFlight, 0);
    return {
      open: this.#connections.length,
      exclusive: this.#lent.size,
      inFlight,
      waiting: this.#line.length,
    };
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#reaper);
    this.#line.failAll(connectionError('the pool was closed'));
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#reap();
    });
  }

  #with(options: QueryOptions): QueryOptions {
    return this.#options.usePrepared ? options : { ...options, prepared: false };
  }

  /** A question that tells how long it took, and how long it is expected to take. */
  #timed(text: string, params: readonly ParamText[], options: QueryOptions): TimedQuestion {
    const time = this.#times.of(text);
    // Field by field: a spread with more fields behind it costs V8 a hundred times as much.
    const timed: QueryOptions = {
      prepared: this.#options.usePrepared && options.prepared !== false,
      binary: options.binary ?? null,
      sink: options.sink,
      preamble: options.preamble,
      guard: options.guard,
      expectedMs: time.ms,
      onServed: (ms, isRightBehind) => time.learn(ms, isRightBehind),
    };
    return { time, ask: (connection) => connection.query(text, params, timed) };
  }

  #session(connection: Connection): Session {
    return {
      query: (text, params, options = {}) => connection.query(text, params, this.#with(options)),
      simple: (text) => connection.simple(text),
    };
  }

  #shared<T>(ask: (connection: Connection) => Promise<T>, ms: number): Promise<T> {
    const picked = this.#pickShared(ms);
    return picked === undefined ? this.#wait(this.#forRead).then(ask) : ask(picked);
  }

  async #lend<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = this.#pickIdle() ?? (await this.#wait(this.#forOneself));
    this.#lent.add(connection);
    const cancel = (): void => {
      connection.cancel().catch(() => undefined); // who cannot be told to stop is thrown away all the same
    };
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return await work(connection);
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#lent.delete(connection);
      // A transaction left open by SQL of an administrator's would swallow the next user's writes, and a cancellation
      // that comes late would stop the next user's statement.
      if (connection.transaction !== 'idle' || signal?.aborted) connection.destroy();
      this.#serve(connection);
    }
  }

  #pickIdle(): Connection | undefined {
    // From the end: the most recently opened ones are left alone by shared reads, which fill up from the front.
    for (let i = this.#connections.length - 1; i >= 0; i--) {
      const connection = this.#connections[i];
      if (connection && connection.inFlight === 0 && this.#isFree(connection)) return connection;
    }
    return undefined;
  }

  /** The first connection with room for a question of this length, else the least busy one. */
  #pickShared(expectedMs: number): Connection | undefined {
    let best: Connection | undefined;
    let shared = 0;
    const now = performance.now();
    for (const connection of this.#connections) {
      if (!this.#isFree(connection) || this.#writing.has(connection)) continue;
      if (connection.inFlight === 0) return connection;
      shared += 1;
      if (!hasRoom(connection, READS_MAX, now)) continue;
      if (connection.loadMs + expectedMs <= READ_LOAD_MAX_MS) return connection;
      if (best === undefined || connection.loadMs < best.loadMs) best = connection;
    }
    // Opened for the next one; this one rides along on a busy connection unless all are stuck.
    if ((shared + this.#opening < SHARED_CONNECTIONS || best === undefined) && this.#mayOpen()) {
      if (best === undefined) return undefined; // to wait, which opens one
      this.#open();
    }
    return best;
  }

  /** An idle connection while few write; then the least busy one of those that do, if this one fits there. */
  #pickForWrite(expectedMs: number): Connection | undefined {
    if (this.#line.length > 0) return undefined; // who came before goes before
    let idle: Connection | undefined;
    let best: Connection | undefined;
    let writing = 0;
    const now = performance.now();
    for (const connection of this.#connections) {
      if (!this.#isFree(connection)) continue;
      if (connection.inFlight === 0) idle ??= connection;
      if (!this.#writing.has(connection)) continue;
      writing += 1;
      if (!hasRoomForWrite(connection, expectedMs, now)) continue;
      if (best === undefined || connection.loadMs < best.loadMs) best = connection;
    }
    return writing >= WRITING_CONNECTIONS && best !== undefined ? best : idle;
  }

  #isFree(connection: Connection): boolean {
    return connection.openedAt >= this.#trustedFrom && !this.#lent.has(connection);
  }

  #mayOpen(): boolean {
    return !this.#isClosed && this.#connections.length + this.#opening < this.#options.max;
  }

  #wait(need: Need): Promise<Connection> {
    if (this.#isClosed) return Promise.reject(connectionError('the pool was closed'));
    const connection = this.#line.join(need, this.#options.waitSeconds);
    if (this.#mayOpen() && this.#opening < this.#line.length) this.#open();
    return connection;
  }

  readonly #forOneself: Need = {
    fits: (connection) => connection.inFlight === 0,
    reserve: (connection) => this.#lent.add(connection),
  };

  readonly #forRead: Need = {
    fits: (connection) => !this.#writing.has(connection) && connection.inFlight < READS_MAX,
  };

  #forWrite(expectedMs: number): Need {
    return {
      fits: (connection) =>
        connection.inFlight === 0 ||
        (this.#writing.has(connection) &&
          hasRoomForWrite(connection, expectedMs, performance.now())),
      reserve: (connection) => this.#writing.add(connection),
    };
  }

  #open(): void {
    this.#opening += 1;
    this.#connect().then(
      (connection) => {
        this.#opening -= 1;
        this.#admit(connection);
      },
      (error: unknown) => {
        this.#opening -= 1;
        const reason = error instanceof PgError ? error : connectionError(String(error), '08001');
        // Waiters are told only when nobody else could serve them: at the limit of Postgres, others come back.
        if (this.#connections.length === 0) this.#line.failAll(reason);
        this.#finishClosing();
      },
    );
  }

  async #connect(): Promise<Connection> {
    return Connection.open(this.#address()); // async, so that an address that cannot be read is a rejection
  }

  #admit(connection: Connection): void {
    if (this.#isClosed) {
      connection.close();
      this.#finishClosing();
      return;
    }
    this.#connections.push(connection);
    connection.onClose = (reason) => this.#drop(connection, reason);
    connection.onAnswer = () => {
      if (connection.inFlight === 0) this.#writing.delete(connection);
      this.#serve(connection);
    };
    this.#serve(connection);
  }

  #drop(connection: Connection, reason: PgError): void {
    const at = this.#connections.indexOf(connection);
    if (at >= 0) this.#connections.splice(at, 1);
    if (reason.isConnectionLoss && !connection.wasClosedByUs) {
      this.#trustedFrom = performance.now();
      this.#reap();
    }
    if (this.#line.length > 0) {
      if (this.#mayOpen()) this.#open();
      else if (this.#connections.length + this.#opening === 0) this.#line.failAll(reason);
    }
    this.#finishClosing();
  }

  /** Hands a connection that has room to whoever waits longest. */
  #serve(connection: Connection): void {
    if (this.#isClosed || connection.openedAt < this.#trustedFrom) this.#reap();
    for (let first = this.#line.first; first !== undefined; first = this.#line.first) {
      if (connection.isClosed || this.#lent.has(connection) || !first.need.fits(connection)) return;
      this.#line.leave();
      first.need.reserve?.(connection);
      first.take(connection);
      if (!this.#lent.has(connection)) return; // its question is asked a turn later; the next answer serves the next waiter
    }
  }

  /** Closes what is idle for too long, too old, or no longer wanted. */
  #reap(): void {
    const now = performance.now();
    const { idleSeconds, lifetimeSeconds } = this.#options;
    for (const connection of [...this.#connections]) {
      if (connection.inFlight > 0 || this.#lent.has(connection)) continue;
      const isOld = lifetimeSeconds > 0 && now - connection.openedAt > lifetimeSeconds * 1000;
      const isIdle = now - connection.idleSince > idleSeconds * 1000;
      const isLost = connection.openedAt < this.#trustedFrom;
      if (this.#isClosed || isOld || isIdle || isLost) connection.close();
    }
    this.#finishClosing();
  }

  #finishClosing(): void {
    if (this.#isClosed && this.#connections.length + this.#opening === 0) this.#closed?.();
  }
}

const hasRoom = ({ inFlight, busySince }: Connection, most: number, now: number): boolean =>
  inFlight < most && now - busySince <= PATIENCE_MS;

const hasRoomForWrite = (connection: Connection, expectedMs: number, now: number): boolean =>
  hasRoom(connection, WRITES_MAX, now) && connection.loadMs + expectedMs <= WRITE_LOAD_MAX_MS;

const LEVEL: Record<Isolation, string> = {
  'read-committed': 'READ COMMITTED',
  'repeatable-read': 'REPEATABLE READ',
  serializable: 'SERIALIZABLE',
};

const mayAskAgain = ({ code, isConnectionLoss }: PgError): boolean =>
  (isConnectionLoss && code !== '08001') || code === '26000' || code === '0A000';
