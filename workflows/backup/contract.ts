import { TASK_QUEUE } from '../queue.ts';

/** What a nightly backup has done so far. */
export interface BackupReport {
  /** The backup's name in the bucket. */
  readonly name?: string;
  readonly rows?: number;
  readonly removed?: readonly string[];
  /** A restore of this backup into a database of its own, compared table by table; once a week. */
  readonly drill?: { readonly tables: number; readonly rows: number };
}

export const BACKUP_NIGHTLY = {
  type: 'backupNightly',
  taskQueue: TASK_QUEUE,
  last: 'last',
  scheduleId: 'backup-nightly',
  workflowId: 'backup',
} as const;

/** Days from one proof that a backup can be restored to the next. */
export const DRILL_DAYS = 7;
