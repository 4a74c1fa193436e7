import { availableParallelism } from 'node:os';
import pg from 'pg';

/** Who writes: lands in `hasura.user`, which the stamp and audit triggers read. */
export interface Actor {
  readonly role: string;
  readonly accountId?: number;
  readonly requestId?: string;
}

/** The platform itself, as opposed to one of its users. */
export const SYSTEM: Actor = { role: 'service', accountId: 1 };

/** Whatever statements can be sent to: the pool, or one transaction. */
export interface Sql {
  /** All rows. `text` is written by us and holds no value; values travel in `params`. */
  rows<Row extends object>(text: string, params?: readonly unknown[]): Promise<readonly Row[]>;
  /** The first row, if there is one. */
  row<Row extends object>(text: string, params?: readonly unknown[]): Promise<Row | undefined>;
  /** The row of a statement that always has one. */
  one<Row extends object>(text: string, params?: readonly unknown[]): Promise<Row>;
}

export interface Database extends Sql {
  /** Runs `work` in one transaction in the name of `actor`; whatever it throws rolls back. */
  transaction<T>(actor: Actor, work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Connections a program holds at most. More would only queue at the row lock of a hot ticket offer: 8
 * connections served 573 reservations a second where 100 served 54 to 100.
 */
export const POOL_SIZE_MAX = Math.max(4, 2 * availableParallelism());

/** Longer than any statement of ours, shorter than an action's ten seconds. */
const STATEMENT_TIMEOUT_MS = 8_000;

/** bigint as a number: the domain's amounts are minor units of money, far below 2^53; beyond it we refuse to lie. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? parseBigint
      : pg.types.getTypeParser(oid, format),
};

export function openDatabase(
  url: string,
  onIdleError: (error: Error) => void,
  sizeMax = POOL_SIZE_MAX,
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: sizeMax,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types,
  });
  // A connection that breaks while idle is dropped by the pool; without a listener it would end the process.
  pool.on('error', onIdleError);

  return {
    ...sqlOf(pool),
    async transaction(actor, work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        await client.query("SELECT set_config('hasura.user', $1, true)", [sessionJson(actor)]);
        const result = await work(sqlOf(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken); // a connection that cannot even roll back is closed, not reused
      }
    },
    close: () => pool.end(),
  };
}

function sqlOf(client: pg.Pool | pg.PoolClient): Sql {
  const rows = async <Row extends object>(text: string, params: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...params])).rows;
  const row = async <Row extends object>(text: string, params?: readonly unknown[]) =>
    (await rows<Row>(text, params))[0];
  return {
    rows,
    row,
    async one<Row extends object>(text: string, params?: readonly unknown[]) {
      const only = await row<Row>(text, params);
      if (only === undefined) throw new Error(`no row came of: ${text.slice(0, 80)}`);
      return only;
    },
  };
}

/** The session in Hasura's own words, so that a trigger cannot tell an action's write from a mutation's. */
const sessionJson = ({ role, accountId, requestId }: Actor): string =>
  JSON.stringify({
    'x-hasura-role': role,
    'x-hasura-user-id': accountId === undefined ? undefined : String(accountId),
    'x-request-id': requestId,
  });

/** The SQLSTATE and constraint behind an error of Postgres; undefined for any other error. */
export function postgresError(error: unknown):
  | {
      readonly code: string;
      readonly constraint?: string;
      readonly detail?: string;
      readonly message: string;
    }
  | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined;
  const { code, constraint, detail, message } = error;
  return {
    code,
    message,
    ...(constraint === undefined ? {} : { constraint }),
    ...(detail === undefined ? {} : { detail }),
  };
}
