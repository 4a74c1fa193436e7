import { type Database, SYSTEM } from '../../lib/database.ts';
import type { CheckoutState } from './contract.ts';

export type InvoiceActivities = ReturnType<typeof invoiceActivities>;

const STATE: Readonly<Record<string, CheckoutState>> = {
  UNPAID: 'waiting',
  PAID: 'paid',
  REFUNDED: 'paid',
  CANCELLED: 'cancelled',
  OVERDUE: 'overdue',
};

export const invoiceActivities = (database: Database) => ({
  /** Closes the invoice and gives its stock back if the deadline is past, and tells how it stands then. */
  async closeOverdue(invoiceId: number): Promise<CheckoutState> {
    return await database.transaction(SYSTEM, async (sql) => {
      await sql.rows('SELECT close_overdue_invoice($1)', [invoiceId]);
      const invoice = await sql.row<{ status: string }>(
        'SELECT status FROM invoice WHERE id = $1',
        [invoiceId],
      );
      return STATE[invoice?.status ?? ''] ?? 'cancelled';
    });
  },
});
