import { describe, expect, test } from 'vitest';
import { nextQty, type Product, type Promo, priceLines } from './price.ts';

const product = (productId: number, sku: string, priceMinor: number, stock: number): Product => ({
  productId,
  sku,
  name: sku,
  priceMinor,
  weightGram: 100,
  stock,
  isGone: false,
});
const home = product(1, '120P90', 4_999, 10);
const macbook = product(2, '43N23P', 539_999, 5);
const alexa = product(3, 'A304SD', 10_950, 10);
const raspberry = product(4, '234234', 3_000, 2);

const promos: readonly Promo[] = [
  { promoId: 1, productId: 2, productCount: 1, kind: 'free', freeProduct: raspberry },
  { promoId: 2, productId: 1, productCount: 3, kind: 'count', discountCount: 1 },
  { promoId: 3, productId: 3, productCount: 3, kind: 'percent', hundredths: 1_000 },
];
const price = (...wanted: readonly (readonly [Product, number])[]) =>
  priceLines(
    wanted.map(([of, qty]) => ({ product: of, qty })),
    promos,
  );

describe('a Raspberry Pi comes free with each MacBook', () => {
  test.each([
    [[[macbook, 1]], { discount: 3_000, paid: 539_999 }, { qty: 1, info: '' }],
    [[[macbook, 2]], { discount: 6_000, paid: 1_079_998 }, { qty: 2, info: '' }],
    [
      [
        [macbook, 2],
        [raspberry, 1],
      ],
      { discount: 3_000, paid: 1_082_998 },
      { qty: 2, info: 'missing: 1' },
    ],
  ] as const)('case %#', (wanted, { discount, paid }, free) => {
    const priced = price(...wanted);
    expect(priced.totalDiscountMinor).toBe(discount);
    expect(priced.totalPaidMinor).toBe(paid);
    expect(priced.lines.find(({ sku }) => sku === '234234')).toMatchObject(free);
  });
});

test.each([
  [2, 0, 9_998],
  [3, 4_999, 9_998],
  [4, 4_999, 14_997],
  [6, 9_998, 19_996],
])('three Google Homes cost two: %i', (qty, discount, paid) => {
  expect(price([home, qty])).toMatchObject({ totalDiscountMinor: discount, totalPaidMinor: paid });
});

test.each([
  [2, 0, 21_900],
  [3, 3_285, 29_565],
  [4, 4_380, 39_420],
  [5, 5_475, 49_275],
])('ten percent off all from three Alexas on: %i', (qty, discount, paid) => {
  expect(price([alexa, qty])).toMatchObject({ totalDiscountMinor: discount, totalPaidMinor: paid });
});

test('what is gone costs nothing, what is short is cut, and both are said', () => {
  const priced = price([{ ...home, isGone: true, stock: 0 }, 4], [alexa, 12]);
  expect(priced.lines.map(({ qty, info }) => [qty, info])).toEqual([
    [0, 'product no longer exists'],
    [10, 'missing: 2'],
  ]);
  expect(priced.isOverflow).toBe(true);
});

test('the delivery is paid on top, and totals always add up', () => {
  const priced = priceLines([{ product: home, qty: 3 }], promos, 500);
  expect(priced.totalPaidMinor).toBe(10_498);
  expect(priced.totalPriceMinor - priced.totalDiscountMinor + 500).toBe(priced.totalPaidMinor);
});

test.each([
  ['add 4', undefined, 4, 5, 4],
  ['add another product, 5', undefined, 5, 10, 5],
  ['add 2 more', 4, 2, 10, 6],
  ['remove 3', 6, -3, 10, 3],
  ['remove what is not there', undefined, -1, 10, 'not-in-cart'],
  ['remove 9 of 5: the row stays', 5, -9, 10, 0],
  ['remove at 0', 0, -1, 10, 'none-left'],
  ['add 11 of a stock of 10', undefined, 11, 10, 10],
  ['add at the maximum', 10, 1, 10, 'sold-out'],
] as const)('cart flow: %s', (_name, have, delta, stock, expected) => {
  const step = nextQty(have, delta, stock);
  expect(step.kind === 'set' ? step.qty : step.code).toBe(expected);
});
