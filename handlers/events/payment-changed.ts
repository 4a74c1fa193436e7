import { z } from 'zod';
import { CHECKOUT_SAGA, checkoutWorkflowId } from '../../workflows/invoice/contract.ts';
import { event } from '../event.ts';
import { settle } from '../payments/settle.ts';
import type { Ports } from '../ports.ts';
import { tell } from '../tell.ts';

const row = z.object({ id: z.int() });

/** `payment_changed`: a payment that succeeded confirms its reservation or pays its invoice, or goes back. */
export const paymentChanged = ({ database, gateway, temporal, logger }: Ports) =>
  event('payment_changed', database, row, async (change) => {
    if (change.new === null) return;
    await settle(database, gateway, change.new.id);
    const paid = await database.row<{ cartId: number }>(
      `SELECT i.cart_id AS "cartId" FROM payment p JOIN invoice i ON i.id = p.invoice_id
        WHERE p.id = $1 AND i.status = 'PAID' AND i.cart_id IS NOT NULL`,
      [change.new.id],
    );
    if (paid !== undefined)
      tell(temporal, logger, checkoutWorkflowId(paid.cartId), CHECKOUT_SAGA.closed);
  });
