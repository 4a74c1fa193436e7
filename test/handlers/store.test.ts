import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { rowsOf, scalar, test } from '../domain/domain.ts';
import type { Database } from '../support/database.ts';
import { eventually } from '../support/wait.ts';
import { type Handlers, openHandlers } from './handlers.ts';

const refused = (code: string) => ({ status: 400, body: { extensions: { code } } });
const [HOME, MACBOOK, ALEXA, RASPBERRY] = [1, 2, 3, 4] as const;

/** The shop of the seed. */
async function open(database: Database): Promise<Handlers> {
  await database.query(`
    INSERT INTO product (id, sku, name, description, price_minor, inventory_qty, weight_gram, published_at) VALUES
      (1, '120P90', 'Google Home', 'Speaks', 4999, 10, 300, now()), (2, '43N23P', 'MacBook Pro', 'Computes', 539999, 5, 1500, now()),
      (3, 'A304SD', 'Alexa Speaker', 'Listens', 10950, 10, 400, now()), (4, '234234', 'Raspberry Pi B', 'Tinkers', 3000, 2, 50, now());
    INSERT INTO promo (product_id, product_count, free_product_id, discount_count, discount_percent, start_at, end_at) VALUES
      (2, 1, 4, NULL, NULL, now() - interval '1 day', now() + interval '1 day'),
      (1, 3, NULL, 1, NULL, now() - interval '1 day', now() + interval '1 day'),
      (3, 3, NULL, NULL, 10, now() - interval '1 day', now() + interval '1 day')`);
  return await openHandlers(database);
}
const add = (
  handlers: Handlers,
  productId: number,
  deltaQty: number,
  cart?: string,
  accountId = 4,
) => handlers.action('addToCart', { productId, deltaQty, cart }, accountId);
const stock = (database: Database, product: number) =>
  scalar(database, 'SELECT inventory_qty FROM product WHERE id = $1', [product]);

test('prices a cart to the digit, by the promos that run', async ({ database }) => {
  const handlers = await open(database);
  await add(handlers, MACBOOK, 2);
  expect((await add(handlers, RASPBERRY, 1)).body).toMatchObject({
    totalPaidMinor: 1_082_998,
    totalDiscountMinor: 3_000,
    isOverflow: true,
  });
  expect((await add(handlers, HOME, 6, 'other')).body).toMatchObject({ totalPaidMinor: 19_996 });
  expect((await add(handlers, ALEXA, 5, 'third')).body).toMatchObject({
    totalPaidMinor: 49_275,
    totalDiscountMinor: 5_475,
  });
});

test('keeps several carts apart, and one open cart a name', async ({ database }) => {
  const handlers = await open(database);
  const [a, b] = [await add(handlers, HOME, 1), await add(handlers, ALEXA, 2, 'gifts')];
  expect(a.body['cartId']).not.toBe(b.body['cartId']);
  const adds = await Promise.all([1, 2, 3, 4].map(() => add(handlers, HOME, 1)));
  expect(new Set(adds.map(({ body }) => body['cartId']))).toEqual(new Set([a.body['cartId']]));
  expect(
    await scalar(database, 'SELECT qty FROM cart_item WHERE cart_id = $1', [a.body['cartId']]),
  ).toBe(5);
  expect(await handlers.action('priceCart', { cartId: a.body['cartId'] }, 5)).toMatchObject(
    refused('not-found'),
  );
});

