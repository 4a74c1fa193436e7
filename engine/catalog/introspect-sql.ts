/**
 * The catalog of one database as one JSON value. Rows are arrays, not objects, and types are listed once and named by
 * oid: for 1,000 tables of 10 columns that is a third of the bytes, and bytes are what this query costs.
 *
 * `$1`: functions ("schema"."name") that are wanted although an extension owns them. PostGIS alone has 700, so an
 * extension's functions are left out unless metadata names them.
 */
export const INTROSPECT_SQL = `
WITH
rel AS MATERIALIZED (
  SELECT c.oid, n.nspname, c.relname, c.relkind
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
),
col AS MATERIALIZED (
  SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.attnotnull, a.atthasdef, a.attgenerated, a.attidentity
  FROM rel
  JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid
  WHERE a.attnum > 0 AND NOT a.attisdropped
),
fun AS MATERIALIZED (
  SELECT p.oid, n.nspname, p.proname, p.proargtypes, p.proargnames, p.proargmodes, p.pronargs,
    p.pronargdefaults, p.provariadic, p.prorettype, p.proretset, p.provolatile
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prokind = 'f' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'hdb_catalog')
    AND (
      pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) = ANY ($1::text[])
      OR NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
      )
    )
),
used_type AS (
  SELECT DISTINCT atttypid AS oid FROM col
  UNION SELECT prorettype FROM fun
  UNION SELECT pg_catalog.unnest(proargtypes) FROM fun
),
more_type AS (
  -- An array's element, and up to three domains deep what lies below.
  SELECT oid FROM used_type
  UNION SELECT t.typelem FROM used_type u JOIN pg_catalog.pg_type t ON t.oid = u.oid
  UNION SELECT t.typbasetype FROM used_type u JOIN pg_catalog.pg_type t ON t.oid = u.oid
  UNION SELECT e.typbasetype FROM used_type u JOIN pg_catalog.pg_type t ON t.oid = u.oid JOIN pg_catalog.pg_type e ON e.oid = t.typelem
  UNION SELECT b.typelem FROM used_type u JOIN pg_catalog.pg_type t ON t.oid = u.oid JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
  UNION SELECT b.typbasetype FROM used_type u JOIN pg_catalog.pg_type t ON t.oid = u.oid JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
)
SELECT pg_catalog.json_build_object(
  'version', pg_catalog.current_setting('server_version_num')::int,
  'tables', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      rel.oid::bigint, rel.nspname, rel.relname, rel.relkind, d.description,
      CASE WHEN rel.relkind IN ('v', 'f') THEN pg_catalog.pg_relation_is_updatable(rel.oid, true) END
    ) ORDER BY rel.nspname, rel.relname)
    FROM rel
    LEFT JOIN pg_catalog.pg_description d
      ON d.objoid = rel.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
  ),
  'columns', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      col.attrelid::bigint, col.attname, col.attnum, col.atttypid::bigint, col.attnotnull, col.atthasdef,
      col.attgenerated, col.attidentity, d.description
    ) ORDER BY col.attrelid, col.attnum)
    FROM col
    LEFT JOIN pg_catalog.pg_description d
      ON d.objoid = col.attrelid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = col.attnum
  ),
  'constraints', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      c.conrelid::bigint, c.conname, c.contype, c.conkey, c.confrelid::bigint, c.confkey
    ) ORDER BY c.conrelid, c.conname)
    FROM rel
    JOIN pg_catalog.pg_constraint c ON c.conrelid = rel.oid AND c.contype IN ('p', 'u', 'f')
  ),
  'functions', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      fun.oid::bigint, fun.nspname, fun.proname, fun.proargtypes::oid[]::bigint[], fun.proargnames, fun.proargmodes::text[],
      fun.pronargdefaults, fun.provariadic <> 0, fun.prorettype::bigint, fun.proretset, fun.provolatile,
      (SELECT t.typrelid::bigint FROM pg_catalog.pg_type t WHERE t.oid = fun.prorettype), d.description
    ) ORDER BY fun.nspname, fun.proname, fun.oid)
    FROM fun
    LEFT JOIN pg_catalog.pg_description d
      ON d.objoid = fun.oid AND d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objsubid = 0
  ),
  'types', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      t.oid::bigint, n.nspname, t.typname, t.typtype, pg_catalog.format_type(t.oid, -1),
      -- Vectors of the catalog's are arrays that are not written as such.
      CASE WHEN t.typcategory = 'A' AND t.typname NOT IN ('int2vector', 'oidvector') THEN t.typelem::bigint ELSE 0 END,
      t.typbasetype::bigint
    ))
    FROM more_type m
    JOIN pg_catalog.pg_type t ON t.oid = m.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  )
)::text AS catalog`;
