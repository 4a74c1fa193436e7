/** The functions of event triggers that are there, with their text and where they are attached. */
export const INSTALLED_TRIGGERS = `
SELECT json_build_object('name', p.proname, 'source', p.prosrc, 'on', coalesce(
  (SELECT json_agg(json_build_object('schema', n.nspname, 'table', c.relname, 'always', t.tgenabled = 'A'))
   FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgfoid = p.oid AND t.tgname = p.proname), '[]'))
FROM pg_proc p
WHERE p.pronamespace = to_regnamespace('hdb_catalog') AND p.proname LIKE 'notify\\_hasura\\_%'`;

/** Events of a trigger that is gone ($1) are delivered no more. */
export const ARCHIVE_EVENTS = `
UPDATE hdb_catalog.event_log SET archived = 't', locked = NULL
WHERE trigger_name = $1 AND delivered = 'f' AND error = 'f' AND archived = 'f'`;

/** What the triggers $1 had in the tables of the extension. */
export const FORGET_TRIGGERS = `
WITH passed AS (DELETE FROM hdb_catalog.event_order WHERE trigger_name = ANY ($1::text[]))
DELETE FROM hdb_catalog.event_dead_letter WHERE trigger_name = ANY ($1::text[])`;
