import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const ROW_COUNT_MAX = 1_000;
const bigint = z.coerce.number().int().positive();

const input = z.object({
  tableName: z.string().max(63).nullish(),
  rowId: z.string().max(100).nullish(),
  accountId: z.int().nullish(),
  beforeId: bigint.nullish(),
  limit: z.int().positive().max(ROW_COUNT_MAX).nullish(),
});

/** `listAuditLog`: who changed what, the newest first; `beforeId` goes on from a page before. */
export const listAuditLog = ({ database }: Ports) =>
  action('listAuditLog', input, ({ tableName, rowId, accountId, beforeId, limit }) =>
    database.rows(
      `SELECT id, at, account_id AS "accountId", role, operation, table_name AS "tableName", row_id AS "rowId",
              old_row AS "oldRow", new_row AS "newRow"
         FROM ops.audit_log
        WHERE ($1::text IS NULL OR table_name = $1) AND ($2::text IS NULL OR row_id = $2)
          AND ($3::integer IS NULL OR account_id = $3) AND ($4::bigint IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5`,
      [tableName, rowId, accountId, beforeId, limit ?? 100],
    ),
  );
