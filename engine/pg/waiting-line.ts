import type { Connection } from './connection.ts';
import { connectionError, type PgError } from './error.ts';

/** Who waits for a connection, the longest first. */

/** Which connections will do. */
export interface Need {
  fits(connection: Connection): boolean;
  /** Keeps others away from it at once, for the waiter goes on only a turn later. */
  reserve?(connection: Connection): void;
}

export interface Waiter {
  readonly need: Need;
  take(connection: Connection): void;
  fail(error: PgError): void;
}

export class WaitingLine {
  #waiters: Waiter[] = [];

  get length(): number {
    return this.#waiters.length;
  }
  get first(): Waiter | undefined {
    return this.#waiters[0];
  }

  /** Fails after `waitSeconds`; 0: never. */
  join(need: Need, waitSeconds: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const expire = (): void => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(connectionError('no connection became free in time', '53300'));
      };
      const timer = waitSeconds === 0 ? undefined : setTimeout(expire, waitSeconds * 1000);
      const waiter: Waiter = {
        need,
        take: (connection) => {
          clearTimeout(timer);
          resolve(connection);
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  leave(): void {
    this.#waiters.shift();
  }

  failAll(error: PgError): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.fail(error);
  }
}
