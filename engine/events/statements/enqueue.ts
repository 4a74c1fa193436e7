/**
 * The place in the queue of events `from` whose trigger is delivered in order by the columns `columns`, at its end. Written
 * by a trigger function as a rule; this is for events that came another way, whose key is read out of their payload.
 */
export const enqueue = (from: string, columns: string): string => `
INSERT INTO hdb_catalog.event_order (event_id, trigger_name, key)
SELECT e.id, e.trigger_name, hashtextextended(k.key::text, 0)
FROM ${from} AS e
CROSS JOIN LATERAL (
  SELECT coalesce(nullif(e.payload->'data'->'new', 'null'), e.payload->'data'->'old') AS image
) AS i
CROSS JOIN LATERAL (
  SELECT jsonb_agg(coalesce(i.image -> c.name, 'null') ORDER BY c.n) AS key
  FROM unnest(${columns}::text[]) WITH ORDINALITY AS c(name, n)
) AS k
WHERE ${columns}::text[] IS NOT NULL
ORDER BY e.created_at
ON CONFLICT (event_id) DO NOTHING`;

/** Event $1, by the columns $2. */
export const ENQUEUE_ONE = enqueue('(SELECT * FROM hdb_catalog.event_log WHERE id = $1)', '$2');

/** Events of trigger $1 that were written before it was delivered in order. */
export const ENQUEUE_PENDING = enqueue(
  `(SELECT * FROM hdb_catalog.event_log l
    WHERE delivered = 'f' AND error = 'f' AND archived = 'f' AND trigger_name = $1
      AND NOT EXISTS (SELECT FROM hdb_catalog.event_order o WHERE o.event_id = l.id))`,
  '$2',
);
