/**
 * Writes what came of attempts, many at once: $1 is a JSON list of them, $2 their events. One statement for the log of
 * invocations and the state of the events, so that a crash leaves both or none; a statement for hundreds of events costs
 * little more than one for a single event, whose commit is what takes time.
 */
const LOGGED = `
WITH done AS (
  SELECT * FROM json_to_recordset($1::json) AS d(
    event_id text, trigger_name text, status int, request json, response json,
    outcome text, retry_in_seconds float8, locked timestamptz, is_kept boolean
  )
), logged AS (
  INSERT INTO hdb_catalog.event_invocation_logs (id, event_id, trigger_name, status, request, response)
  SELECT gen_random_uuid()::text, event_id, trigger_name, status, request, response FROM done
)`;

/** Delivered is delivered, whoever else delivers it now. Without a join, which would cost as much as the update itself. */
const DELIVERED = `
UPDATE hdb_catalog.event_log
SET tries = tries + 1, delivered = 't', error = 'f', next_retry_at = NULL, locked = NULL
WHERE id = ANY ($2::text[])`;

/**
 * A failure counts only under the lock that it was made under: where that ran out, somebody else delivers the event, and
 * may have succeeded.
 */
const FAILED = `
UPDATE hdb_catalog.event_log e
SET tries = e.tries + 1,
    error = done.outcome = 'error',
    next_retry_at = now() + done.retry_in_seconds * interval '1 second',
    locked = NULL
FROM done
WHERE e.id = ANY ($2::text[]) AND e.id = done.event_id AND e.locked = done.locked`;

/** Of triggers that the original knows. */
export const FINISH_DELIVERED = LOGGED + DELIVERED;
export const FINISH_FAILED = LOGGED + FAILED;

/** Of triggers that are delivered in order, or whose dead letters are kept. */
export const FINISH_DELIVERED_EXTENDED = `${LOGGED}, passed AS (
  DELETE FROM hdb_catalog.event_order WHERE event_id = ANY ($2::text[])
)${DELIVERED}`;
export const FINISH_FAILED_EXTENDED = `${LOGGED}, failed AS (${FAILED}
  RETURNING e.id, e.error, done.trigger_name, done.status, done.response, done.is_kept
), passed AS (
  DELETE FROM hdb_catalog.event_order o USING failed f WHERE o.event_id = f.id AND f.error
)
INSERT INTO hdb_catalog.event_dead_letter (event_id, trigger_name, status, response)
SELECT id, trigger_name, status, response FROM failed WHERE error AND is_kept
ON CONFLICT (event_id) DO UPDATE
SET died_at = now(), status = excluded.status, response = excluded.response`;
