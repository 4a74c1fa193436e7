/**
 * Between JSON texts of one parameter: no JSON holds a control character as it is, so that nothing has to be quoted. As
 * one JSON list Postgres read it all three times until each value had come to its column: 46 µs an event instead of 19.
 */
export const BETWEEN_JSON = '\u001e';

/** Beside these the statements for failures take the columns of `FAILURE`. */
const SUCCESS = `unnest($1::text[], $2::text[], $3::int[], string_to_array($4, E'\\x1e'), string_to_array($5, E'\\x1e')`;
const FAILURE = '$6::text[], $7::float8[], $8::timestamptz[], $9::boolean[]';

/**
 * Writes what came of attempts, many at once: their events, triggers, statuses, requests and responses. One statement for
 * the log of invocations and the state of the events, so that a crash leaves both or none; a statement for hundreds of
 * events costs little more than one for a single event, whose commit is what takes time.
 */
const logged = (done: string): string => `
WITH done AS (${done}), logged AS (
  INSERT INTO hdb_catalog.event_invocation_logs (id, event_id, trigger_name, status, request, response)
  SELECT gen_random_uuid()::text, event_id, trigger_name, status, request::json, response::json FROM done
)`;
const DELIVERED_ATTEMPTS = logged(
  `SELECT * FROM ${SUCCESS}) AS d(event_id, trigger_name, status, request, response)`,
);
const FAILED_ATTEMPTS = logged(
  `SELECT * FROM ${SUCCESS}, ${FAILURE}) AS d(event_id, trigger_name, status, request, response,
    outcome, retry_in_seconds, locked, is_kept)`,
);

/** Delivered is delivered, whoever else delivers it now. Without a join, which would cost as much as the update itself. */
const DELIVERED = `
UPDATE hdb_catalog.event_log
SET tries = tries + 1, delivered = 't', error = 'f', next_retry_at = NULL, locked = NULL
WHERE id = ANY ($1::text[])`;

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
WHERE e.id = ANY ($1::text[]) AND e.id = done.event_id AND e.locked = done.locked`;

/** Of triggers that the original knows. */
export const FINISH_DELIVERED = DELIVERED_ATTEMPTS + DELIVERED;
export const FINISH_FAILED = FAILED_ATTEMPTS + FAILED;

/** Of triggers that are delivered in order, or whose dead letters are kept. */
export const FINISH_DELIVERED_EXTENDED = `${DELIVERED_ATTEMPTS}, passed AS (
  DELETE FROM hdb_catalog.event_order WHERE event_id = ANY ($1::text[])
)${DELIVERED}`;
export const FINISH_FAILED_EXTENDED = `${FAILED_ATTEMPTS}, failed AS (${FAILED}
  RETURNING e.id, e.error, done.trigger_name, done.status, done.response, done.is_kept
), passed AS (
  DELETE FROM hdb_catalog.event_order o USING failed f WHERE o.event_id = f.id AND f.error
)
INSERT INTO hdb_catalog.event_dead_letter (event_id, trigger_name, status, response)
SELECT id, trigger_name, status, response::json FROM failed WHERE error AND is_kept
ON CONFLICT (event_id) DO UPDATE
SET died_at = now(), status = excluded.status, response = excluded.response`;
