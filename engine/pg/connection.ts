import type { Socket } from 'node:net';
import { cancel, dial } from './dial.ts';
import { connectionError, PgError, parseErrorFields } from './error.ts';
import { Exchange, type OnServed, type Prepared, type Question } from './exchange.ts';
import { Inbox } from './inbox.ts';
import { Outbox, type ParamText } from './outbox.ts';
import { parseFields, type Result, type RowSink } from './result.ts';
import { SignIn } from './sign-in.ts';
import { StatementCache } from './statement-cache.ts';
import type { Address } from './url.ts';

/**
 * One connection: questions go out in the order asked, answers come back in the same order, and nothing waits for an
 * answer before the next question leaves. Rows are never decoded here.
 */

/** Pinned for every connection: sql.ts relies on the first two, the row writer of execute/ on the others. */
const PINNED: readonly (readonly [string, string])[] = [
  ['client_encoding', 'UTF8'],
  ['standard_conforming_strings', 'on'],
  ['DateStyle', 'ISO'],
  ['extra_float_digits', '1'],
];

export interface SideStatement {
  readonly text: string;
  readonly params: readonly ParamText[];
}

export interface QueryOptions {
  /** Kept by the connection under a name, as what runs beside it; the text is the key. Default true. */
  readonly prepared?: boolean;
  /** Of each column: whether its cells come in Postgres's binary format instead of text. Default: none. */
  readonly binary?: readonly boolean[] | null;
  /** Takes the rows instead of the result. */
  readonly sink?: RowSink | undefined;
  /**
   * Run right before, in the same transaction: Postgres ends it at the Sync that follows both, so that one write and one
   * answer do what BEGIN, two statements and COMMIT would. Its rows are dropped.
   */
  readonly preamble?: SideStatement | undefined;
  /** As the preamble, but right behind: it refuses what was done by failing, which is told by a GuardError. */
  readonly guard?: SideStatement | undefined;
  /** How long it will take, as far as is known. */
  readonly expectedMs?: number;
  readonly onServed?: OnServed;
}

export interface Notification {
  readonly channel: string;
  readonly payload: string;
}

/** Answers that are read together. */
interface Batch {
  readonly since: number;
  readonly isRightBehind: boolean;
  readonly tell: OnServed[];
}

export class Connection {
  readonly address: Address;
  readonly openedAt = performance.now();
  /** When the oldest unanswered question was asked or, if others stood before it, became the oldest. */
  busySince = 0;
  idleSince = performance.now();
  /** What is in flight is expected to take this long, as those who asked said. */
  loadMs = 0;
  wasClosedByUs = false;
  /** `idle`, `transaction` or `failed`, as of the last ReadyForQuery. */
  transaction: 'idle' | 'open' | 'failed' = 'idle';
  readonly parameters = new Map<string, string>();
  /** Told after each answer. */
  onAnswer: (() => void) | null = null;
  onClose: ((reason: PgError) => void) | null = null;
  onNotification: ((notification: Notification) => void) | null = null;
  /** A piece of COPY's stream, both ways of which a replication connection uses. Valid during the call only. */
  onCopyData: ((bytes: Buffer) => void) | null = null;

  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  /** Asked and not yet answered, the oldest first. */
  readonly #exchanges: Exchange[] = [];
  /** Whether the oldest unanswered question was asked while another was in flight. */
  #isRightBehind = false;
  #batch: Batch | null = null;
  readonly #statements: StatementCache;
  #processId = 0;
  #secret = 0;
  #closed: PgError | null = null;
  readonly #signIn: SignIn;

  private constructor(address: Address, socket: Socket) {
    this.address = address;
    this.#socket = socket;
    this.#outbox = new Outbox(socket);
    this.#signIn = new SignIn(address, this.#outbox);
    this.#inbox = new Inbox((type, buffer, body, end) => this.#message(type, buffer, body, end));
    this.#statements = new StatementCache(this.#outbox);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#lose(connectionError(error.message)));
    socket.on('close', () =>
      this.#lose(connectionError('server closed the connection unexpectedly')),
    );
    socket.resume(); // dial() pauses it behind the byte that answers the offer of TLS
  }

  static async open(address: Address): Promise<Connection> {
    const connection = new Connection(address, await dial(address));
    await connection.#start();
    return connection;
  }

