import { type ScheduledKind, TABLES } from './scheduled.ts';

/**
 * Writes what came of attempts ($1, a JSON list): as finish-attempts, for scheduled events. A failure undoes no success of
 * somebody else, who took the event over.
 */
export const finishScheduled = (kind: ScheduledKind): string => `
WITH done AS (
  SELECT * FROM json_to_recordset($1::json) AS d(
    event_id text, status int, request json, response json, outcome text, retry_in_seconds float8
  )
), logged AS (
  INSERT INTO ${TABLES[kind].logs} (event_id, status, request, response)
  SELECT event_id, status, request, response FROM done
)
UPDATE ${TABLES[kind].events} e
SET tries = e.tries + 1,
    status = done.outcome,
    next_retry_at = now() + done.retry_in_seconds * interval '1 second'
FROM done WHERE e.id = done.event_id AND (done.outcome = 'delivered' OR e.status = 'locked')`;

/** Events ($1) that nobody wants any more, so late are they. */
export const buryScheduled = (kind: ScheduledKind): string => `
UPDATE ${TABLES[kind].events} SET status = 'dead', next_retry_at = NULL WHERE id = ANY ($1::text[])`;

/** Keeps the locks of the events $1 for another $2 seconds. */
export const renewScheduled = (kind: ScheduledKind): string => `
UPDATE ${TABLES[kind].events} SET next_retry_at = now() + $2::float8 * interval '1 second'
WHERE id = ANY ($1::text[]) AND status = 'locked'`;

/** Gives back the events $1. */
export const unlockScheduled = (kind: ScheduledKind): string => `
UPDATE ${TABLES[kind].events} SET status = 'scheduled', next_retry_at = NULL
WHERE id = ANY ($1::text[]) AND status = 'locked'`;

/** Gives back every event: only while no instance delivers. */
export const unlockAllScheduled = (kind: ScheduledKind): string => `
UPDATE ${TABLES[kind].events} SET status = 'scheduled', next_retry_at = NULL WHERE status = 'locked'`;
