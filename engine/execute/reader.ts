import type { Pool } from '../pg/pool.ts';
import type { Bindings } from './bind.ts';
import type { Queryable } from './query.ts';

/** Reads share connections; one with a time limit needs a transaction, where the limit can be set. */
export function reader(pool: Pool, { timeLimitSeconds: seconds }: Bindings): Queryable {
  if (seconds === null || seconds === undefined)
    return { query: (text, params, options) => pool.read(text, params, options) };
  return {
    query: (text, params, options) =>
      pool.transaction(
        async (tx) => {
          limitTime(tx, seconds);
          return tx.query(text, params, options);
        },
        { isReadOnly: true },
      ),
  };
}

/** Postgres itself stops what takes longer: nothing is left running behind a client that was told so. */
export function limitTime(tx: Queryable, seconds: number): void {
  const milliseconds = String(Math.max(1, Math.round(seconds * 1000)));
  tx.query(SET_TIMEOUT, [milliseconds]).catch(() => undefined); // fails only with the connection
}
const SET_TIMEOUT = `SELECT set_config('statement_timeout', $1, true)`;
