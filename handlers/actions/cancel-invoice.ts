import { z } from 'zod';
import { INVOICE_PAYMENT, invoiceWorkflowId } from '../../workflows/invoice/contract.ts';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';
import { tell } from '../tell.ts';

const input = z.object({ invoiceId: z.int().positive() });

/** `cancelInvoice`: ends the caller's unpaid invoice, and its goods go back to the shop. */
export const cancelInvoice = ({ database, temporal, logger }: Ports) =>
  action('cancelInvoice', input, async ({ invoiceId }, session) => {
    const cancelled = await database.transaction(actorOf(session), (sql) =>
      sql.one<Answer<'cancelInvoice'>>(
        `SELECT id AS "invoiceId", status FROM close_invoice($1, 'CANCELLED', $2)`,
        [invoiceId, accountOf(session)],
      ),
    );
    tell(temporal, logger, invoiceWorkflowId(invoiceId), INVOICE_PAYMENT.cancel);
    return cancelled;
  });
