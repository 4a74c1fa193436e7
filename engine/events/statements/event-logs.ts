/** What the console asks of the event log and of the logs of invocations. Each answers with one JSON list. */

const CREATED = `to_json(created_at) AS created_at`;

/** Events of trigger $1 in the state $2 (pending, processed or null for all), $3 at most, behind the first $4. */
export const EVENT_LOGS = `
SELECT coalesce(json_agg(e), '[]') FROM (
  SELECT id, schema_name, table_name, trigger_name, payload, delivered, error, tries, ${CREATED},
    locked, next_retry_at, archived
  FROM hdb_catalog.event_log
  WHERE trigger_name = $1 AND CASE $2
    WHEN 'pending' THEN delivered = 'f' AND error = 'f' AND archived = 'f'
    WHEN 'processed' THEN (delivered = 't' OR error = 't') AND archived = 'f'
    ELSE true END
  ORDER BY event_log.created_at DESC LIMIT $3::int OFFSET $4::int
) AS e`;

/** Invocations of trigger $1. */
export const EVENT_INVOCATIONS = `
SELECT coalesce(json_agg(i), '[]') FROM (
  SELECT id, trigger_name, event_id, status, request, response, ${CREATED}
  FROM hdb_catalog.event_invocation_logs WHERE trigger_name = $1
  ORDER BY event_invocation_logs.created_at DESC LIMIT $2::int OFFSET $3::int
) AS i`;

/** The event $1 with its invocations. */
export const EVENT_BY_ID = `
SELECT json_build_object(
  'event', (SELECT row_to_json(e) FROM hdb_catalog.event_log e WHERE id = $1),
  'invocations', (SELECT coalesce(json_agg(i), '[]') FROM (
    SELECT id, trigger_name, event_id, status, request, response, ${CREATED}
    FROM hdb_catalog.event_invocation_logs WHERE event_id = $1
    ORDER BY event_invocation_logs.created_at DESC LIMIT $2::int OFFSET $3::int) AS i))`;

/** The event $1 is delivered once more, also when it was delivered or given up. One that is on its way is left alone. */
export const REDELIVER = `
UPDATE hdb_catalog.event_log
SET delivered = 'f', error = 'f', archived = 'f', tries = 0, next_retry_at = NULL
WHERE id = $1 AND locked IS NULL RETURNING trigger_name`;
export const EVENT_STATE = `SELECT locked IS NOT NULL FROM hdb_catalog.event_log WHERE id = $1`;

/** A manual event: $4 stands for the new row, $5 for the session. */
export const INVOKE = `
WITH session AS (SELECT set_config('hasura.user', $5, true))
SELECT hdb_catalog.insert_event_log($1, $2, $3, 'MANUAL', json_build_object('old', NULL, 'new', $4::json))
FROM session`;
