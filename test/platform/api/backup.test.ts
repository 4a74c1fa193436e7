import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Client } from 'minio';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { checksumsOf } from '../../../lib/backup/checksum.ts';
import { migrate } from '../../../scripts/domain/migrate.ts';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { BACKUP_NIGHTLY, type BackupReport } from '../../../workflows/backup/contract.ts';
import { join, soon, sql, withTemporal } from './client.ts';

test('the night backs up to a versioned bucket, and proves that it can be restored', async () => {
  await join('backup.nina');
  const { workflowId, first } = await withTemporal(async (client) => {
    const schedule = client.schedule.getHandle(BACKUP_NIGHTLY.scheduleId);
    await soon(() => schedule.trigger()); // the worker makes it when it is ready
    const { spec } = await schedule.describe();
    let started: string | undefined;
    await soon(async () => {
      [started] = (await schedule.describe()).info.recentActions.map(
        ({ action }) => action.workflow.workflowId,
      );
      expect(started).toBeDefined();
    });
    return { workflowId: started ?? '', first: spec.calendars?.[0] };
  });
  expect(first).toMatchObject({ hour: [{ start: 2 }], minute: [{ start: 0 }] });
  const report = await withTemporal(
    (client) => client.workflow.result(workflowId) as Promise<BackupReport>,
  );
  expect(report).toMatchObject({ name: expect.any(String), removed: [] });
  expect(report.drill?.rows).toBe(report.rows);
  expect(
    await withTemporal((client) =>
      client.workflow.getHandle(workflowId).query(BACKUP_NIGHTLY.last),
    ),
  ).toEqual(report);
  expect(await versioningOf('backup')).toBe('Enabled');

  // Into a database of another name, as on another machine.
  const { databaseUrl, s3Endpoint, secrets } = inject('platform');
  const other = new URL(databaseUrl);
  other.pathname = '/restored';
  await sql('CREATE DATABASE restored TEMPLATE template0');
  await migrate({ databaseUrl: other.href, direction: 'up' });
  const said = execFileSync(path.join(ROOT, 'scripts/restore'), ['--bucket'], {
    env: {
      ...process.env,
      PG_DATABASE_URL: other.href,
      S3_ENDPOINT: s3Endpoint,
      S3_ACCESS_KEY: secrets.s3AccessKey,
      S3_SECRET_KEY: secrets.s3SecretKey,
    },
    encoding: 'utf8',
  });
  expect(said).toContain(`restored ${report.name}`);
  const client = new pg.Client({ connectionString: other.href });
  await client.connect();
  const rows = Object.values(await checksumsOf(client)).reduce((sum, table) => sum + table.rows, 0);
  const { rows: people } = await client.query(
    `SELECT 1 FROM account WHERE username = 'backup.nina'`,
  );
  await client.end();
  expect([rows, people.length]).toEqual([report.rows, 1]);
});

async function versioningOf(bucket: string): Promise<string | undefined> {
  const { s3Endpoint, secrets } = inject('platform');
  const { hostname, port } = new URL(s3Endpoint);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey: secrets.s3AccessKey,
    secretKey: secrets.s3SecretKey,
    region: 'us-east-1',
  });
  return ((await client.getBucketVersioning(bucket)) as { Status?: string }).Status;
}
