import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { type Answer, action } from '../action.ts';
import { once } from '../once.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';
import { priceCartNow, productOnSale } from '../store/cart.ts';
import { nextQty } from '../store/price.ts';

const QTY_MAX = 1_000_000;

const input = z.object({
  productId: z.int().positive(),
  deltaQty: z
    .int()
    .min(-QTY_MAX, 'is too little')
    .max(QTY_MAX, 'is too much')
    .refine((delta) => delta !== 0, 'must not be 0'),
  idempotencyKey: z.uuid().nullish(),
  cart: z.string().trim().min(1, 'must not be empty').max(100, 'is too long').nullish(),
});

/**
 * `addToCart`: puts products into one of the caller's carts, by its name, or takes some out. With a key, the same
 * request that comes twice does it once.
 */
export const addToCart = ({ database }: Ports) =>
  action('addToCart', input, (given, session) =>
    database.transaction(actorOf(session), (sql) => {
      const accountId = accountOf(session);
      return once(sql, 'addToCart', accountId, given.idempotencyKey, () =>
        change(sql, accountId, given),
      );
    }),
  );

async function change(
  sql: Sql,
  accountId: number,
  { productId, deltaQty, cart }: z.output<typeof input>,
): Promise<Answer<'addToCart'>> {
  const product = await productOnSale(sql, productId);
  const cartId = await openCart(sql, accountId, cart ?? 'default');
  const other = await sql.row(
    `SELECT 1 FROM cart_item i JOIN product p ON p.id = i.product_id
      WHERE i.cart_id = $1 AND i.qty > 0 AND p.currency_code <> $2`,
    [cartId, product.currencyCode],
  );
  if (other !== undefined)
    throw new ActionError('other-currency', 'the cart holds products of another currency');
  const item = await sql.row<{ qty: number }>(
    'SELECT qty FROM cart_item WHERE cart_id = $1 AND product_id = $2',
    [cartId, productId],
  );
  const step = nextQty(item?.qty, deltaQty, product.stock);
  if (step.kind === 'refused') throw new ActionError(step.code, step.message);
  await sql.rows(
    `INSERT INTO cart_item (cart_id, product_id, qty) VALUES ($1, $2, $3)
     ON CONFLICT (cart_id, product_id) DO UPDATE SET qty = excluded.qty`,
    [cartId, productId, step.qty],
  );
  const priced = await priceCartNow(sql, cartId, 'NONE');
  const isCut = deltaQty > 0 && step.qty < (item?.qty ?? 0) + deltaQty;
  return { ...priced.cart, isOverflow: priced.cart.isOverflow || isCut };
}

/** The account's open cart of a name, made when there is none. Its row is locked: one change of a cart at a time. */
async function openCart(sql: Sql, accountId: number, name: string): Promise<number> {
  await sql.rows(
    `INSERT INTO cart (account_id, name) VALUES ($1, $2)
     ON CONFLICT (account_id, name) WHERE checked_out_at IS NULL DO NOTHING`,
    [accountId, name],
  );
  const cart = await sql.row<{ id: number }>(
    `SELECT id FROM cart WHERE account_id = $1 AND name = $2 AND checked_out_at IS NULL FOR UPDATE`,
    [accountId, name],
  );
  if (cart === undefined) throw new ActionError('checked-out', 'the cart was just checked out');
  return cart.id;
}
