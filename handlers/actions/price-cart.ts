import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { accountOf } from '../session.ts';
import { priceCartNow } from '../store/cart.ts';

const input = z.object({
  cartId: z.int().positive(),
  deliveryMethod: z.enum(['NONE', 'COURIER', 'PICKUP']).nullish(),
});

/** `priceCart`: what the caller's cart costs now. Changes nothing. */
export const priceCart = ({ database }: Ports) =>
  action('priceCart', input, async ({ cartId, deliveryMethod }, session) => {
    const own = await database.row('SELECT 1 FROM cart WHERE id = $1 AND account_id = $2', [
      cartId,
      accountOf(session),
    ]);
    if (own === undefined) throw notFound();
    return (await priceCartNow(database, cartId, deliveryMethod ?? 'NONE')).cart;
  });