describe('checking out', () => {
  const payFor = (what: object) => ({ ...what, idempotencyKey: randomUUID() });

  /** Pays on the gateway's page; the payment's id. */
  async function pay(handlers: Handlers, what: object): Promise<number> {
    const { body } = await handlers.action('startPayment', payFor(what), 4);
    const order = new URL(String(body['redirectUrl'])).searchParams.get('order');
    await fetch(`${handlers.url}/gateway/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order, outcome: 'pay' }),
    });
    return Number(body['paymentId']);
  }

  const checkOut = (
    handlers: Handlers,
    cartId: unknown,
    accountId = 4,
    key: string = randomUUID(),
  ) =>
    handlers.action(
      'checkoutCart',
      { cartId, deliveryMethod: 'COURIER', idempotencyKey: key },
      accountId,
    );

  test('bills once and takes the stock once, however often it is asked', async ({ database }) => {
    const handlers = await open(database);
    const { cartId } = (await add(handlers, HOME, 3)).body;
    const key = randomUUID();
    const [first, again] = await Promise.all([
      checkOut(handlers, cartId, 4, key),
      checkOut(handlers, cartId, 4, key),
    ]);
    expect(first).toMatchObject({ status: 200, body: { workflowId: `checkout:${cartId}` } });
    expect(again).toEqual(first);
    expect(await checkOut(handlers, cartId)).toMatchObject(refused('checked-out'));
    expect(
      await rowsOf(
        database,
        'SELECT total_price_minor::int, total_discount_minor::int, total_paid_minor::int FROM invoice',
      ),
    ).toEqual([
      { total_price_minor: 14_997, total_discount_minor: 4_999, total_paid_minor: 10_498 },
    ]);
    expect(await stock(database, HOME)).toBe(7);
  });

  test('of the last one is won by one buyer', async ({ database }) => {
    const handlers = await open(database);
    await database.query('UPDATE product SET inventory_qty = 1 WHERE id = 3');
    const carts = await Promise.all(
      [4, 5, 6, 7].map(
        async (id) => [id, (await add(handlers, ALEXA, 1, undefined, id)).body['cartId']] as const,
      ),
    );
    const outcomes = await Promise.all(carts.map(([id, cartId]) => checkOut(handlers, cartId, id)));
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await stock(database, ALEXA)).toBe(0);
  });

  test('that nobody pays gives the stock back, once', async ({ database }) => {
    const handlers = await open(database);
    const { cartId } = (await add(handlers, ALEXA, 4)).body;
    const { invoiceId } = (await checkOut(handlers, cartId)).body;
    const { closeOverdue } = handlers.activities;
    expect(await closeOverdue(Number(invoiceId))).toBe('waiting');
    await database.query(`UPDATE invoice SET deadline_at = now() - interval '1 second'`);
    const [workflow] = await Promise.all([
      closeOverdue(Number(invoiceId)),
      handlers.cron('overdue_invoice'),
    ]);
    expect(workflow).toBe('overdue');
    expect(await stock(database, ALEXA)).toBe(10);
  });

  test('is followed by a saga, and paid by a payment', async ({ database }) => {
    const handlers = await open(database);
    const { cartId } = (await add(handlers, HOME, 1)).body;
    const { invoiceId } = (await checkOut(handlers, cartId)).body;
    const deadlineAt = expect.stringContaining('T');
    await eventually(() =>
      expect(handlers.workflowCalls).toContainEqual([
        'start',
        `checkout:${cartId}`,
        { cartId, invoiceId, deadlineAt },
      ]),
    );
    const payment = await pay(handlers, { invoiceId });
    for (let i = 0; i < 3; i++) await handlers.event('payment_changed', { id: payment });
    expect(await scalar(database, 'SELECT status FROM invoice')).toBe('PAID');
    expect(handlers.workflowCalls).toContainEqual([
      'signal',
      `checkout:${cartId}`,
      'paymentResult',
    ]);
    expect(await handlers.activities.closeOverdue(Number(invoiceId))).toBe('paid');

    const refund = () =>
      handlers.action('refundInvoice', { invoiceId, reason: 'Sorry!' }, 3, 'mod');
    expect((await refund()).body).toEqual({ invoiceId, status: 'PAID' }); // the gateway is still asked
    await handlers.activities.returnMoney(payment, 'Sorry!');
    expect((await refund()).body).toEqual({ invoiceId, status: 'REFUNDED' });
    expect(
      await scalar(database, `SELECT body FROM notification WHERE dedupe_key LIKE 'payment-ref%'`),
    ).toBe(`We sent back what you paid for № ${invoiceId}. Sorry!`);
  });

  test('can be taken back while it is unpaid, by the buyer', async ({ database }) => {
    const handlers = await open(database);
    const { cartId } = (await add(handlers, ALEXA, 4)).body;
    const { invoiceId } = (await checkOut(handlers, cartId)).body;
    const cancel = (accountId: number) =>
      handlers.action('cancelInvoice', { invoiceId }, accountId);
    expect(await cancel(5)).toMatchObject(refused('not-found'));
    const both = await Promise.all([cancel(4), cancel(4)]);
    for (const { body } of both) expect(body).toEqual({ invoiceId, status: 'CANCELLED' });
    expect(await stock(database, ALEXA)).toBe(10);
    expect(handlers.workflowCalls).toContainEqual(['signal', `invoice:${invoiceId}`, 'cancel']);
    // Money that comes all the same goes back.
    expect(await handlers.action('startPayment', payFor({ invoiceId }), 4)).toMatchObject(
      refused('closed'),
    );
  });

  test('bills what the buyer saw: a cart that cannot be filled is refused', async ({
    database,
  }) => {
    const handlers = await open(database);
    const { cartId } = (await add(handlers, HOME, 9)).body;
    await database.query('UPDATE product SET inventory_qty = 5 WHERE id = 1');
    expect(await checkOut(handlers, cartId)).toMatchObject(refused('cart-changed'));
    expect((await handlers.action('priceCart', { cartId }, 4)).body).toMatchObject({
      isOverflow: true,
      lines: [{ qty: 5, info: 'missing: 4' }],
    });
  });
});

describe('money in other currencies', () => {
  const rates = (database: Database) =>
    database.query(`INSERT INTO currency_rate (base_code, quote_code, rate, as_of, source)
      SELECT 'EUR', code, rate, '2020-01-20', 'seed'
        FROM (VALUES ('USD', 1.1108), ('PLN', 4.2367), ('CZK', 25.147), ('RUB', 68.2495)) AS r (code, rate)`);

  test('is converted to the digit', async ({ database }) => {
    const handlers = await open(database);
    await rates(database);
    const convert = async (amountMinor: number, from: string, to: string) =>
      (await handlers.action('convertPrice', { amountMinor, from, to })).body;
    const amounts = [];
    for (const to of ['EUR', 'USD', 'PLN', 'CZK', 'RUB'])
      amounts.push((await convert(3_000, 'EUR', to))['amount']);
    expect(amounts).toEqual(['30.000', '33.324', '127.101', '754.410', '2047.485']);
    expect(await convert(11_108, 'USD', 'EUR')).toMatchObject({
      amountMinor: 10_000,
      amount: '100.000',
      asOf: '2020-01-20',
    });
  });

  test('without a rate is refused with a word', async ({ database }) => {
    const handlers = await open(database);
    expect(
      await handlers.action('convertPrice', { amountMinor: 1, from: 'EUR', to: 'USD' }),
    ).toMatchObject(refused('no-rate'));
    expect(
      await handlers.action('convertPrice', { amountMinor: 1, from: 'EUR', to: 'XXX' }),
    ).toMatchObject({ status: 400, body: { extensions: { fields: { to: expect.anything() } } } });
  });
});
