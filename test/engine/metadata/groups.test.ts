import { describe, expect, test } from 'vitest';
import { openStage } from './stage.ts';

/** bulk, bulk_keep_going, bulk_atomic and concurrent_bulk: what is kept of several commands, and when. */

const stage = openStage();

describe('groups', () => {
  const run = (type: string, args: readonly object[]) =>
    stage.engine.post('/v1/metadata', { type, args });
  const good = { type: 'pg_track_table', args: { table: 'author' } };
  const bad = { type: 'pg_track_table', args: { table: 'nowhere' } };

  const other = { type: 'pg_track_table', args: { table: 'book' } };
  const sql = (text: string) => ({ type: 'run_sql', args: { sql: text } });

  test('bulk stops at the first error, and saves no metadata', async () => {
    await run('bulk', [good]);
    const { status, body } = await run('bulk', [other, bad, good]);
    expect([status, body.path]).toEqual([400, '$.args[1].args']);
    expect(await stage.trackedTables()).toEqual(['author']);
    const nested = { type: 'bulk', args: [other] };
    expect((await run('bulk', [nested, bad])).body.path).toBe('$.args[1].args');
    expect(await stage.trackedTables()).toEqual(['author']);
    expect((await run('bulk', [nested, other])).body.code).toBe('already-tracked');
  });

  test('bulk keeps what its SQL has done, and what followed from it', async () => {
    await run('bulk', [good]);
    const { status } = await run('bulk', [
      other,
      sql('ALTER TABLE author RENAME TO writer'),
      { type: 'pg_untrack_table', args: { table: 'book' } },
      bad,
    ]);
    expect(status).toBe(400);
    expect(await stage.trackedTables()).toEqual(['book', 'writer']);
    expect((await stage.engine.metadata('get_inconsistent_metadata')).body.is_consistent).toBe(
      true,
    );
  });

  test('bulk lets no other change come between', async () => {
    const [failed, tracked] = await Promise.all([
      run('bulk', [good, sql('SELECT pg_sleep(0.2)'), bad]),
      stage.engine.metadata('pg_track_table', { table: 'book' }),
    ]);
    expect([failed.status, tracked.status]).toEqual([400, 200]);
    expect(await stage.trackedTables()).toEqual(['book']);
  });

  test('bulk over an older version is a conflict', async () => {
    const { body } = await stage.engine.post('/v1/metadata', {
      type: 'export_metadata',
      version: 2,
      args: {},
    });
    const outdated = { type: 'bulk', resource_version: body.resource_version - 1, args: [good] };
    expect((await stage.engine.post('/v1/metadata', outdated)).status).toBe(409);
    expect(await stage.trackedTables()).toEqual([]);
    const current = { ...outdated, resource_version: body.resource_version, args: [good, other] };
    expect((await stage.engine.post('/v1/metadata', current)).status).toBe(200);
  });

  test('bulk_keep_going tells each its own', async () => {
    const { status, body } = await run('bulk_keep_going', [bad, good]);
    expect([status, body]).toEqual([
      200,
      [expect.objectContaining({ code: 'invalid-configuration' }), { message: 'success' }],
    ]);
    expect(await stage.trackedTables()).toEqual(['author']);
  });

  test('bulk_atomic does all or nothing', async () => {
    expect((await run('bulk_atomic', [good, bad])).body.error).toBe(
      'cannot continue due to newly found inconsistent metadata',
    );
    expect(await stage.trackedTables()).toEqual([]);
    expect((await run('bulk_atomic', [good])).body).toEqual({ message: 'success' });
  });

  test('concurrent_bulk takes what changes no rule', async () => {
    const { status, body } = await run('concurrent_bulk', [good]);
    expect([status, body.error]).toEqual([
      500,
      'Only read-only queries are allowed in a concurrent_bulk',
    ]);
    const listed = { type: 'get_inconsistent_metadata', args: {} };
    expect((await run('concurrent_bulk', [listed, listed])).body).toHaveLength(2);
  });
});
