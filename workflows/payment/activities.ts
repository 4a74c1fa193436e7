import { type Database, SYSTEM } from '../../lib/database.ts';
import type { Gateway } from '../../lib/gateway.ts';
import type { Paid } from './contract.ts';

export type PaymentActivities = ReturnType<typeof paymentActivities>;

export const paymentActivities = (database: Database, gateway: Gateway) => ({
  /** Payments that succeeded for something that ended without them. */
  async latePayments(of: Paid): Promise<readonly number[]> {
    const [publicId, invoiceId] = 'publicId' in of ? [of.publicId, null] : [null, of.invoiceId];
    const payments = await database.transaction(SYSTEM, (sql) =>
      sql.rows<{ id: number; outcome: string }>(
        `SELECT p.id, settle_payment(p.id) AS outcome FROM payment p
           LEFT JOIN reservation r ON r.id = p.reservation_id
          WHERE (r.public_id = $1 OR p.invoice_id = $2) AND p.status = 'SUCCEEDED' AND p.settled_at IS NULL
          ORDER BY p.id`,
        [publicId, invoiceId],
      ),
    );
    return payments.filter(({ outcome }) => outcome === 'back').map(({ id }) => id);
  },

  /** Has the gateway send the money back and notes it. The gateway knows the operation: asked twice, it pays once. */
  async returnMoney(paymentId: number, reason: string): Promise<void> {
    const payment = await database.row<{ gatewayOpId: string; amountMinor: number }>(
      `SELECT gateway_op_id AS "gatewayOpId", amount_minor AS "amountMinor"
         FROM payment WHERE id = $1 AND status = 'SUCCEEDED'`,
      [paymentId],
    );
    if (payment === undefined) return; // an earlier attempt did it and died before it could say so
    await gateway.refund(payment.gatewayOpId, payment.amountMinor);
    await database.transaction(SYSTEM, (sql) =>
      sql.rows('SELECT note_refund($1, $2)', [paymentId, reason]),
    );
  },
});
