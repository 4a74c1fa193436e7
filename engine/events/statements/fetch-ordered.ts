/** An event that is still to be delivered: what came of it is not known, and its trigger is there. */
const isPending = (alias: string): string =>
  `${alias}.delivered = 'f' AND ${alias}.error = 'f' AND ${alias}.archived = 'f'`;

/** The first pending event of the first key that satisfies `where`: one step through the index, however long the queues. */
const next = (where: string): string => `
    SELECT o.key, o.event_id FROM hdb_catalog.event_order o
    JOIN hdb_catalog.event_log p ON p.id = o.event_id AND ${isPending('p')}
    WHERE o.trigger_name = $2 AND ${where}
    ORDER BY o.key, o.number LIMIT 1`;

/**
 * Takes up to $1 events of the trigger $2, whose events are delivered in order, and locks them: of each key the first that
 * is pending, if it is due and nobody has it. Keys are walked from $4 on, so that none waits for ever behind others. $3 is
 * the lease, as in fetch-events.
 */
export const FETCH_ORDERED = `
WITH RECURSIVE heads AS (
  (${next('o.key >= $4::bigint')})
  UNION ALL
  SELECT n.* FROM heads, LATERAL (${next('o.key > heads.key')}) AS n
)
UPDATE hdb_catalog.event_log e SET locked = now()
FROM (
  SELECT l.id, heads.key FROM heads JOIN hdb_catalog.event_log l ON l.id = heads.event_id
  WHERE ${isPending('l')}
    AND (l.locked IS NULL OR l.locked < now() - $3::float8 * interval '1 second')
    AND (l.next_retry_at IS NULL OR l.next_retry_at <= now())
  LIMIT $1 FOR UPDATE OF l SKIP LOCKED
) AS due
WHERE e.id = due.id
RETURNING e.id, e.schema_name, e.table_name, e.trigger_name, e.payload, e.tries, to_json(e.created_at), e.locked,
  extract(epoch FROM now() - coalesce(e.next_retry_at, e.created_at)), due.key`;
