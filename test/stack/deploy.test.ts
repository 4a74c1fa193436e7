import { expect, onTestFinished } from 'vitest';
import { openHasuraClient } from '../../scripts/hasura/client.ts';
import { deploy } from '../../scripts/hasura/deploy.ts';
import type { HasuraProject } from '../../scripts/hasura/project.ts';
import { test } from '../support/database.ts';
import { startEngine } from '../support/engine.ts';

/** What `scripts/start` does with the folder `hasura/`, with folders that are wrong. */

const sourceOf = (...tables: readonly string[]) => ({
  name: 'default',
  kind: 'postgres',
  configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
  tables: tables.map((name) => ({ table: { schema: 'public', name } })),
});

const project = (tables: readonly string[], ...ups: readonly string[]): HasuraProject => ({
  metadata: { version: 3, sources: [sourceOf(...tables)] },
  migrations: ups.map((up, i) => ({ source: 'default', version: `${i + 1}`, name: 'step', up })),
});

async function open(databaseUrl: string) {
  const engine = await startEngine({ databaseUrl });
  onTestFinished(() => engine.stop());
  return { engine, client: openHasuraClient(engine.url, engine.adminSecret) };
}

test('a migration that fails leaves nothing of itself, and is where the next attempt begins', async ({
  database,
}) => {
  const { client } = await open(database.url);
  const first = 'CREATE TABLE fjord (id int PRIMARY KEY)';
  const broken = project(['fjord'], first, 'CREATE TABLE half (id int); SELECT 1 / 0');
  await expect(deploy(client, broken)).rejects.toThrow(
    /migration 2_step of default failed and was taken back: .*division by zero/,
  );
  const { rows } = await database.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  expect(rows).toEqual([{ relname: 'fjord' }]);

  const { applied, inconsistencies } = await deploy(
    client,
    project(['fjord', 'half'], first, 'CREATE TABLE half (id int PRIMARY KEY)'),
  );
  expect(applied.map(({ version }) => version)).toEqual(['2']);
  expect(inconsistencies).toEqual([]);
});

test('metadata that names a missing table is listed, and the rest serves', async ({ database }) => {
  const { engine, client } = await open(database.url);
  const { inconsistencies } = await deploy(
    client,
    project(['fjord', 'lost'], 'CREATE TABLE fjord (id int PRIMARY KEY)'),
  );
  expect(inconsistencies).toMatchObject([
    {
      type: 'table',
      name: 'table lost in source default',
      reason: 'Inconsistent object: no such table/view exists in source: "lost"',
    },
  ]);
  expect((await engine.graphql('{ fjord { id } }')).body).toEqual({ data: { fjord: [] } });
});
