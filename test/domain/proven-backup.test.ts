import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolder } from '../../lib/backup/place.ts';
import { proveRestore } from '../../lib/backup/prove.ts';
import { HASURA_FOLDER, migrate } from '../../scripts/domain/migrate.ts';
import { seed } from '../../scripts/domain/seed.ts';
import { readProject } from '../../scripts/hasura/project.ts';
import { ROOT } from '../../scripts/platform/programs.ts';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/** scripts/backup and scripts/restore as people run them, against an engine that has its triggers on every table. */

let database: Database;
let engine: Engine;
let folder: string;
beforeAll(async () => {
  database = await createDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-backup-'));
  await migrate({ databaseUrl: database.url, direction: 'up' });
  engine = await startEngine({
    databaseUrl: database.url,
    metadata: readProject(HASURA_FOLDER).metadata,
    env: {
      HANDLERS_URL: 'http://127.0.0.1:9', // nobody: events stay in the log, where they are counted
      HANDLERS_SECRET: 'secret',
      HASURA_GRAPHQL_UNAUTHORIZED_ROLE: 'anonymous',
      HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention',
    },
  });
  await seed({ databaseUrl: database.url });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const run = (command: string, args: readonly string[], databaseUrl = database.url): string =>
  execFileSync(path.join(ROOT, 'scripts', command), args, {
    env: {
      ...process.env,
      PG_DATABASE_URL: databaseUrl,
      HASURA_GRAPHQL_ENDPOINT: engine.url,
      HASURA_GRAPHQL_ADMIN_SECRET: engine.adminSecret,
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const count = async (what: string): Promise<number> =>
  (await database.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${what}`)).rows[0]?.n ??
  0;
const files = (): readonly string[] => readdirSync(folder).sort();

test('a backup comes back row for row, and nobody is told', async () => {
  expect(run('backup', ['--out', folder])).toMatch(/^backed up to .*: \d+ tables, \d+ rows/);
  const [manifest, dump] = files();
  expect([manifest, dump]).toEqual([
    expect.stringMatching(/^\d{8}T\d{6}Z\.json$/),
    expect.stringMatching(/^\d{8}T\d{6}Z\.sql\.gz$/),
  ]);
  const before = [await count('task'), await count('message'), await count('notification')];
  await database.query(`UPDATE task SET title = 'changed'; INSERT INTO message (room_id, member_id, text) VALUES (2, 4, 'x');
    INSERT INTO notification (account_id, channel, dedupe_key, subject) VALUES (4, 'EMAIL', 'later', 'Later')`);
  const events = await count('hdb_catalog.event_log');
  expect(events).toBeGreaterThan(0);

  expect(run('restore', [path.join(folder, dump ?? '')])).toMatch(/^restored .*: \d+ tables equal/);
  expect([await count('task'), await count('message'), await count('notification')]).toEqual(
    before,
  );
  expect(await count(`task WHERE title = 'changed'`)).toBe(0);
  expect(await count('hdb_catalog.event_log')).toBe(events);
});

test('a backup that lost a row, or was changed, changes nothing', async () => {
  const [manifest = '', dump = ''] = files();
  const sql = gunzipSync(readFileSync(path.join(folder, dump))).toString();
  const spoil = async (spoilt: string, isSealed: boolean): Promise<void> => {
    const bytes = gzipSync(spoilt);
    writeFileSync(path.join(folder, 'spoilt.sql.gz'), bytes);
    const { createHash } = await import('node:crypto');
    const said = JSON.parse(readFileSync(path.join(folder, manifest), 'utf8')) as object;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(
      path.join(folder, 'spoilt.json'),
      JSON.stringify({ ...said, ...(isSealed && { sha256 }) }),
    );
  };
  const restored = (): string => run('restore', [path.join(folder, 'spoilt.sql.gz')]);
  await database.query(`UPDATE task SET title = 'kept' WHERE id = 1`);
  await spoil(sql.replace(/^1\t.*Book the ferry.*\n/m, ''), false);
  expect(() => run('restore', [path.join(folder, 'none.sql.gz')])).toThrow('there is no ');
  expect(restored).toThrow('has changed since');
  await spoil(sql.replace(/^1\t.*Book the ferry.*\n/m, ''), true);
  expect(restored).toThrow('not what was backed up, so nothing is changed: public.task');
  expect(await count(`task WHERE title = 'kept'`)).toBe(1);
});

test('a drill restores it beside the database that lives, and leaves nothing behind', async () => {
  const [manifest = ''] = files();
  const name = manifest.replace('.json', '');
  const address = { endpoint: engine.url, adminSecret: engine.adminSecret };
  const proof = await proveRestore(database.url, address, openFolder(folder), name);
  expect(proof.tables).toBeGreaterThan(60);
  expect(proof.rows).toBeGreaterThan(800);
  expect(await count(`pg_database WHERE datname LIKE 'restore_drill_%'`)).toBe(0);
});

test('a dump that others made, as the seed has it, comes back as well', async () => {
  const file = path.join(folder, 'data.sql');
  const { body } = await engine.post('/v1alpha1/pg_dump', {
    opts: ['-O', '-x', '--data-only', '--schema', 'public', '--schema', 'auth'],
    clean_output: true,
  });
  writeFileSync(file, String(body));
  await database.query(`UPDATE task SET title = 'changed'`);
  const others = [await count('ops.notice_template'), await count('ops.audit_log')];
  run('restore', [file]);
  expect(await count(`task WHERE title = 'changed'`)).toBe(0);
  expect([await count('ops.notice_template'), await count('ops.audit_log')]).toEqual(others);
});
