import { z } from 'zod';
import { CHECKOUT_SAGA, checkoutWorkflowId } from '../../workflows/invoice/contract.ts';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../workflows/ticket/contract.ts';
import { event } from '../event.ts';
import { settle } from '../payments/settle.ts';
import type { Ports } from '../ports.ts';
import { tell } from '../tell.ts';

const row = z.object({ id: z.int() });

/** `payment_changed`: a payment that succeeded confirms its reservation or pays its invoice, or goes back. */
export const paymentChanged = ({ database, temporal, logger }: Ports) =>
  event('payment_changed', database, row, async (change) => {
    if (change.new === null) return;
    const paymentId = change.new.id;
    if ((await settle(database, temporal, paymentId)) !== 'taken') return;
    const paid = await database.one<{ publicId: string | null; cartId: number | null }>(
      `SELECT r.public_id AS "publicId", i.cart_id AS "cartId" FROM payment p
         LEFT JOIN reservation r ON r.id = p.reservation_id LEFT JOIN invoice i ON i.id = p.invoice_id
        WHERE p.id = $1`,
      [paymentId],
    );
    if (paid.publicId !== null) {
      const workflowId = reservationWorkflowId(paid.publicId);
      tell(temporal, logger, workflowId, TICKET_RESERVATION.confirm, paymentId);
    }
    if (paid.cartId !== null)
      tell(temporal, logger, checkoutWorkflowId(paid.cartId), CHECKOUT_SAGA.paymentResult);
  });
