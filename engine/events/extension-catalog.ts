/** Tables beside the original's, made where a trigger asks for what the original does not know (docs/adr/0013). */
import type { Pool } from '../pg/pool.ts';
import { LOCK_CATALOG } from './source-catalog.ts';

const CREATE = `
-- Events of triggers that are delivered in order, from when they are written until they are delivered or given up.
CREATE TABLE IF NOT EXISTS hdb_catalog.event_order (
  event_id TEXT PRIMARY KEY,
  trigger_name TEXT NOT NULL,
  key BIGINT NOT NULL,
  number BIGINT GENERATED ALWAYS AS IDENTITY
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX IF NOT EXISTS event_order_key_idx
  ON hdb_catalog.event_order (trigger_name, key, number);

CREATE TABLE IF NOT EXISTS hdb_catalog.event_dead_letter (
  event_id TEXT PRIMARY KEY,
  trigger_name TEXT NOT NULL,
  died_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- The last answer, as in the log of invocations, which may be cleaned up.
  status INTEGER,
  response JSON
);
CREATE INDEX IF NOT EXISTS event_dead_letter_trigger_idx
  ON hdb_catalog.event_dead_letter (trigger_name, died_at);`;

export async function createExtensionCatalog(pool: Pool): Promise<void> {
  if (await hasExtensionCatalog(pool)) return;
  await pool.transaction(async (tx) => {
    await tx.query(LOCK_CATALOG);
    await tx.simple(CREATE);
  });
}

export async function hasExtensionCatalog(pool: Pool): Promise<boolean> {
  const result = await pool.read(
    `SELECT to_regclass('hdb_catalog.event_dead_letter') IS NOT NULL`,
    [],
    { prepared: false },
  );
  return result.text(0, 0) === 't';
}
