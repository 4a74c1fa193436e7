import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** `audit_partition`: makes the partition of the audit log for the month to come. */
export const auditPartition = ({ database }: Ports) =>
  cron(database, 'audit_partition', async (sql) => ({
    ...(await sql.row<{ made: boolean }>('SELECT ops.audit_partition() AS made')),
  }));
