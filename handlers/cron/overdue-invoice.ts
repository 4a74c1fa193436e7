import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** `overdue_invoice`: the safety net behind the workflows. Closes invoices past their deadline and returns their stock. */
export const overdueInvoice = ({ database }: Ports) =>
  cron(database, 'overdue_invoice', (sql) =>
    sql.one<{ closed: number }>('SELECT close_overdue_invoice() AS closed'),
  );
