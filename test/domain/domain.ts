import pg from 'pg';
import { expect } from 'vitest';
import { migrate, migrationsHash } from '../../scripts/domain/migrate.ts';
import type { Database, Template } from '../support/database.ts';
import { testWith } from '../support/database.ts';

/** A database with the domain's schema and a few people: 2 superadmin, 3 moderator, 4 to 12 users, 13 editor. */
const DOMAIN: Template = {
  // A server that outlives the run keeps its templates: the name must change with what is in it.
  name: `domain ${migrationsHash()}`,
  async fill(url) {
    await migrate({ databaseUrl: url, direction: 'up' });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(PEOPLE);
    await client.end();
  },
};

const PEOPLE = `
  INSERT INTO account (id, created_by, updated_by, slug, username, email, role, verified_at)
  SELECT n, 1, 1, 'person-' || n, 'person' || n, 'person' || n || '@example.test',
         CASE n WHEN 2 THEN 'SUPERADMIN' WHEN 3 THEN 'MOD' WHEN 13 THEN 'EDITOR' ELSE 'USER' END, now()
  FROM generate_series(2, 13) AS n;
  SELECT setval('account_id_seq', 13);
  INSERT INTO member (id, created_by, updated_by, account_id, name)
  SELECT n, n, n, n, 'Person ' || n FROM generate_series(2, 13) AS n;
  SELECT setval('member_id_seq', 13);`;

export const test = testWith(DOMAIN);

/** The schema alone, as migrations leave it. */
export const testMigrated = testWith({
  name: `migrated ${migrationsHash()}`,
  fill: async (url) => void (await migrate({ databaseUrl: url, direction: 'up' })),
});

/** Runs statements in one transaction as the engine would for this account. */
export async function as<Row extends pg.QueryResultRow>(
  database: Database,
  accountId: number,
  text: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('BEGIN');
    const session = { 'x-hasura-role': 'user', 'x-hasura-user-id': String(accountId) };
    await client.query(`SELECT set_config('hasura.user', $1, true)`, [JSON.stringify(session)]);
    const { rows } = await client.query<Row>(text);
    await client.query('COMMIT');
    return rows;
  } finally {
    await client.end();
  }
}

/** Runs statements in one transaction, so that what is deferred is checked at its end. */
export async function transaction(database: Database, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

export async function rowsOf<Row extends pg.QueryResultRow>(
  database: Database,
  text: string,
  params: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await database.query<Row>(text, params);
  return rows;
}

/** The first column of the first row. */
export async function scalar(
  database: Database,
  text: string,
  params: readonly unknown[] = [],
): Promise<unknown> {
  const [row] = await rowsOf(database, text, params);
  return row === undefined ? undefined : Object.values(row)[0];
}

/** What Postgres says when it refuses. */
export const refusal = (message: string) => ({ message: expect.stringContaining(message) });
