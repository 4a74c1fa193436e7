import type { QueryOptions } from './connection.ts';
import type { ParamText } from './outbox.ts';
import type { Result } from './result.ts';
import type { Address } from './url.ts';

/** What the connections of one database do for the rest of the engine; connection-pool.ts does it. */

export type Isolation = 'read-committed' | 'repeatable-read' | 'serializable';

export interface PoolOptions {
  readonly max: number;
  readonly idleSeconds: number;
  /** 0: connections live for ever. */
  readonly lifetimeSeconds: number;
  /** How long a request may wait for a connection; 0: as long as it takes. */
  readonly waitSeconds: number;
  readonly isolation: Isolation;
  readonly usePrepared: boolean;
}

export const DEFAULT_POOL: PoolOptions = {
  max: 50,
  idleSeconds: 180,
  lifetimeSeconds: 600,
  waitSeconds: 0,
  isolation: 'read-committed',
  usePrepared: true,
};

export interface TransactionOptions {
  readonly isolation?: Isolation;
  readonly isReadOnly?: boolean;
  /** Aborted when nobody waits for the answer any more: Postgres is told to stop. */
  readonly signal?: AbortSignal;
  /** The work is SQL of others: what it SETs would outlive the transaction, so the connection is closed behind it. */
  readonly mayChangeSession?: boolean;
}

/** A connection to oneself, until the work that was given it is done. */
export interface Session {
  query(text: string, params?: readonly ParamText[], options?: QueryOptions): Promise<Result>;
  /** Several statements in one text, a result each. */
  simple(text: string): Promise<readonly Result[]>;
}
/** A session inside of BEGIN and COMMIT. */
export type Transaction = Session;

export interface PoolStats {
  readonly open: number;
  readonly exclusive: number;
  readonly inFlight: number;
  readonly waiting: number;
}

export interface Pool {
  readonly address: Address;
  /** Of transactions that do not ask for another. */
  readonly isolation: Isolation;
  /** One statement, with the transaction that Postgres gives it; shares a connection with others. For short reads. */
  read(text: string, params?: readonly ParamText[], options?: QueryOptions): Promise<Result>;
  /**
   * One statement that writes, and is a transaction of its own. Where many do, those that are short share connections;
   * never with reads, which must not wait for a row that somebody has locked.
   */
  shortWrite(text: string, params?: readonly ParamText[], options?: QueryOptions): Promise<Result>;
  /** One statement on a connection of its own: writes, and reads that may take long. */
  write(
    text: string,
    params?: readonly ParamText[],
    options?: QueryOptions & { readonly signal?: AbortSignal },
  ): Promise<Result>;
  /** BEGIN, the work, COMMIT; ROLLBACK where the work throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A session without a transaction: run_sql without one, advisory locks, SET. Its settings are reset afterwards. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Several statements in one text, in one transaction, a result each. */
  simple(text: string): Promise<readonly Result[]>;
  stats(): PoolStats;
  /** Ends when every connection that is lent out came back. */
  close(): Promise<void>;
}
