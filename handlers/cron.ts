import type { RequestHandler } from 'express';
import type { Database, Sql } from '../lib/database.ts';
import { SYSTEM } from '../lib/database.ts';

/**
 * Turns a function into the webhook of a cron trigger. One run at a time over all replicas: a run holds the
 * advisory lock of its name, and a second one that finds it taken answers that it did nothing.
 */
export const cron = (
  database: Database,
  name: string,
  run: (sql: Sql) => Promise<object>,
): RequestHandler => {
  return async (_request, response) => {
    const outcome = await database.transaction(SYSTEM, async (sql) => {
      const lock = await sql.row<{ taken: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtext($1)) AS taken',
        [`cron:${name}`],
      );
      return lock?.taken ? await run(sql) : { skipped: 'another replica is at it' };
    });
    response.json(outcome);
  };
};
