import type { Sql } from '../../lib/database.ts';
import { ActionError, notFound } from '../refusal.ts';
import { type Priced, type Product, type Promo, priceLines, type Wanted } from './price.ts';

export type DeliveryMethod = 'NONE' | 'COURIER' | 'PICKUP';

/** What a delivery costs, in minor units of the cart's currency. */
const DELIVERY_PRICE_MINOR: Readonly<Record<DeliveryMethod, number>> = {
  NONE: 0,
  COURIER: 500,
  PICKUP: 0,
};

export interface PricedCart extends Omit<Priced, 'promoIds' | 'shortIds'> {
  readonly cartId: number;
  readonly currencyCode: string;
  readonly deliveryPriceMinor: number;
}

/** The currency of an empty cart: the catalog's own. */
const CURRENCY = 'EUR';

/** The columns of a Product, of a row `p`. */
const PRODUCT = `p.id AS "productId", p.sku, p.name, p.price_minor AS "priceMinor",
  p.weight_gram AS "weightGram", p.inventory_qty AS stock,
  p.deleted_at IS NOT NULL OR p.published_at IS NULL AS "isGone", p.currency_code AS "currencyCode"`;

type ProductRow = Product & { readonly currencyCode: string };

/** A product that can be bought; the caller is not told of any other. */
export async function productOnSale(sql: Sql, productId: number): Promise<ProductRow> {
  const product = await sql.row<ProductRow>(`SELECT ${PRODUCT} FROM product p WHERE p.id = $1`, [
    productId,
  ]);
  if (product === undefined || product.isGone) throw notFound();
  return product;
}

/** Locks a cart of the account that is not checked out yet. */
export async function lockOpenCart(sql: Sql, cartId: number, accountId: number): Promise<void> {
  const cart = await sql.row<{ isOpen: boolean }>(
    `SELECT checked_out_at IS NULL AS "isOpen" FROM cart WHERE id = $1 AND account_id = $2 FOR UPDATE`,
    [cartId, accountId],
  );
  if (cart === undefined) throw notFound();
  if (!cart.isOpen) throw new ActionError('checked-out', 'the cart is checked out');
}

/** What a cart costs now, by the prices, stocks and promos of this moment. */
export async function priceCartNow(
  sql: Sql,
  cartId: number,
  delivery: DeliveryMethod,
): Promise<Pick<Priced, 'promoIds' | 'shortIds'> & { readonly cart: PricedCart }> {
  const items = await sql.rows<ProductRow & { readonly qty: number }>(
    `SELECT ${PRODUCT}, i.qty FROM cart_item i JOIN product p ON p.id = i.product_id
      WHERE i.cart_id = $1 ORDER BY i.id`,
    [cartId],
  );
  const wanted: readonly Wanted[] = items.map(({ qty, ...product }) => ({ product, qty }));
  const promos = await runningPromos(
    sql,
    items.map(({ productId }) => productId),
  );
  const deliveryPriceMinor = DELIVERY_PRICE_MINOR[delivery];
  const { promoIds, shortIds, ...priced } = priceLines(wanted, promos, deliveryPriceMinor);
  const currencyCode = items[0]?.currencyCode ?? CURRENCY;
  return { cart: { cartId, currencyCode, deliveryPriceMinor, ...priced }, promoIds, shortIds };
}

interface PromoRow {
  readonly promoId: number;
  readonly productId: number;
  readonly productCount: number;
  readonly discountCount: number | null;
  readonly hundredths: number | null;
  readonly freeProduct: Product | null;
}

async function runningPromos(sql: Sql, productIds: readonly number[]): Promise<readonly Promo[]> {
  const rows = await sql.rows<PromoRow>(
    `SELECT o.id AS "promoId", o.product_id AS "productId", o.product_count AS "productCount",
            o.discount_count AS "discountCount", (o.discount_percent * 100)::integer AS hundredths,
            (SELECT to_jsonb(f) FROM (SELECT ${PRODUCT} FROM product p
              WHERE p.id = o.free_product_id AND p.deleted_at IS NULL) AS f) AS "freeProduct"
       FROM promo o
      WHERE o.product_id = ANY ($1::integer[]) AND promo_is_running(o) ORDER BY o.id`,
    [productIds],
  );
  return rows.flatMap(({ discountCount, hundredths, freeProduct, ...promo }): Promo[] => {
    if (discountCount !== null) return [{ ...promo, kind: 'count', discountCount }];
    if (hundredths !== null) return [{ ...promo, kind: 'percent', hundredths }];
    // A free product that is gone is given no more; the promo then gives nothing.
    return freeProduct === null ? [] : [{ ...promo, kind: 'free', freeProduct }];
  });
}
