/** Brings an event log that the original made to the layout that deliveries are fast with (statements/due-index.ts). */
import type { Pool } from '../pg/pool.ts';
import {
  CREATE_DUE_INDEX,
  DROP_ORIGINAL_INDEX,
  HAS_ORIGINAL_INDEX,
  SET_LOG_STORAGE,
} from './statements/due-index.ts';

/** An arbitrary number of ours: one instance does it. */
const KEY = '7241905237';

/**
 * Beside the running engine, for it may take long: events are written and delivered meanwhile. What is left of a try that
 * broke off (an invalid index) is made anew by the next.
 */
export const improveLayout = (pool: Pool): Promise<void> =>
  pool.session(async ({ query }) => {
    const ask = async (text: string) =>
      (await query(text, [], { prepared: false })).rows[0]?.[0]?.toString() === 't';
    if (!(await ask(HAS_ORIGINAL_INDEX))) return;
    if (!(await ask(`SELECT pg_try_advisory_lock(${KEY})`))) return;
    const run = (text: string) => query(text, [], { prepared: false });
    await run('DROP INDEX CONCURRENTLY IF EXISTS hdb_catalog.event_log_due_events');
    await run(CREATE_DUE_INDEX('CONCURRENTLY'));
    await run(SET_LOG_STORAGE);
    await run(DROP_ORIGINAL_INDEX);
  });
