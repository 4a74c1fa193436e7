/** The version of the layout below, as Hasura 2.48 counts it. */
export const CATALOG_VERSION = '48';

/** IF NOT EXISTS asks for the right to create schemas also where there is nothing to create; many may not. */
export const CREATE_SCHEMA = `DO $body$ BEGIN
  IF to_regnamespace('hdb_catalog') IS NULL THEN CREATE SCHEMA hdb_catalog; END IF;
END $body$;`;

/**
 * The tables of metadata, cron triggers, one-off events and async actions, column by column as the original's
 * initialise.sql makes them. Every statement may be run again.
 */
export const CREATE_CATALOG = `
${CREATE_SCHEMA}

CREATE OR REPLACE FUNCTION hdb_catalog.gen_hasura_uuid() RETURNS uuid AS
  'select gen_random_uuid()' LANGUAGE SQL;

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_version (
  hasura_uuid UUID PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(),
  version TEXT NOT NULL,
  upgraded_on TIMESTAMPTZ NOT NULL,
  cli_state JSONB NOT NULL DEFAULT '{}'::jsonb,
  console_state JSONB NOT NULL DEFAULT '{}'::jsonb,
  ee_client_id TEXT,
  ee_client_secret TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS hdb_version_one_row ON hdb_catalog.hdb_version ((version IS NOT NULL));

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_metadata (
  id INTEGER PRIMARY KEY,
  metadata JSON NOT NULL,
  resource_version INTEGER NOT NULL DEFAULT 1 UNIQUE
);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_action_log (
  id UUID PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(),
  action_name TEXT,
  input_payload JSONB NOT NULL,
  request_headers JSONB NOT NULL,
  session_variables JSONB NOT NULL,
  response_payload JSONB,
  errors JSONB,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  response_received_at TIMESTAMPTZ,
  status TEXT NOT NULL CHECK (status IN ('created', 'processing', 'completed', 'error'))
);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_cron_events (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  trigger_name TEXT NOT NULL,
  scheduled_time TIMESTAMPTZ NOT NULL,
  status TEXT NOT NULL DEFAULT 'scheduled',
  tries INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP DEFAULT NOW(),
  next_retry_at TIMESTAMPTZ,
  CONSTRAINT valid_status CHECK (status IN ('scheduled', 'locked', 'delivered', 'error', 'dead'))
);
CREATE INDEX IF NOT EXISTS hdb_cron_event_status ON hdb_catalog.hdb_cron_events (status);
CREATE UNIQUE INDEX IF NOT EXISTS hdb_cron_events_unique_scheduled
  ON hdb_catalog.hdb_cron_events (trigger_name, scheduled_time) WHERE status = 'scheduled';

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_cron_event_invocation_logs (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  event_id TEXT,
  status INTEGER,
  request JSON,
  response JSON,
  created_at TIMESTAMP DEFAULT NOW(),
  FOREIGN KEY (event_id) REFERENCES hdb_catalog.hdb_cron_events (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS hdb_cron_event_invocation_event_id
  ON hdb_catalog.hdb_cron_event_invocation_logs (event_id);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_scheduled_events (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  webhook_conf JSON NOT NULL,
  scheduled_time TIMESTAMPTZ NOT NULL,
  retry_conf JSON,
  payload JSON,
  header_conf JSON,
  status TEXT NOT NULL DEFAULT 'scheduled',
  tries INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP DEFAULT NOW(),
  next_retry_at TIMESTAMPTZ,
  comment TEXT,
  CONSTRAINT valid_status CHECK (status IN ('scheduled', 'locked', 'delivered', 'error', 'dead'))
);
CREATE INDEX IF NOT EXISTS hdb_scheduled_event_status ON hdb_catalog.hdb_scheduled_events (status);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_scheduled_event_invocation_logs (
  id TEXT DEFAULT hdb_catalog.gen_hasura_uuid() PRIMARY KEY,
  event_id TEXT,
  status INTEGER,
  request JSON,
  response JSON,
  created_at TIMESTAMP DEFAULT NOW(),
  FOREIGN KEY (event_id) REFERENCES hdb_catalog.hdb_scheduled_events (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX IF NOT EXISTS hdb_scheduled_event_invocation_logs_event_id
  ON hdb_catalog.hdb_scheduled_event_invocation_logs (event_id);

CREATE TABLE IF NOT EXISTS hdb_catalog.hdb_schema_notifications (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  notification JSON NOT NULL,
  resource_version INTEGER NOT NULL DEFAULT 1,
  instance_id UUID NOT NULL,
  updated_at TIMESTAMPTZ DEFAULT NOW()
);

INSERT INTO hdb_catalog.hdb_version (version, upgraded_on) VALUES ('${CATALOG_VERSION}', now())
  ON CONFLICT ((version IS NOT NULL)) DO NOTHING;
INSERT INTO hdb_catalog.hdb_metadata (id, metadata, resource_version) VALUES (1, '{"version":3,"sources":[]}', 1)
  ON CONFLICT (id) DO NOTHING;
`;

/**
 * What versions 43 to 47 of the original's catalog may lack, before the statements above make what is missing whole.
 * Every statement may be run on any of them.
 */
export const UPGRADE_CATALOG = `
ALTER TABLE hdb_catalog.hdb_version
  ADD COLUMN IF NOT EXISTS ee_client_id TEXT,
  ADD COLUMN IF NOT EXISTS ee_client_secret TEXT;
ALTER TABLE hdb_catalog.hdb_metadata
  ADD COLUMN IF NOT EXISTS resource_version INTEGER NOT NULL DEFAULT 1 UNIQUE;

-- Two instances could plan one run twice before there was an index against it.
DELETE FROM hdb_catalog.hdb_cron_events AS late USING hdb_catalog.hdb_cron_events AS first
  WHERE late.status = 'scheduled' AND first.status = 'scheduled' AND late.id > first.id
    AND late.trigger_name = first.trigger_name AND late.scheduled_time = first.scheduled_time;

UPDATE hdb_catalog.hdb_version SET version = '${CATALOG_VERSION}', upgraded_on = now();
`;
