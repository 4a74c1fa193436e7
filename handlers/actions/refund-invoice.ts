import { z } from 'zod';
import { REFUND_PAYMENT, refundWorkflowId } from '../../workflows/payment/contract.ts';
import { type Answer, action } from '../action.ts';
import { outcomeOf } from '../follow.ts';
import type { Ports } from '../ports.ts';
import { ActionError, notFound } from '../refusal.ts';
import { actorOf } from '../session.ts';

/** How long the caller waits for the gateway: below the action's timeout. The refund goes on without the caller. */
const GATEWAY_WAIT_MS = 6_000;

const input = z.object({
  invoiceId: z.int().positive(),
  reason: z.string().trim().max(500, 'is too long').nullish(),
});

interface Invoice {
  readonly status: string;
  readonly paymentId: number | null;
}

/**
 * `refundInvoice`: sends the money of a paid invoice back. Answers REFUNDED when it is done, or PAID while the gateway
 * is still asked; asked again, how it stands.
 */
export const refundInvoice = ({ database, temporal }: Ports) =>
  action('refundInvoice', input, async ({ invoiceId, reason }, session) => {
    const find = (): Promise<Invoice | undefined> =>
      database.row<Invoice>(
        `SELECT i.status, p.id AS "paymentId" FROM invoice i
           LEFT JOIN payment p ON p.invoice_id = i.id AND p.settled_at IS NOT NULL AND p.status = 'SUCCEEDED'
          WHERE i.id = $1`,
        [invoiceId],
      );
    const invoice = await find();
    if (invoice === undefined) throw notFound();
    const { status, paymentId } = invoice;
    if (status === 'REFUNDED') return { invoiceId, status };
    if (status !== 'PAID') throw new ActionError('not-paid', `the invoice is ${status}`);
    if (paymentId !== null) {
      const refund = { paymentId, reason: reason ?? '' };
      const workflowId = refundWorkflowId(paymentId);
      await outcomeOf(temporal, REFUND_PAYMENT, workflowId, refund, GATEWAY_WAIT_MS);
      return { invoiceId, status: (await find())?.status ?? status };
    }
    // Paid in cash, and given back the same way.
    return await database.transaction(actorOf(session), (sql) =>
      sql.one<Answer<'refundInvoice'>>(
        `UPDATE invoice SET status = 'REFUNDED' WHERE id = $1 RETURNING id AS "invoiceId", status`,
        [invoiceId],
      ),
    );
  });
