import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BackupActivities } from './activities.ts';
import { BACKUP_NIGHTLY, type BackupReport } from './contract.ts';

export const lastQuery = defineQuery<BackupReport>(BACKUP_NIGHTLY.last);

// Bounded: what has not worked in some hours wants somebody to look at it, and the next night tries again.
const { takeBackup, removeExpired, isDrillDue, drillRestore } = proxyActivities<BackupActivities>({
  startToCloseTimeout: '1 hour',
  retry: { initialInterval: '10 seconds', maximumInterval: '5 minutes', maximumAttempts: 10 },
});
const { tellFailure } = proxyActivities<BackupActivities>({ startToCloseTimeout: '20 seconds' });

/** Backs everything up, thins out what is old, and proves once a week that a backup can be restored. */
export async function backupNightly(): Promise<BackupReport> {
  let report: BackupReport = {};
  setHandler(lastQuery, () => report);
  try {
    report = await takeBackup();
    report = { ...report, removed: await removeExpired() };
    if (report.name !== undefined && (await isDrillDue()))
      report = { ...report, drill: await drillRestore(report.name) };
  } catch (error) {
    await tellFailure(report.name === undefined ? 'backup' : `restore of ${report.name}`);
    throw error;
  }
  return report;
}
