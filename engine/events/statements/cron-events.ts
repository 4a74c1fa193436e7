/** One instance at a time plans the runs of cron triggers, so that no run is planned twice. */
export const LOCK_PLANNING = `SELECT pg_advisory_xact_lock(hashtext('hdb_catalog.hdb_cron_events'))`;

/**
 * Runs after $1 that nobody has touched yet, and the latest run of each trigger, whatever came of it. The time is the
 * planner's own: by that of the transaction, which may have waited for the lock, a run that is due now would lie ahead.
 */
export const PLANNED_RUNS = `
SELECT json_build_object(
  'name', trigger_name,
  'latest_ms', floor(extract(epoch FROM max(scheduled_time)) * 1000),
  'planned_ms', coalesce(
    json_agg(floor(extract(epoch FROM scheduled_time) * 1000) ORDER BY scheduled_time)
      FILTER (WHERE status = 'scheduled' AND tries = 0 AND scheduled_time > $1::timestamptz), '[]')
) FROM hdb_catalog.hdb_cron_events GROUP BY trigger_name`;

/** Forgets the runs after $2 of the triggers $1. */
export const DROP_PLANNED_RUNS = `
DELETE FROM hdb_catalog.hdb_cron_events
WHERE trigger_name = ANY ($1::text[]) AND scheduled_time > $2::timestamptz AND status = 'scheduled' AND tries = 0`;

/** Plans runs of trigger $1 at the times $2. */
export const PLAN_RUNS = `
INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time)
SELECT $1, unnest($2::timestamptz[])
ON CONFLICT DO NOTHING`;
