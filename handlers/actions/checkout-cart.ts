import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import {
  CHECKOUT_SAGA,
  type Checkout,
  checkoutWorkflowId,
} from '../../workflows/invoice/contract.ts';
import { action } from '../action.ts';
import { follow } from '../follow.ts';
import { once } from '../once.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';
import { type DeliveryMethod, lockOpenCart, type PricedCart, priceCartNow } from '../store/cart.ts';

/** How long an invoice can be paid, and how long its stock is held. */
const PAYMENT_HOURS = 24;

const input = z.object({
  cartId: z.int().positive(),
  deliveryMethod: z.enum(['NONE', 'COURIER', 'PICKUP']),
  idempotencyKey: z.uuid(),
});

/**
 * `checkoutCart`: turns a cart into an invoice and takes its stock, in one transaction. The saga that waits for the
 * money is started behind it; without a Temporal server the cron trigger overdue_invoice does its work.
 */
export const checkoutCart = ({ database, temporal, logger }: Ports) =>
  action('checkoutCart', input, async ({ cartId, deliveryMethod, idempotencyKey }, session) => {
    const accountId = accountOf(session);
    const made = await database.transaction(actorOf(session), (sql) =>
      once(sql, 'checkoutCart', accountId, idempotencyKey, () =>
        checkOut(sql, cartId, accountId, deliveryMethod),
      ),
    );
    const saga: Checkout = { cartId, ...made };
    follow(temporal, CHECKOUT_SAGA, checkoutWorkflowId(cartId), saga).catch((error: unknown) =>
      logger.warn({ err: error, cartId }, 'the checkout is left to the cron trigger'),
    );
    return { invoiceId: made.invoiceId, workflowId: checkoutWorkflowId(cartId) };
  });

type Made = Omit<Checkout, 'cartId'>;

async function checkOut(
  sql: Sql,
  cartId: number,
  accountId: number,
  delivery: DeliveryMethod,
): Promise<Made> {
  await lockOpenCart(sql, cartId, accountId);
  const { cart, promoIds, shortIds } = await priceCartNow(sql, cartId, delivery);
  const lines = cart.lines.filter(({ qty }) => qty > 0);
  if (lines.length === 0) throw new ActionError('cart-empty', 'there is nothing in the cart');
  // What the buyer saw is what is billed: a cart that cannot be filled is shown again, not cut in silence.
  const short = cart.lines.find(({ productId }) => shortIds.includes(productId));
  if (short !== undefined)
    throw new ActionError('cart-changed', `${short.name}: ${short.info}`, { value: short.name });
  for (const { productId, qty, name } of [...lines].sort((a, b) => a.productId - b.productId)) {
    const taken = await sql.row(
      `UPDATE product SET inventory_qty = inventory_qty - $2
        WHERE id = $1 AND inventory_qty >= $2 RETURNING id`,
      [productId, qty],
    );
    if (taken === undefined) throw new ActionError('sold-out', `there is not enough of ${name}`);
  }
  const made = await insertInvoice(sql, accountId, delivery, cart, promoIds);
  await sql.rows('UPDATE cart SET checked_out_at = now() WHERE id = $1', [cartId]);
  return made;
}

async function insertInvoice(
  sql: Sql,
  accountId: number,
  delivery: DeliveryMethod,
  cart: PricedCart,
  promoIds: readonly number[],
): Promise<Made> {
  const invoice = await sql.one<{ id: number; deadlineAt: Date }>(
    `INSERT INTO invoice (account_id, cart_id, currency_code, total_weight_gram, total_price_minor,
                          total_discount_minor, delivery_method, delivery_price_minor, deadline_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(hours => $9))
     RETURNING id, deadline_at AS "deadlineAt"`,
    [
      accountId,
      cart.cartId,
      cart.currencyCode,
      cart.totalWeightGram,
      cart.totalPriceMinor,
      cart.totalDiscountMinor,
      delivery,
      cart.deliveryPriceMinor,
      PAYMENT_HOURS,
    ],
  );
  await sql.rows(
    `INSERT INTO invoice_item (invoice_id, product_id, name_copy, price_copy_minor, qty, discount_minor, info)
     SELECT $1, "productId", name, "priceMinor", qty, "discountMinor", info
       FROM jsonb_to_recordset($2) AS line ("productId" integer, name text, "priceMinor" bigint,
                                            qty integer, "discountMinor" bigint, info text)
      WHERE qty > 0`,
    [invoice.id, JSON.stringify(cart.lines)],
  );
  await sql.rows(
    'INSERT INTO invoice_promo (invoice_id, promo_id) SELECT $1, unnest($2::integer[])',
    [invoice.id, promoIds],
  );
  return { invoiceId: invoice.id, deadlineAt: invoice.deadlineAt.toISOString() };
}
