/** Which tables' changes a query waits for, and whether all of them are in Postgres's log. */
import { keyOf, type TableName } from '../catalog/model.ts';
import { encodeValue } from '../pg/encode.ts';
import type { Ask } from './committed-changes.ts';

/**
 * The tables that stand behind names: a view's, a parent's partitions. Not known are foreign tables and materialised
 * views, whose changes are not in the log, unlogged tables, the catalog's own, and views that call functions.
 */
const LOGGED_TABLES = `
WITH RECURSIVE asked AS (
  SELECT c.oid
  FROM unnest($1::text[], $2::text[]) AS name (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = name.schema
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = name.name
), reads AS (
  SELECT oid FROM asked
  UNION
  SELECT next.oid
  FROM reads
  CROSS JOIN LATERAL (
    SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = reads.oid
    UNION ALL
    SELECT d.refobjid
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d
      ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
      AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
    WHERE r.ev_class = reads.oid
  ) AS next
)
SELECT n.nspname, c.relname,
  CASE c.relkind
    WHEN 'r' THEN c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    WHEN 'p' THEN true
    WHEN 'S' THEN true
    WHEN 'v' THEN NOT EXISTS (
      SELECT FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_proc'::regclass
      WHERE r.ev_class = c.oid)
    ELSE false
  END AS is_logged,
  (SELECT count(*) FROM asked) AS asked
FROM reads
JOIN pg_catalog.pg_class c ON c.oid = reads.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

/** Null: changes of one of them are not in the log. */
export async function loggedTables(
  tables: readonly TableName[],
  query: Ask,
): Promise<ReadonlySet<string> | null> {
  const schemas = tables.map(({ schema }) => schema);
  const names = tables.map(({ name }) => name);
  const result = await query(LOGGED_TABLES, [
    encodeValue(schemas, 'array'),
    encodeValue(names, 'array'),
  ]);
  const rows = result.records();
  if (Number(rows[0]?.['asked'] ?? 0) !== tables.length) return null;
  if (rows.some((row) => row['is_logged'] !== 't')) return null;
  return new Set(
    rows.map((row) => keyOf({ schema: row['nspname'] ?? '', name: row['relname'] ?? '' })),
  );
}
