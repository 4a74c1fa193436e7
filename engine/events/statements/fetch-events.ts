/**
 * Takes up to $1 events of the triggers $2 and locks them, in the order of the index `event_log_due_events`. A lock older
 * than $3 seconds belongs to an instance that is dead: the living renew theirs (renew-locks). Rows are updated where they
 * were found (ctid); one that moved on meanwhile is found by the next fetch.
 */
export const FETCH_EVENTS = `
UPDATE hdb_catalog.event_log SET locked = now()
WHERE ctid = ANY (ARRAY(
  SELECT l.ctid FROM hdb_catalog.event_log l
  WHERE l.delivered = 'f' AND l.error = 'f' AND l.archived = 'f'
    AND (l.locked IS NULL OR l.locked < now() - $3::float8 * interval '1 second')
    AND (l.next_retry_at IS NULL OR l.next_retry_at <= now())
    AND l.trigger_name = ANY ($2::text[])
  ORDER BY l.next_retry_at NULLS FIRST, l.created_at
  LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING id, schema_name, table_name, trigger_name, payload, tries, to_json(created_at), locked,
  extract(epoch FROM now() - coalesce(next_retry_at, created_at))`;
