import { z } from 'zod';
import { action } from '../action.ts';
import { giveBack } from '../payments/settle.ts';
import type { Ports } from '../ports.ts';
import { ActionError, notFound } from '../refusal.ts';
import { actorOf } from '../session.ts';

const input = z.object({
  invoiceId: z.int().positive(),
  reason: z.string().trim().max(500, 'is too long').nullish(),
});

/** `refundInvoice`: sends the money of a paid invoice back. Asked again, it tells that this is done. */
export const refundInvoice = ({ database, gateway }: Ports) =>
  action('refundInvoice', input, async ({ invoiceId, reason }, session) => {
    const invoice = await database.row<{ status: string; accountId: number }>(
      'SELECT status, account_id AS "accountId" FROM invoice WHERE id = $1',
      [invoiceId],
    );
    if (invoice === undefined) throw notFound();
    if (invoice.status === 'REFUNDED') return { invoiceId, status: invoice.status };
    if (invoice.status !== 'PAID')
      throw new ActionError('not-paid', `the invoice is ${invoice.status}`);
    const payment = await database.row<{ id: number; gatewayOpId: string; amountMinor: number }>(
      `SELECT id, gateway_op_id AS "gatewayOpId", amount_minor AS "amountMinor"
         FROM payment WHERE invoice_id = $1 AND status = 'SUCCEEDED'`,
      [invoiceId],
    );
    if (payment !== undefined)
      await giveBack(
        database,
        gateway,
        { ...payment, accountId: invoice.accountId },
        reason || 'the invoice was refunded',
      );
    await database.transaction(actorOf(session), (sql) =>
      sql.rows(`UPDATE invoice SET status = 'REFUNDED' WHERE id = $1 AND status = 'PAID'`, [
        invoiceId,
      ]),
    );
    return { invoiceId, status: 'REFUNDED' };
  });
