import type { RefusalCode } from '../words/code.ts';

/** Pure arithmetic of carts: what lies in one, what it costs. Amounts are whole minor units; no float touches them. */

export interface Product {
  readonly productId: number;
  readonly sku: string | null;
  readonly name: string;
  readonly priceMinor: number;
  readonly weightGram: number;
  /** What the shop has. 0 also for a product that is gone. */
  readonly stock: number;
  readonly isGone: boolean;
}

/** Exactly one kind: something free with it, some of them free, or a percentage off. */
export type Promo = {
  readonly promoId: number;
  readonly productId: number;
  readonly productCount: number;
} & (
  | { readonly kind: 'free'; readonly freeProduct: Product }
  | { readonly kind: 'count'; readonly discountCount: number }
  | { readonly kind: 'percent'; readonly hundredths: number }
);

export interface Wanted {
  readonly product: Product;
  readonly qty: number;
}

export interface Line {
  readonly productId: number;
  readonly sku: string | null;
  readonly name: string;
  readonly qty: number;
  readonly priceMinor: number;
  readonly discountMinor: number;
  readonly subTotalMinor: number;
  readonly info: string;
}

export interface Priced {
  readonly lines: readonly Line[];
  readonly promoIds: readonly number[];
  /** Products of which more was asked for than there is; what was to come free does not count. */
  readonly shortIds: readonly number[];
  readonly totalWeightGram: number;
  readonly totalPriceMinor: number;
  readonly totalDiscountMinor: number;
  readonly totalPaidMinor: number;
  /** Something that was asked for could not be given: see the `info` of the lines. */
  readonly isOverflow: boolean;
}

interface Basket {
  readonly product: Product;
  qty: number;
  freeQty: number;
  discountMinor: number;
  readonly isShort: boolean;
  readonly notes: string[];
}

/** What a cart costs now: quantities cut to the stock, promos applied, then the delivery added. */
export function priceLines(
  wanted: readonly Wanted[],
  promos: readonly Promo[],
  deliveryPriceMinor = 0,
): Priced {
  const baskets = new Map(wanted.map((want) => [want.product.productId, basketOf(want)]));
  const used: number[] = [];
  for (const promo of promos) {
    const basket = baskets.get(promo.productId);
    // What lies there for free earns nothing more.
    const paidQty = basket === undefined ? 0 : basket.qty - basket.freeQty;
    const times = Math.floor(paidQty / promo.productCount);
    if (basket === undefined || times === 0) continue;
    used.push(promo.promoId);
    switch (promo.kind) {
      case 'count':
        basket.discountMinor += times * promo.discountCount * basket.product.priceMinor;
        break;
      case 'percent':
        basket.discountMinor += percentOf(paidQty * basket.product.priceMinor, promo.hundredths);
        break;
      case 'free':
        addFree(baskets, promo.freeProduct, times);
        break;
    }
  }
  return total([...baskets.values()], used, deliveryPriceMinor);
}

function basketOf({ product, qty }: Wanted): Basket {
  const notes: string[] = [];
  if (product.isGone) notes.push('product no longer exists');
  const given = product.isGone ? 0 : Math.min(qty, product.stock);
  if (!product.isGone && given < qty) notes.push(`missing: ${qty - given}`);
  return { product, qty: given, freeQty: 0, discountMinor: 0, isShort: given < qty, notes };
}

/** Lays free things into the cart, as many as the stock has left beyond those that are paid for. */
function addFree(baskets: Map<number, Basket>, product: Product, count: number): void {
  const basket = baskets.get(product.productId) ?? basketOf({ product, qty: 0 });
  baskets.set(product.productId, basket);
  const free = Math.max(0, Math.min(count, product.stock - basket.qty));
  basket.qty += free;
  basket.freeQty += free;
  basket.discountMinor += free * product.priceMinor;
  if (free < count) basket.notes.push(`missing: ${count - free}`);
}

/** Half a unit rounds up. Percentages come with two decimals, as hundredths. */
const percentOf = (amountMinor: number, hundredths: number): number =>
  Math.floor((amountMinor * hundredths + 5_000) / 10_000);

function total(
  baskets: readonly Basket[],
  promoIds: readonly number[],
  deliveryPriceMinor: number,
): Priced {
  const sum = (of: (basket: Basket) => number): number =>
    baskets.reduce((amount, basket) => amount + of(basket), 0);
  const totalPriceMinor = sum(({ qty, product }) => qty * product.priceMinor);
  const totalDiscountMinor = sum(({ discountMinor }) => discountMinor);
  return {
    lines: baskets.map(lineOf),
    promoIds,
    shortIds: baskets.filter(({ isShort }) => isShort).map(({ product }) => product.productId),
    totalWeightGram: sum(({ qty, product }) => qty * product.weightGram),
    totalPriceMinor,
    totalDiscountMinor,
    totalPaidMinor: totalPriceMinor - totalDiscountMinor + deliveryPriceMinor,
    isOverflow: baskets.some(({ notes }) => notes.length > 0),
  };
}

const lineOf = ({ product, qty, discountMinor, notes }: Basket): Line => ({
  productId: product.productId,
  sku: product.sku,
  name: product.name,
  qty,
  priceMinor: product.priceMinor,
  discountMinor,
  subTotalMinor: qty * product.priceMinor - discountMinor,
  info: notes.join('; '),
});

export type Step =
  | { readonly kind: 'set'; readonly qty: number }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

/** How many lie in the cart after adding `delta` (or taking, below zero) to the `have` of a product. */
export function nextQty(have: number | undefined, delta: number, stock: number): Step {
  if (delta < 0) {
    if (have === undefined) return refused('not-in-cart', 'the product is not in the cart');
    if (have === 0) return refused('none-left', 'there is nothing to take out');
    return { kind: 'set', qty: Math.max(0, have + delta) };
  }
  if ((have ?? 0) >= stock) return refused('sold-out', 'there is no more of it');
  return { kind: 'set', qty: Math.min((have ?? 0) + delta, stock) };
}

const refused = (code: RefusalCode, message: string): Step => ({ kind: 'refused', code, message });
