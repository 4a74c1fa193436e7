/**
 * Writes what came of attempts, many at once: $1 is a JSON list of them, $2 their events, by which Postgres finds the
 * rows without reading the whole log. One statement for the log of invocations and
 * the state of the events, so that a crash leaves both or none; a statement for hundreds of events costs little more
 * than one for a single event, whose commit is what takes time.
 */
export const FINISH_ATTEMPTS = `
WITH done AS (
  SELECT * FROM json_to_recordset($1::json) AS d(
    event_id text, trigger_name text, status int, request json, response json,
    outcome text, retry_in_seconds float8
  )
), logged AS (
  INSERT INTO hdb_catalog.event_invocation_logs (event_id, trigger_name, status, request, response)
  SELECT event_id, trigger_name, status, request, response FROM done
)
UPDATE hdb_catalog.event_log e
SET tries = e.tries + 1,
    delivered = done.outcome = 'delivered',
    error = done.outcome = 'error',
    next_retry_at = now() + done.retry_in_seconds * interval '1 second',
    locked = NULL
FROM done WHERE e.id = ANY ($2::text[]) AND e.id = done.event_id`;
