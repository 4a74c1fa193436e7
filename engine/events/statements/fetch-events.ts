/**
 * Takes up to $1 events of the triggers $2 and locks them. The order is that of the index `event_log_fetch_events`. A
 * lock older than $3 seconds belongs to an instance that is dead: the living renew theirs (renew-locks).
 */
export const FETCH_EVENTS = `
UPDATE hdb_catalog.event_log SET locked = now()
WHERE id = ANY (ARRAY(
  SELECT l.id FROM hdb_catalog.event_log l
  WHERE l.delivered = 'f' AND l.error = 'f' AND l.archived = 'f'
    AND (l.locked IS NULL OR l.locked < now() - $3::float8 * interval '1 second')
    AND (l.next_retry_at IS NULL OR l.next_retry_at <= now())
    AND l.trigger_name = ANY ($2::text[])
  ORDER BY l.locked NULLS FIRST, l.next_retry_at NULLS FIRST, l.created_at
  LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING id, schema_name, table_name, trigger_name, payload, tries, to_json(created_at)`;