  /** Questions asked and not yet answered. */
  get inFlight(): number {
    return this.#exchanges.length;
  }
  get isClosed(): boolean {
    return this.#closed !== null;
  }

  query(
    text: string,
    params: readonly ParamText[] = [],
    options: QueryOptions = {},
  ): Promise<Result> {
    const { preamble, guard, prepared: isKept = true } = options;
    const before = preamble === undefined ? NONE : [this.#runBeside(preamble, isKept)];
    const prepared = this.#statements.prepare(text, isKept);
    this.#outbox.bind(prepared.name, params, options.binary ?? null);
    this.#outbox.execute();
    const behind = guard === undefined ? NONE : [this.#runBeside(guard, isKept)];
    this.#outbox.sync();
    return new Promise((resolve, reject) => {
      this.#expect({
        statements: [...before, prepared, ...behind],
        main: before.length,
        sink: options.sink ?? null,
        results: null,
        expectedMs: options.expectedMs ?? 0,
        onServed: options.onServed,
        resolve,
        reject,
      });
    });
  }

  /** Simple protocol: several statements in one text, each with a result. They share a transaction. */
  simple(text: string): Promise<readonly Result[]> {
    this.#outbox.query(text);
    return new Promise((resolve, reject) => {
      const results: Result[] = [];
      this.#expect({ ...PLAIN, results, resolve: () => resolve(results), reject });
    });
  }

  sendCopyData(bytes: Buffer): void {
    if (this.#closed === null) this.#outbox.copyData(bytes);
  }

  /** Asks Postgres, over another connection, to stop what this one runs. */
  cancel(): Promise<void> {
    return cancel(this.address, this.#processId, this.#secret);
  }

  /** Says goodbye. What is still unanswered fails. */
  close(): void {
    if (this.#closed !== null) return;
    this.wasClosedByUs = true;
    this.#outbox.terminate();
    this.#outbox.flush();
    this.#socket.end();
    this.#lose(connectionError('the connection was closed'));
  }

  destroy(): void {
    this.wasClosedByUs = true;
    this.#socket.destroy();
    this.#lose(connectionError('the connection was closed'));
  }

  #runBeside({ text, params }: SideStatement, isKept: boolean): Prepared {
    const prepared = this.#statements.prepare(text, isKept);
    this.#outbox.bind(prepared.name, params, null);
    this.#outbox.execute();
    return prepared;
  }

  #expect(question: Question): void {
    if (this.#closed !== null) {
      const reason = this.#closed;
      queueMicrotask(() => question.reject(reason));
      return;
    }
    if (this.inFlight === 0) {
      this.busySince = performance.now();
      this.#isRightBehind = false;
    }
    this.#exchanges.push(new Exchange(question));
    this.loadMs += question.expectedMs;
  }

  #take(chunk: Buffer): void {
    try {
      this.#inbox.take(chunk);
      this.#tellTimes();
    } catch (error) {
      // A sink or a listener failed, or the stream makes no sense: the connection cannot be trusted any more.
      this.#socket.destroy();
      this.#lose(connectionError(error instanceof Error ? error.message : String(error)));
    }
  }

