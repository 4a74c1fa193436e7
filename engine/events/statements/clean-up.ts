/** Cleanings of the event log are planned ahead as rows, as cron runs are, so that each is done by one instance, once. */
export const LOCK_CLEANINGS = `SELECT pg_advisory_xact_lock(hashtext('hdb_catalog.hdb_event_log_cleanups'))`;

/** Plans cleanings of trigger $1 at the times $2 (of UTC), and forgets those ahead that an older schedule planned. */
export const PLAN_CLEANINGS = `
WITH stale AS (
  DELETE FROM hdb_catalog.hdb_event_log_cleanups
  WHERE trigger_name = $1 AND status = 'scheduled' AND scheduled_at > now() AT TIME ZONE 'UTC'
    AND NOT scheduled_at = ANY ($2::timestamp[])
)
INSERT INTO hdb_catalog.hdb_event_log_cleanups (trigger_name, scheduled_at, status)
SELECT $1, unnest($2::timestamp[]), 'scheduled'
ON CONFLICT (trigger_name, scheduled_at) DO NOTHING`;

/** Triggers other than $1 are cleaned no more. */
export const DROP_CLEANINGS = `
DELETE FROM hdb_catalog.hdb_event_log_cleanups
WHERE status = 'scheduled' AND NOT trigger_name = ANY ($1::text[])`;

/** Of each of the triggers $1 the cleaning that is due; those before it, which nobody did, are given up. */
export const DUE_CLEANINGS = `
WITH due AS (
  SELECT DISTINCT ON (trigger_name) id, trigger_name, scheduled_at
  FROM hdb_catalog.hdb_event_log_cleanups
  WHERE status = 'scheduled' AND scheduled_at <= now() AT TIME ZONE 'UTC' AND trigger_name = ANY ($1::text[])
  ORDER BY trigger_name, scheduled_at DESC
), missed AS (
  UPDATE hdb_catalog.hdb_event_log_cleanups c SET status = 'dead'
  FROM due WHERE c.trigger_name = due.trigger_name AND c.status = 'scheduled' AND c.scheduled_at < due.scheduled_at
)
SELECT id, trigger_name FROM due`;

/** Held by whoever cleans: trigger $1. It ends with its connection. */
export const TRY_CLEANING = `SELECT pg_try_advisory_lock(hashtext('hdb_catalog.hdb_event_log_cleanups'), hashtext($1))`;
/** Whether the cleaning $1 is still to be done. */
export const IS_SCHEDULED = `
SELECT EXISTS (SELECT FROM hdb_catalog.hdb_event_log_cleanups WHERE id = $1 AND status = 'scheduled')`;

/** The cleaning $1 ended as $2, with $3 events and $4 invocations deleted. */
export const END_CLEANING = `
UPDATE hdb_catalog.hdb_event_log_cleanups
SET status = $2, deleted_event_logs = $3::int, deleted_event_invocation_logs = $4::int WHERE id = $1`;

interface Cleaned {
  readonly withInvocations: boolean;
  /** There are dead letters in this source, which are spared. */
  readonly isExtended: boolean;
}

/**
 * Deletes up to $3 events of trigger $1 that are older than $2 hours and delivered or given up, and answers how many
 * events and invocations. Invocations that are kept lose their event, as with the original.
 */
export const cleanLog = ({ withInvocations, isExtended }: Cleaned): string => `
WITH old AS (
  SELECT id FROM hdb_catalog.event_log l
  WHERE trigger_name = $1 AND (delivered = 't' OR error = 't') AND locked IS NULL
    AND created_at < now() - $2::int * interval '1 hour'
    ${isExtended ? 'AND NOT EXISTS (SELECT FROM hdb_catalog.event_dead_letter d WHERE d.event_id = l.id)' : ''}
  LIMIT $3::int FOR UPDATE SKIP LOCKED
), invocations AS (
  ${withInvocations ? 'DELETE FROM hdb_catalog.event_invocation_logs' : 'UPDATE hdb_catalog.event_invocation_logs SET event_id = NULL'}
  WHERE event_id IN (SELECT id FROM old) RETURNING 1
), events AS (
  DELETE FROM hdb_catalog.event_log WHERE id IN (SELECT id FROM old) RETURNING 1
)
SELECT (SELECT count(*) FROM events), ${withInvocations ? '(SELECT count(*) FROM invocations)' : '0'}`;
