/**
 * Tells living instances from dead ones. Each holds a shared advisory lock in every database that it delivers from.
 * One that gets the lock alone when it starts knows that nobody else lives, so that every lock in the event log is a
 * dead instance's and can be given back at once; otherwise they run out (LEASE_SECONDS).
 */
import type { Log } from '../base/log.ts';
import { Connection } from '../pg/connection.ts';
import type { Pool } from '../pg/pool.ts';

/** An arbitrary number of ours. */
const KEY = '7241905236';
const RETRY_MS = 5000;

export interface InstanceLock {
  release(): void;
}

/** `whenAlone` runs while no other instance can start. */
export async function takeInstanceLock(
  pool: Pool,
  log: Log,
  whenAlone: () => Promise<void>,
): Promise<InstanceLock> {
  let isReleased = false;
  let connection: Connection | undefined;
  let retry: NodeJS.Timeout | undefined;

  const open = async (isFirst: boolean): Promise<void> => {
    // A connection of its own: a pooled one may be taken away, and the lock with it.
    const opened = await Connection.open(pool.address);
    const isAlone =
      isFirst && (await opened.query(`SELECT pg_try_advisory_lock(${KEY})`)).text(0, 0) === 't';
    if (isAlone) await whenAlone();
    await opened.query(`SELECT pg_advisory_lock_shared(${KEY})`);
    if (isAlone) await opened.query(`SELECT pg_advisory_unlock(${KEY})`);
    if (isReleased) return opened.close();
    connection = opened;
    opened.onClose = (reason) => {
      if (isReleased) return;
      log.write('event-trigger-process', 'warn', {
        message: 'lost the instance lock',
        reason: reason.message,
      });
      again();
    };
  };
  const again = (): void => {
    retry = setTimeout(() => open(false).catch(again), RETRY_MS);
    retry.unref();
  };

  await open(true);
  return {
    release() {
      isReleased = true;
      clearTimeout(retry);
      connection?.close();
    },
  };
}
