import { type ScheduledKind, TABLES } from './scheduled.ts';

const WHO: Readonly<Record<ScheduledKind, string>> = {
  cron: 'AND t.trigger_name = ANY ($2::text[])',
  'one-off': '',
};
const COLUMNS: Readonly<Record<ScheduledKind, string>> = {
  cron: 'trigger_name AS name',
  'one-off': 'NULL AS name, webhook_conf, retry_conf, header_conf, payload, comment',
};

/**
 * Locks the events that are due, for $1 seconds. The original's tables have no column for the time of a lock, so the
 * time at which it runs out stands in next_retry_at, which has no other meaning while an event is locked.
 */
export const fetchScheduled = (kind: ScheduledKind): string => `
WITH taken AS (
  UPDATE ${TABLES[kind].events}
  SET status = 'locked', next_retry_at = now() + $1::float8 * interval '1 second'
  WHERE id = ANY (ARRAY(
    SELECT t.id FROM ${TABLES[kind].events} t
    WHERE ((t.status = 'scheduled' AND coalesce(t.next_retry_at, t.scheduled_time) <= now())
        OR (t.status = 'locked' AND t.next_retry_at <= now())) ${WHO[kind]}
    ORDER BY t.scheduled_time LIMIT 100 FOR UPDATE SKIP LOCKED
  ))
  RETURNING *
)
SELECT row_to_json(e) FROM (
  SELECT id, tries, to_json(scheduled_time AT TIME ZONE 'UTC') #>> '{}' || 'Z' AS scheduled_time,
    to_json(created_at) #>> '{}' || 'Z' AS created_at,
    extract(epoch FROM now() - scheduled_time) AS late_seconds, ${COLUMNS[kind]}
  FROM taken ORDER BY taken.scheduled_time
) AS e`;
