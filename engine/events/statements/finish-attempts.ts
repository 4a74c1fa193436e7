/**
 * Writes what came of attempts, many at once: $1 is a JSON list of them, $2 their events. One statement for the log of
 * invocations and the state of the events, so that a crash leaves both or none; a statement for hundreds of events costs
 * little more than one for a single event, whose commit is what takes time.
 */
const LOGGED = `
WITH done AS (
  SELECT * FROM json_to_recordset($1::json) AS d(
    event_id text, trigger_name text, status int, request json, response json,
    outcome text, retry_in_seconds float8, locked timestamptz
  )
), logged AS (
  INSERT INTO hdb_catalog.event_invocation_logs (id, event_id, trigger_name, status, request, response)
  SELECT gen_random_uuid()::text, event_id, trigger_name, status, request, response FROM done
)`;

/** Delivered is delivered, whoever else delivers it now. Without a join, which would cost as much as the update itself. */
export const FINISH_DELIVERED = `${LOGGED}
UPDATE hdb_catalog.event_log
SET tries = tries + 1, delivered = 't', error = 'f', next_retry_at = NULL, locked = NULL
WHERE id = ANY ($2::text[])`;

/**
 * A failure counts only under the lock that it was made under: where that ran out, somebody else delivers the event, and
 * may have succeeded.
 */
export const FINISH_FAILED = `${LOGGED}
UPDATE hdb_catalog.event_log e
SET tries = e.tries + 1,
    error = done.outcome = 'error',
    next_retry_at = now() + done.retry_in_seconds * interval '1 second',
    locked = NULL
FROM done
WHERE e.id = ANY ($2::text[]) AND e.id = done.event_id AND e.locked = done.locked`;
