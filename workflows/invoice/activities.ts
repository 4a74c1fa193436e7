import { type Database, postgresError, SYSTEM } from '../../lib/database.ts';
import type { InvoiceState } from './contract.ts';

export type InvoiceActivities = ReturnType<typeof invoiceActivities>;

const STATE: Readonly<Record<string, InvoiceState>> = {
  UNPAID: 'waiting',
  PAID: 'paid',
  REFUNDED: 'paid',
  CANCELLED: 'cancelled',
  OVERDUE: 'overdue',
};

export const invoiceActivities = (database: Database) => ({
  /** Closes the invoice and gives its stock back if the deadline is past, and tells how it stands then. */
  async closeOverdue(invoiceId: number): Promise<InvoiceState> {
    try {
      await database.transaction(SYSTEM, (sql) =>
        sql.rows(`SELECT close_invoice($1, 'OVERDUE', NULL)`, [invoiceId]),
      );
    } catch (error) {
      // Raised by close_invoice: it is closed already, or not due by the database's clock.
      if (postgresError(error)?.code !== 'P0001') throw error;
    }
    const invoice = await database.row<{ status: string }>(
      'SELECT status FROM invoice WHERE id = $1',
      [invoiceId],
    );
    return STATE[invoice?.status ?? ''] ?? 'cancelled';
  },
});
