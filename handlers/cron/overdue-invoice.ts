import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

const INVOICE_COUNT_MAX = 500;

/** `overdue_invoice`: the safety net behind the workflows. Closes invoices past their deadline and returns their stock. */
export const overdueInvoice = ({ database }: Ports) =>
  cron(database, 'overdue_invoice', async (sql) => {
    const closed = await sql.rows(
      `SELECT 1 FROM (SELECT id FROM invoice WHERE status = 'UNPAID' AND deadline_at <= now()
                       ORDER BY id LIMIT $1) AS due
        WHERE close_overdue_invoice(due.id)`,
      [INVOICE_COUNT_MAX],
    );
    return { closed: closed.length };
  });
