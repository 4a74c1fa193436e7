import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { HASURA_FOLDER, migrate } from '../../scripts/domain/migrate.ts';
import { test } from '../support/database.ts';

const FOLDER = path.join(HASURA_FOLDER, 'migrations/default');
const names = readdirSync(FOLDER).sort();

test('every migration has a number of 13 digits, an up and a down', () => {
  for (const name of names) {
    expect(name).toMatch(/^\d{13}_[a-z_]+$/);
    expect(readdirSync(path.join(FOLDER, name)).sort()).toEqual(['down.sql', 'up.sql']);
  }
});

test('up, all down and up again gives the same schema; all down leaves nothing', async ({
  database,
}) => {
  const databaseUrl = database.url;
  const empty = schemaOf(databaseUrl);
  expect(await migrate({ databaseUrl, direction: 'up' })).toEqual(names);
  const full = schemaOf(databaseUrl);
  expect(await migrate({ databaseUrl, direction: 'up' })).toEqual([]);

  expect(await migrate({ databaseUrl, direction: 'down' })).toEqual(names.toReversed());
  expect(schemaOf(databaseUrl)).toBe(empty);

  await migrate({ databaseUrl, direction: 'up', count: 5 });
  await migrate({ databaseUrl, direction: 'down', count: 1 });
  expect(await migrate({ databaseUrl, direction: 'up' })).toEqual(names.slice(4));
  expect(schemaOf(databaseUrl)).toBe(full);
  expect(full.split('\n').length).toBeGreaterThan(5000);
});

test('a migration that fails is taken back whole, and what came before it stays', async ({
  database,
}) => {
  // The sixth makes this table: it will find it there.
  await database.query('CREATE TABLE task_media (id integer)');
  await expect(migrate({ databaseUrl: database.url, direction: 'up' })).rejects.toThrow(
    'relation "task_media" already exists',
  );
  const { rows } = await database.query(
    `SELECT to_regclass('room') IS NOT NULL AS fifth, to_regclass('media') IS NOT NULL AS sixth`,
  );
  expect(rows).toEqual([{ fifth: true, sixth: false }]);
  await database.query('DROP TABLE task_media');
  expect(await migrate({ databaseUrl: database.url, direction: 'up' })).toEqual(names.slice(5));
});

test('keeps the state where the CLI reads it, once an engine has been there', async ({
  database,
}) => {
  await database.query(`
    CREATE SCHEMA hdb_catalog;
    CREATE TABLE hdb_catalog.hdb_version (hasura_uuid uuid, cli_state jsonb NOT NULL DEFAULT '{}');
    INSERT INTO hdb_catalog.hdb_version (cli_state)
    VALUES ('{"migrations": {"other": {"1": false}}, "settings": {"migration_mode": "true"}}')`);
  await migrate({ databaseUrl: database.url, direction: 'up', count: 2 });
  const { rows } = await database.query('SELECT cli_state FROM hdb_catalog.hdb_version');
  expect(rows).toEqual([
    {
      cli_state: {
        migrations: {
          other: { '1': false },
          default: { '1764000000001': false, '1764000000002': false },
        },
        settings: { migration_mode: 'true' },
        isStateCopyCompleted: true,
      },
    },
  ]);
});

test('follows the conventions: snake case, singular, stamped entities, no odd types', async ({
  database,
}) => {
  await migrate({ databaseUrl: database.url, direction: 'up' });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ table_name: string; columns: string; types: string[] }>(`
    SELECT c.table_name, string_agg(c.column_name, ' ' ORDER BY c.ordinal_position) AS columns,
           array_agg(DISTINCT c.data_type) AS types
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY 1`);
  await client.end();
  for (const { table_name: name, columns, types } of rows) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    if (columns.includes('updated_by')) {
      expect(columns, name).toMatch(/^id created_by created_at updated_by updated_at\b/);
    }
    for (const odd of ['timestamp without time zone', 'character varying', 'character', 'real']) {
      expect(types, name).not.toContain(odd);
    }
  }
});

/** pg_dump -s without the lines that carry a random key, and without hdb_catalog, where the state lives. */
function schemaOf(url: string): string {
  const dump = execFileSync('pg_dump', ['--schema-only', '--exclude-schema=hdb_catalog', url], {
    encoding: 'utf8',
  });
  return dump.replaceAll(/^\\(un)?restrict .*$/gm, '');
}
