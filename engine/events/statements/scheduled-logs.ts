import { type ScheduledKind, TABLES } from './scheduled.ts';

/** Answers `{ events|invocations, count? }`; $1…: see the parameters of each. */

const UTC = (column: string): string =>
  `to_json(${column} AT TIME ZONE 'UTC') #>> '{}' || 'Z' AS ${column}`;
const COLUMNS: Readonly<Record<ScheduledKind, string>> = {
  cron: `id, trigger_name, ${UTC('scheduled_time')}, status, tries, created_at, next_retry_at`,
  'one-off': `id, webhook_conf, ${UTC('scheduled_time')}, retry_conf, payload, header_conf, status, tries,
    created_at, next_retry_at, comment`,
};

/** The columns by which events may be ordered. */
export const ORDER_COLUMNS = [
  'id',
  'scheduled_time',
  'status',
  'tries',
  'created_at',
  'next_retry_at',
  'trigger_name',
  'comment',
] as const;

/** $1 states, $2 limit, $3 offset, $4 the cron trigger. `order` is made of ORDER_COLUMNS. */
export const scheduledEvents = (kind: ScheduledKind, order: string): string => {
  const { events } = TABLES[kind];
  const where = `WHERE (cardinality($1::text[]) = 0 OR status = ANY ($1::text[]))
    ${kind === 'cron' ? 'AND trigger_name = $4' : 'AND $4::text IS NULL'}`;
  return `
SELECT json_build_object(
  'events', (SELECT coalesce(json_agg(e), '[]') FROM (
    SELECT ${COLUMNS[kind]} FROM ${events} ${where} ORDER BY ${order}
    LIMIT $2::int OFFSET $3::int) AS e),
  'count', (SELECT count(*) FROM ${events} ${where}))`;
};

/** $1 the event (null: all), $2 the cron trigger (null: all), $3 limit, $4 offset. */
export const scheduledInvocations = (kind: ScheduledKind): string => {
  const { events, logs } = TABLES[kind];
  const trigger =
    kind === 'cron' ? 'AND ($2::text IS NULL OR e.trigger_name = $2)' : 'AND $2::text IS NULL';
  const from = `FROM ${logs} i JOIN ${events} e ON e.id = i.event_id
    WHERE ($1::text IS NULL OR i.event_id = $1) ${trigger}`;
  return `
SELECT json_build_object(
  'invocations', (SELECT coalesce(json_agg(l), '[]') FROM (
    SELECT i.id, i.event_id, i.status, i.request, i.response, i.created_at ${from}
    ORDER BY i.created_at DESC LIMIT $3::int OFFSET $4::int) AS l),
  'count', (SELECT count(*) ${from}))`;
};

/** webhook, time, payload, retry_conf, headers, comment. */
export const CREATE_SCHEDULED = `
INSERT INTO hdb_catalog.hdb_scheduled_events
  (webhook_conf, scheduled_time, payload, retry_conf, header_conf, comment)
VALUES ($1::json, $2::timestamptz, $3::json, $4::json, $5::json, $6) RETURNING id`;

export const deleteScheduled = (kind: ScheduledKind): string =>
  `DELETE FROM ${TABLES[kind].events} WHERE id = $1`;
