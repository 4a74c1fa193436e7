import { EngineError } from '../base/error.ts';
import { PgError } from '../pg/error.ts';
import type { Session } from '../pg/pool.ts';
import { ident, render, sql } from '../pg/sql.ts';
import { CATALOG_VERSION, CREATE_CATALOG, UPGRADE_CATALOG } from './store-sql.ts';

/** hdb_catalog of the metadata database: made where it is missing, and brought up to date where an older Hasura 2 left it. */
export async function prepareCatalog(tx: Session, extensionsSchema: string): Promise<void> {
  const found = await versionOf(tx);
  if (found !== null) requireKnown(found);
  await createPgcrypto(tx, extensionsSchema);
  const isCurrent = found === CATALOG_VERSION;
  if (found !== null && !isCurrent) await tx.simple(UPGRADE_CATALOG);
  // To create an index that is there waits for whoever writes the table, and holds up whoever will.
  if (!isCurrent || !(await isWhole(tx))) await tx.simple(CREATE_CATALOG);
}

const NAMES = [
  ...CREATE_CATALOG.matchAll(/(?:TABLE|INDEX) IF NOT EXISTS (?:hdb_catalog\.)?(\w+)/g),
].map(([, name]) => name);
async function isWhole(tx: Session): Promise<boolean> {
  const { rows } = await tx.query(
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass('hdb_catalog.' || name) IS NULL`,
    [`{${NAMES.join(',')}}`],
  );
  return rows.length === 0;
}

/** Null where nobody has been here yet. */
async function versionOf(tx: Session): Promise<string | null> {
  const there = await tx.query(`SELECT to_regclass('hdb_catalog.hdb_version') IS NOT NULL`);
  if (there.text(0, 0) !== 't') return null;
  return (await tx.query('SELECT version FROM hdb_catalog.hdb_version')).text(0, 0);
}

/** Hasura 2.0 moved metadata into hdb_metadata with this one. */
const FIRST_VERSION_WITH_METADATA = 43;

function requireKnown(version: string): void {
  if (Number(version) < FIRST_VERSION_WITH_METADATA)
    throw new EngineError(
      'not-supported',
      `hdb_catalog has version ${version}; start Hasura 2 once on this database to bring it to ${CATALOG_VERSION}`,
    );
  if (Number(version) > Number(CATALOG_VERSION))
    throw new EngineError(
      'not-supported',
      `Cannot use database previously used with a newer version of graphql-engine (expected a catalog version <=${CATALOG_VERSION}, but the current version is ${version}).`,
    );
}

/** Permission is missing, or the extension's files are. */
const NOT_TO_BE_HAD: ReadonlySet<string> = new Set(['42501', '58P01', '0A000']);

/** The catalog needs no more of it than gen_random_uuid, which Postgres has by itself since version 13. */
async function createPgcrypto(tx: Session, schema: string): Promise<void> {
  const create = sql`CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA ${ident(schema)}`;
  await tx.simple('SAVEPOINT extension');
  try {
    await tx.simple(render(create).text);
  } catch (error) {
    if (!(error instanceof PgError) || !NOT_TO_BE_HAD.has(error.code)) throw error;
    await tx.simple('ROLLBACK TO SAVEPOINT extension');
    const known = await tx.query(`SELECT to_regprocedure('gen_random_uuid()') IS NOT NULL`);
    if (known.text(0, 0) !== 't') throw needsPgcrypto(error);
  }
}

const needsPgcrypto = (error: PgError): EngineError =>
  new EngineError(
    'postgres-error',
    error.code === '42501'
      ? 'pgcrypto extension is required, but the current user doesn’t have permission to create it. Please grant superuser permission, or setup the initial schema via https://hasura.io/docs/latest/graphql/core/deployment/postgres-permissions.html'
      : 'pgcrypto extension is required, but could not find the extension in the PostgreSQL server. Please make sure this extension is available.',
  );
