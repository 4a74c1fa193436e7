import { enqueue } from './enqueue.ts';

/** Those of trigger $1, the latest first: $2 at most, behind the first $3. */
export const DEAD_LETTERS = `
SELECT coalesce(json_agg(d), '[]') FROM (
  SELECT l.event_id, l.trigger_name, to_json(l.died_at) AS died_at, l.status, l.response,
    e.schema_name, e.table_name, e.payload, e.tries, to_json(e.created_at) AS created_at
  FROM hdb_catalog.event_dead_letter l LEFT JOIN hdb_catalog.event_log e ON e.id = l.event_id
  WHERE l.trigger_name = $1
  ORDER BY l.died_at DESC, l.event_id LIMIT $2::int OFFSET $3::int
) AS d`;

const CHOSEN = `
WITH chosen AS (
  DELETE FROM hdb_catalog.event_dead_letter
  WHERE trigger_name = $1 AND ($2::text[] IS NULL OR event_id = ANY ($2::text[]))
  RETURNING event_id
)`;

/**
 * Those of trigger $1 among the events $2 (null: all) are delivered again, as if they were new; $3 are the columns that the
 * trigger is delivered in order by, or null. Answers their number.
 */
export const REPLAY_DEAD_LETTERS = `${CHOSEN}, requeued AS (
  UPDATE hdb_catalog.event_log SET error = 'f', archived = 'f', tries = 0, next_retry_at = NULL
  WHERE id IN (SELECT event_id FROM chosen) AND delivered = 'f' AND locked IS NULL
  RETURNING id, trigger_name, payload, created_at
), queued AS (${enqueue('requeued', '$3')})
SELECT count(*) FROM requeued`;

/** They are given up for good; the events stay in the log, until it is cleaned up. */
export const DROP_DEAD_LETTERS = `${CHOSEN} SELECT count(*) FROM chosen`;

/** Event $1 was delivered again by itself. */
export const FORGET_DEAD_LETTER = `DELETE FROM hdb_catalog.event_dead_letter WHERE event_id = $1`;
