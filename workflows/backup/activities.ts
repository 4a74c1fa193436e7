import { ApplicationFailure } from '@temporalio/common';
import { backUp, nameOf, readManifest } from '../../lib/backup/backup.ts';
import type { EngineAddress } from '../../lib/backup/dump.ts';
import { expired } from '../../lib/backup/keep.ts';
import { openBackupBucket } from '../../lib/backup/place.ts';
import { proveRestore } from '../../lib/backup/prove.ts';
import { type Database, SYSTEM } from '../../lib/database.ts';
import type { Store } from '../../lib/store.ts';
import { type BackupReport, DRILL_DAYS } from './contract.ts';

export type BackupActivities = ReturnType<typeof backupActivities>;

export interface BackupPorts {
  readonly database: Database;
  readonly databaseUrl: string;
  /** The engine dumps the database; without its admin secret nothing is backed up. */
  readonly engine: EngineAddress | undefined;
  readonly backups: Store;
}

/** The object that remembers the last proof. */
const DRILL_KEY = 'last-drill.json';
const DAY_MS = 24 * 3_600_000;

export const backupActivities = ({ database, databaseUrl, engine, backups }: BackupPorts) => {
  const bucket = openBackupBucket(backups);
  const dumper = (): EngineAddress => {
    if (engine !== undefined) return engine;
    throw ApplicationFailure.nonRetryable(
      'HASURA_GRAPHQL_ADMIN_SECRET is not set: nothing can be dumped',
    );
  };
  return {
    async takeBackup(): Promise<BackupReport> {
      const name = nameOf(new Date());
      const { tables } = await backUp(databaseUrl, dumper(), bucket, name);
      return { name, rows: Object.values(tables).reduce((sum, { rows }) => sum + rows, 0) };
    },

    async removeExpired(): Promise<readonly string[]> {
      const gone = expired(await bucket.names());
      for (const name of gone) await bucket.remove(name);
      return gone;
    },

    async isDrillDue(): Promise<boolean> {
      const last = await backups.stat(DRILL_KEY);
      // An hour less, as no two nights begin at the same second.
      return (
        last === undefined ||
        last.lastModified.getTime() < Date.now() - DRILL_DAYS * DAY_MS + DAY_MS / 24
      );
    },

    async drillRestore(name: string): Promise<{ readonly tables: number; readonly rows: number }> {
      const proof = await proveRestore(databaseUrl, dumper(), bucket, name);
      const { takenAt } = await readManifest(bucket, name);
      const memo = Buffer.from(JSON.stringify({ name, takenAt, ...proof }));
      await backups.put(DRILL_KEY, memo, 'application/json');
      return proof;
    },

    /** Tells whoever may look after it. */
    async tellFailure(what: string): Promise<void> {
      await database.transaction(SYSTEM, (sql) =>
        sql.rows(
          `SELECT ops.notify(id, 'backup-failed', '{IN_APP,EMAIL}', 'backup-failed:' || current_date || ':' || $1,
                             jsonb_build_object('what', $1::text))
             FROM account WHERE role = 'SUPERADMIN' AND is_active AND deleted_at IS NULL`,
          [what],
        ),
      );
    },
  };
};