  #message(type: number, buffer: Buffer, body: number, end: number): void {
    const exchange = this.#exchanges[0];
    switch (type) {
      case 0x44: // DataRow
        exchange?.row(buffer, body, end);
        return;
      case 0x43: // CommandComplete
        exchange?.complete(buffer.toString('utf8', body, end - 1));
        return;
      case 0x31: // ParseComplete
        exchange?.parsed();
        return;
      case 0x54: // RowDescription
        exchange?.describe(parseFields(buffer, body));
        return;
      case 0x5a: // ReadyForQuery
        this.transaction = STATUS[buffer[body] ?? 0] ?? 'idle';
        this.#answer(exchange);
        return;
      case 0x45: // ErrorResponse
        this.#fail(exchange, parseErrorFields(buffer, body, end));
        return;
      case 0x49: // EmptyQueryResponse
        exchange?.complete('');
        return;
      case 0x47: // CopyInResponse: nobody here has rows to copy
        this.#outbox.copyFail('COPY FROM STDIN is not supported');
        return;
      case 0x64: // CopyData
        this.onCopyData?.(buffer.subarray(body, end));
        return;
      case 0x41: // NotificationResponse
        this.#notify(buffer, body, end);
        return;
      default:
        this.#startMessage(type, buffer, body, end);
    }
  }

  #answer(exchange: Exchange | undefined): void {
    if (exchange === undefined) return;
    // Few are in flight, so that moving them is cheap; one kept for longer would keep its answer, and age it.
    this.#exchanges.shift();
    const now = performance.now();
    this.#batch ??= { since: this.busySince, isRightBehind: this.#isRightBehind, tell: [] };
    this.#isRightBehind = true;
    if (this.inFlight > 0) {
      this.busySince = now;
      this.loadMs -= exchange.question.expectedMs;
    } else {
      this.idleSince = now;
      this.loadMs = 0; // exactly: sums of fractions drift
    }
    this.#settle(exchange);
    this.onAnswer?.();
  }

  /** Of answers that were read together nobody knows when each came: the time is divided among them. */
  #tellTimes(): void {
    if (this.#batch === null) return;
    const { since, isRightBehind, tell } = this.#batch;
    this.#batch = null;
    const ms = (performance.now() - since) / tell.length;
    for (const each of tell) each(ms, isRightBehind);
  }

  #settle(exchange: Exchange): void {
    const { error, question } = exchange;
    if (error === null) {
      if (question.onServed) this.#batch?.tell.push(question.onServed);
      question.resolve(exchange.result());
      return;
    }
    for (const each of question.statements) if (each !== null) this.#statements.failed(each, error);
    question.reject(error);
  }

  #fail(exchange: Exchange | undefined, fields: ReadonlyMap<string, string>): void {
    const error = exchange?.errorOf(fields) ?? new PgError(fields);
    // A FATAL error outside of any exchange (shutdown) is followed by the end of the connection.
    if (exchange === undefined || error.severity === 'FATAL') this.#lose(error);
    else exchange.error ??= error;
  }

  #lose(reason: PgError): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    const lost = this.#exchanges.splice(0);
    for (const { question, error } of lost) question.reject(error ?? reason);
    this.onClose?.(reason);
  }

  #notify(buffer: Buffer, body: number, end: number): void {
    const channelEnd = buffer.indexOf(0, body + 4);
    this.onNotification?.({
      channel: buffer.toString('utf8', body + 4, channelEnd),
      payload: buffer.toString('utf8', channelEnd + 1, end - 1),
    });
  }

  #start(): Promise<void> {
    const { user, database, settings } = this.address;
    this.#outbox.startup(new Map([['user', user], ['database', database], ...PINNED, ...settings]));
    const timer = setTimeout(
      () => this.#lose(connectionError('timeout expired while signing in', '08001')),
      this.address.connectTimeoutMs,
    );
    return new Promise((resolve, reject) => {
      const end = (tell: () => void): void => {
        clearTimeout(timer);
        tell();
      };
      this.#expect({
        ...PLAIN,
        resolve: () => end(resolve),
        reject: (error) =>
          end(() => {
            this.#socket.destroy();
            reject(error);
          }),
      });
    });
  }

  /** Messages of the start-up, and those that say nothing (ParseComplete, NoticeResponse…). */
  #startMessage(type: number, buffer: Buffer, body: number, end: number): void {
    switch (type) {
      case 0x52: // Authentication…
        this.#signIn.respond(buffer.subarray(body, end));
        return;
      case 0x4b: // BackendKeyData
        this.#processId = buffer.readInt32BE(body);
        this.#secret = buffer.readInt32BE(body + 4);
        return;
      case 0x53: {
        // ParameterStatus
        const middle = buffer.indexOf(0, body);
        this.parameters.set(
          buffer.toString('utf8', body, middle),
          buffer.toString('utf8', middle + 1, end - 1),
        );
        return;
      }
    }
  }
}

const NONE: readonly Prepared[] = [];
const PLAIN = {
  statements: [null],
  main: 0,
  sink: null,
  results: null,
  expectedMs: 0,
  onServed: undefined,
};
const STATUS: Readonly<Record<number, 'idle' | 'open' | 'failed'>> = {
  73: 'idle',
  84: 'open',
  69: 'failed',
};
