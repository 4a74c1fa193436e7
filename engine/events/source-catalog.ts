/** The original's own tables in a source that has event triggers, made as it makes them, so that either may take over. */
import { EngineError } from '../base/error.ts';
import { CREATE_SCHEMA } from '../metadata/store-sql.ts';
import type { Pool, Session } from '../pg/pool.ts';
import { CREATE_DUE_INDEX, LOG_STORAGE } from './statements/due-index.ts';

/** What `hdb_source_catalog_version` says: the layout that Hasura 2.x has since 2.9. */
const VERSION = '3';

const CREATE = `
${CREATE_SCHEMA}
CREATE OR REPLACE FUNCTION hdb_catalog.gen_hasura_uuid() RETURNS uuid AS
  'select gen_random_uuid()' LANGUAGE SQL;

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_source_catalog_version (
  version TEXT NOT NULL,
  upgraded_on TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS hdb_source_catalog_version_one_row
  ON hdb_catalog.hdb_source_catalog_version ((version IS NOT NULL));

CREATE TABLE IF NOT EXISTS hdb_catalog.event_log (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  schema_name TEXT NOT NULL,
  table_name TEXT NOT NULL,
  trigger_name TEXT NOT NULL,
  payload JSONB NOT NULL,
  delivered BOOLEAN NOT NULL DEFAULT FALSE,
  error BOOLEAN NOT NULL DEFAULT FALSE,
  tries INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP DEFAULT NOW(),
  locked TIMESTAMPTZ,
  next_retry_at TIMESTAMP,
  archived BOOLEAN NOT NULL DEFAULT FALSE
) WITH (${LOG_STORAGE});
${CREATE_DUE_INDEX('')};
CREATE INDEX IF NOT EXISTS event_log_trigger_name_idx ON hdb_catalog.event_log (trigger_name);

CREATE TABLE IF NOT EXISTS hdb_catalog.event_invocation_logs (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  trigger_name TEXT,
  event_id TEXT,
  status INTEGER,
  request JSON,
  response JSON,
  created_at TIMESTAMP DEFAULT NOW()
);
-- Older catalogs of the original lack these.
ALTER TABLE hdb_catalog.event_invocation_logs ADD COLUMN IF NOT EXISTS trigger_name TEXT;
ALTER TABLE hdb_catalog.event_log ADD COLUMN IF NOT EXISTS archived BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX IF NOT EXISTS event_invocation_logs_event_id_idx
  ON hdb_catalog.event_invocation_logs (event_id);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_event_log_cleanups (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  trigger_name TEXT NOT NULL,
  scheduled_at TIMESTAMP NOT NULL,
  deleted_event_logs INTEGER,
  deleted_event_invocation_logs INTEGER,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'paused', 'completed', 'dead')),
  UNIQUE (trigger_name, scheduled_at)
);

-- A setting that SET LOCAL made is '' and not null after its transaction, hence the nullif.
CREATE OR REPLACE FUNCTION hdb_catalog.insert_event_log(
  schema_name text, table_name text, trigger_name text, op text, row_data json
) RETURNS text AS $body$
  DECLARE
    id text := gen_random_uuid();
  BEGIN
    INSERT INTO hdb_catalog.event_log (id, schema_name, table_name, trigger_name, payload)
    VALUES (id, schema_name, table_name, trigger_name, json_build_object(
      'op', op,
      'data', row_data,
      'session_variables', nullif(current_setting('hasura.user', true), '')::json,
      'trace_context', nullif(current_setting('hasura.tracecontext', true), '')::json
    ));
    RETURN id;
  END;
$body$ LANGUAGE plpgsql;

INSERT INTO hdb_catalog.hdb_source_catalog_version (version, upgraded_on) VALUES ('${VERSION}', now())
  ON CONFLICT ((version IS NOT NULL)) DO UPDATE SET version = excluded.version, upgraded_on = now()
  WHERE hdb_source_catalog_version.version::int < excluded.version::int;`;

/** One number for all instances, so that two of them do not make the same table at once. */
export const LOCK_CATALOG = `SELECT pg_advisory_xact_lock(hashtext('hdb_catalog.event_log'))`;

const EXISTS = `SELECT to_regprocedure('hdb_catalog.insert_event_log(text,text,text,text,json)') IS NOT NULL
  AND to_regclass('hdb_catalog.event_log') IS NOT NULL
  AND to_regclass('hdb_catalog.hdb_event_log_cleanups') IS NOT NULL
  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('hdb_catalog.event_invocation_logs')
              AND attname = 'trigger_name')`;

/** Does nothing where it is there. A catalog of the real Hasura counts. */
export async function createSourceCatalog(pool: Pool): Promise<void> {
  await refuseNewer(pool);
  if (await hasSourceCatalog(pool)) return;
  await pool.transaction(async (tx) => {
    await tx.query(LOCK_CATALOG);
    await tx.simple(CREATE);
  });
}

/** What a newer engine keeps here in another way must not be written to. */
async function refuseNewer(pool: Pool): Promise<void> {
  const there = await pool.read(HAS_VERSION, [], { prepared: false });
  if (there.text(0, 0) !== 't') return;
  const version = (await pool.read(READ_VERSION, [], { prepared: false })).text(0, 0);
  if (version !== null && Number(version) > Number(VERSION))
    throw new EngineError(
      'not-supported',
      `Expected source catalog version <= ${VERSION}, but the current version is ${version}`,
    );
}
const HAS_VERSION = `SELECT to_regclass('hdb_catalog.hdb_source_catalog_version') IS NOT NULL`;
const READ_VERSION = 'SELECT version FROM hdb_catalog.hdb_source_catalog_version';

export async function hasSourceCatalog(pool: Pool): Promise<boolean> {
  const result = await pool.read(EXISTS, [], { prepared: false });
  return result.text(0, 0) === 't';
}

/**
 * When a source is dropped, what the engine made in it goes. A database that holds the metadata too keeps everything
 * that belongs to metadata.
 */
export async function dropSourceCatalog(tx: Session): Promise<void> {
  await tx.simple(`
DO $body$
BEGIN
  -- Another engine's triggers, or those that another instance has just made: without the log their tables could not be written to.
  IF EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('hdb_catalog')
             AND proname LIKE 'notify\\_hasura\\_%') THEN
    RETURN;
  END IF;
  IF to_regclass('hdb_catalog.hdb_metadata') IS NULL THEN
    IF to_regclass('hdb_catalog.hdb_source_catalog_version') IS NOT NULL THEN
      DROP SCHEMA hdb_catalog CASCADE;
    END IF;
  ELSE
    DROP TABLE IF EXISTS hdb_catalog.event_log, hdb_catalog.event_invocation_logs,
      hdb_catalog.hdb_event_log_cleanups, hdb_catalog.event_order, hdb_catalog.event_dead_letter,
      hdb_catalog.hdb_source_catalog_version;
    DROP FUNCTION IF EXISTS hdb_catalog.insert_event_log(text, text, text, text, json);
  END IF;
END
$body$`);
}
