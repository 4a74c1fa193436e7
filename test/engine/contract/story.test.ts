import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { openHasuraClient } from '../../../scripts/hasura/client.ts';
import { deploy, missingMigrations } from '../../../scripts/hasura/deploy.ts';
import { readProject } from '../../../scripts/hasura/project.ts';
import { createDatabase } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/**
 * A project from its first day: made against an empty engine, changed on the console, brought to another engine,
 * squashed, exported. The folder is kept as the CLI keeps it, and every request is one that the CLI sends.
 */

const SOURCE = {
  name: 'default',
  kind: 'postgres',
  configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
  tables: [],
};

async function open(): Promise<Engine> {
  const database = await createDatabase();
  const engine = await startEngine({ databaseUrl: database.url });
  onTestFinished(async () => {
    await engine.stop();
    await database.drop();
  });
  return engine;
}

const exportOf = async (engine: Engine) => (await engine.metadata('export_metadata')).body;
const missingOn = async (engine: Engine, folder: string): Promise<readonly string[]> => {
  const client = openHasuraClient(engine.url, engine.adminSecret);
  const missing = await missingMigrations(client, readProject(folder).migrations);
  return missing.map(({ version }) => version);
};

/** `hasura metadata export`. */
async function writeMetadata(engine: Engine, folder: string): Promise<void> {
  const { sources } = await exportOf(engine);
  mkdirSync(path.join(folder, 'metadata/databases'), { recursive: true });
  writeFileSync(path.join(folder, 'metadata/databases/databases.yaml'), stringify(sources));
}

function writeMigration(folder: string, name: string, up: string): void {
  const at = path.join(folder, 'migrations/default', name);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'up.sql'), up);
}

/** What the CLI's own server does when somebody changes a table on the console that it serves. */
async function changeOnConsole(
  engine: Engine,
  folder: string,
  version: string,
  sql: string,
  commands: readonly object[],
): Promise<void> {
  const made = await engine.post('/v2/query', {
    type: 'bulk',
    source: 'default',
    args: [{ type: 'run_sql', args: { source: 'default', sql, cascade: false } }],
  });
  expect(made.status).toBe(200);
  const tracked = await engine.post('/v1/metadata', {
    type: 'bulk',
    source: 'default',
    args: commands,
  });
  expect(tracked.status).toBe(200);
  writeMigration(folder, `${version}_console_made`, sql);
  await mark(engine, (versions) => ({ ...versions, [version]: false }));
  await writeMetadata(engine, folder);
}

type Versions = Readonly<Record<string, boolean>>;
async function mark(engine: Engine, edit: (versions: Versions) => Versions): Promise<void> {
  const { cli_state } = (await engine.metadata('get_catalog_state')).body;
  const migrations = { default: edit(cli_state.migrations?.default ?? {}) };
  const state = { ...cli_state, migrations, settings: { migration_mode: 'true' } };
  const { status } = await engine.metadata('set_catalog_state', {
    type: 'cli',
    state: { ...state, isStateCopyCompleted: true },
  });
  expect(status).toBe(200);
}

/** `hasura migrate squash --delete-source`: one file in place of several, and both engines told so. */
async function squash(folder: string, into: string, engines: readonly Engine[]): Promise<void> {
  const { migrations } = readProject(folder);
  for (const name of readdirSync(path.join(folder, 'migrations/default')))
    rmSync(path.join(folder, 'migrations/default', name), { recursive: true });
  writeMigration(folder, `${into}_squashed`, migrations.map(({ up }) => up).join('\n'));
  for (const engine of engines) await mark(engine, () => ({ [into]: false }));
}

test('init, a migration made on the console, apply, status, squash, export, diff', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-story-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [here, there] = [await open(), await open()];

  // init --endpoint, and the first source
  writeFileSync(path.join(folder, 'config.yaml'), 'version: 3\n');
  mkdirSync(path.join(folder, 'migrations/default'), { recursive: true });
  await here.metadata('pg_add_source', SOURCE);
  await writeMetadata(here, folder);

  // two changes on the console
  await changeOnConsole(
    here,
    folder,
    '1700000000001',
    'CREATE TABLE "public"."author" ("id" serial NOT NULL, "name" text NOT NULL, PRIMARY KEY ("id"));',
    [{ type: 'pg_track_table', args: { source: 'default', table: 'author' } }],
  );
  await changeOnConsole(
    here,
    folder,
    '1700000000002',
    'CREATE TABLE "public"."book" ("id" serial PRIMARY KEY, "author_id" int NOT NULL REFERENCES "public"."author");',
    [
      { type: 'pg_track_table', args: { source: 'default', table: 'book' } },
      {
        type: 'pg_create_object_relationship',
        args: {
          source: 'default',
          table: 'book',
          name: 'author',
          using: { foreign_key_constraint_on: 'author_id' },
        },
      },
      {
        type: 'pg_create_select_permission',
        args: {
          source: 'default',
          table: 'book',
          role: 'reader',
          permission: { columns: ['id'], filter: { author: { name: { _neq: 'x' } } } },
        },
      },
    ],
  );

  // status: applied here, missing there; then deploy
  expect(await missingOn(here, folder)).toEqual([]);
  expect(await missingOn(there, folder)).toEqual(['1700000000001', '1700000000002']);
  const client = openHasuraClient(there.url, there.adminSecret);
  const { applied, inconsistencies } = await deploy(client, readProject(folder));
  expect([applied.length, inconsistencies]).toEqual([2, []]);
  expect(await missingOn(there, folder)).toEqual([]);
  const asked = await there.graphql('{ book { id } }', {}, { 'x-hasura-role': 'reader' });
  expect(asked.body).toEqual({ data: { book: [] } });

  await squash(folder, '1700000000003', [here, there]);
  expect(await missingOn(here, folder)).toEqual([]);
  expect(await missingOn(there, folder)).toEqual([]);
  // A third engine starts from what is left.
  const fresh = await open();
  await deploy(openHasuraClient(fresh.url, fresh.adminSecret), readProject(folder));
  expect(await missingOn(fresh, folder)).toEqual([]);

  // export, diff: key by key, in their order
  const files = JSON.stringify(readProject(folder).metadata['sources']);
  for (const engine of [here, there, fresh])
    expect(JSON.stringify((await exportOf(engine)).sources)).toBe(files);
});
