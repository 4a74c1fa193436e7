import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, type EngineReply, startEngine } from '../support/engine.ts';

/** Several engines on one metadata database: what they owe each other. Each is a process of its own. */

/** Hasura's own bound is its poll interval of one second; twice that leaves room for building the schema. */
const SEEN_BY_ALL_MS = 2000;
const TABLES = 8;

const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [],
    },
  ],
};

let database: Database;
let engines: readonly Engine[];
beforeAll(async () => {
  database = await createDatabase();
  for (let i = 0; i < TABLES; i++) await database.query(`CREATE TABLE t${i} (id int PRIMARY KEY)`);
  const open = () => startEngine({ databaseUrl: database.url });
  engines = [await open(), await open(), await open()];
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
  await database.drop();
});
const one = (i: number): Engine => {
  const engine = engines[i % engines.length];
  if (!engine) throw new Error('no engine');
  return engine;
};
beforeEach(async () => {
  expect((await one(0).metadata('replace_metadata', METADATA)).status).toBe(200);
});

const track = (engine: Engine, i: number): Promise<EngineReply> =>
  engine.metadata('pg_track_table', { table: `t${i}` });
const exportOf = async (engine: Engine) =>
  (await engine.post('/v1/metadata', { type: 'export_metadata', version: 2, args: {} })).body;
const trackedBy = async (engine: Engine): Promise<readonly string[]> =>
  (await exportOf(engine)).metadata.sources[0].tables.map(
    (table: { table: { name: string } }) => table.table.name,
  );

test('what one changes is served by all within two seconds', async () => {
  await track(one(0), 0);
  await Promise.all(
    engines.map((engine) =>
      vi.waitFor(
        async () =>
          expect((await engine.graphql('{ t0 { id } }')).body).toEqual({ data: { t0: [] } }),
        { timeout: SEEN_BY_ALL_MS, interval: 50 },
      ),
    ),
  );
});

test('requests of one client may go to each in turn', async () => {
  for (let i = 0; i < TABLES; i++) expect((await track(one(i), i)).status).toBe(200);
  expect(await trackedBy(one(TABLES))).toHaveLength(TABLES);
});

test('SQL run through one is known to the others', async () => {
  await track(one(0), 0);
  const renamed = 'ALTER TABLE t0 RENAME COLUMN id TO key';
  await one(1).post('/v2/query', { type: 'run_sql', args: { sql: renamed } });
  const { status } = await one(2).metadata('pg_create_select_permission', {
    table: 't0',
    role: 'user',
    permission: { columns: ['key'], filter: {} },
  });
  expect(status).toBe(200);
  await one(1).post('/v2/query', {
    type: 'run_sql',
    args: { sql: 'ALTER TABLE t0 RENAME COLUMN key TO id' },
  });
});

test('of changes at once none is lost, and those that came too late are told', async () => {
  for (let round = 0; round < 3; round++) {
    await one(round).metadata('replace_metadata', METADATA);
    const tables = Array.from({ length: TABLES }, (_, i) => i);
    const replies = await Promise.all(tables.map((i) => track(one(i), i)));
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const won = tables.filter((i) => replies[i]?.status === 200).map((i) => `t${i}`);
    expect(won.length).toBeGreaterThan(0);
    for (const engine of engines) expect(await trackedBy(engine)).toEqual(won);
  }
});

test('of two changes over the same version one wins', async () => {
  for (let round = 0; round < 3; round++) {
    const { resource_version, metadata } = await exportOf(one(0));
    const replace = (engine: Engine) =>
      engine.post('/v1/metadata', {
        type: 'replace_metadata',
        version: 2,
        resource_version,
        args: { metadata },
      });
    const statuses = (await Promise.all(engines.map(replace))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409, 409]);
  }
});

test('an engine that was killed in the middle of a change leaves none half done', async () => {
  const doomed = await startEngine({ databaseUrl: database.url });
  const changes = Array.from({ length: TABLES }, (_, i) => track(doomed, i).catch(() => null));
  await doomed.kill();
  const replies = await Promise.all(changes);
  const { resource_version } = await exportOf(one(0));
  const told = replies.filter((reply) => reply?.status === 200).length;
  expect((await trackedBy(one(1))).length).toBeGreaterThanOrEqual(told);
  const { rows } = await database.query('SELECT resource_version FROM hdb_catalog.hdb_metadata');
  expect(rows).toEqual([{ resource_version }]);
  await doomed.stop();
});

test('one starts beside a transaction that has written events', async () => {
  const writing = new pg.Client(database.url);
  await writing.connect();
  try {
    await writing.query('BEGIN');
    await writing.query(`INSERT INTO hdb_catalog.hdb_scheduled_events (webhook_conf, scheduled_time)
      VALUES ('"http://127.0.0.1:1"', now() + interval '1 year')`);
    await writing.query(`INSERT INTO hdb_catalog.hdb_cron_events (trigger_name, scheduled_time)
      VALUES ('none', now())`);
    const another = await startEngine({ databaseUrl: database.url });
    await another.stop();
  } finally {
    await writing.end();
  }
});
