import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { INVOICE_PAYMENT, invoiceWorkflowId } from '../../../workflows/invoice/contract.ts';
import { join, type Person, queryWorkflow, soon, statusOf } from './client.ts';

/** A product that an editor put on sale. */
async function onSale(editor: Person, sku: string, stock: number): Promise<number> {
  const { insertProductOne } = await editor.ask<{ insertProductOne: { id: number } }>(
    `mutation ($object: ProductInsertInput!) { insertProductOne(object: $object) { id } }`,
    { object: { sku, name: sku, description: 'A thing', priceMinor: 2_500, inventoryQty: stock } },
    'editor',
  );
  const { id } = insertProductOne;
  await editor.ask(
    'mutation ($id: Int!) { publishProduct(productId: $id) { publishedAt } }',
    { id },
    'editor',
  );
  return id;
}

async function stockOf(editor: Person, id: number): Promise<number> {
  const { productByPk } = await editor.ask<{ productByPk: { inventoryQty: number } }>(
    'query ($id: Int!) { productByPk(id: $id) { inventoryQty } }',
    { id },
    'editor',
  );
  return productByPk.inventoryQty;
}

/** Puts some of a product in a cart and checks it out. */
async function buy(buyer: Person, productId: number, qty: number) {
  const { addToCart } = await buyer.ask<{ addToCart: { cartId: number } }>(
    `mutation ($productId: Int!, $qty: Int!) { addToCart(productId: $productId, deltaQty: $qty) { cartId } }`,
    { productId, qty },
  );
  const { checkoutCart } = await buyer.ask<{
    checkoutCart: { invoiceId: number; workflowId: string };
  }>(
    `mutation ($cartId: Int!, $key: uuid!) {
       checkoutCart(cartId: $cartId, deliveryMethod: NONE, idempotencyKey: $key) { invoiceId workflowId } }`,
    { cartId: addToCart.cartId, key: randomUUID() },
  );
  return checkoutCart;
}

/** Opens a payment, and decides on the gateway's page. */
async function pay(buyer: Person, invoiceId: number, outcome: 'pay' | 'decline'): Promise<void> {
  const { startPayment } = await buyer.ask<{ startPayment: { redirectUrl: string } }>(
    `mutation ($invoiceId: Int!, $key: uuid!) {
       startPayment(invoiceId: $invoiceId, idempotencyKey: $key) { redirectUrl } }`,
    { invoiceId, key: randomUUID() },
  );
  const page = new URL(startPayment.redirectUrl);
  expect((await fetch(page)).status).toBe(200);
  const answer = await fetch(`${inject('platform').handlersUrl}/gateway/pay`, {
    method: 'POST',
    body: new URLSearchParams({ order: page.searchParams.get('order') ?? '', outcome }),
  });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining(outcome === 'pay' ? '<h1>Paid</h1>' : '<h1>Declined</h1>'),
  ]);
}

interface Seen {
  readonly invoice: readonly { readonly status: string }[];
}
const INVOICE = 'subscription ($id: Int!) { invoice(where: { id: { _eq: $id } }) { status } }';

describe('a cart that is checked out', () => {
  test('is paid at the second attempt, and given back by a moderator', async () => {
    const [edith, nina, mod] = await Promise.all([
      join('shop.edith', 'EDITOR'),
      join('shop.nina'),
      join('shop.moder', 'MOD'),
    ]);
    const productId = await onSale(edith, 'SHOP-1', 5);
    const { invoiceId, workflowId } = await buy(nina, productId, 2);
    expect(await stockOf(edith, productId)).toBe(3);
    const shown = nina.watch<Seen>(INVOICE, { id: invoiceId });
    await soon(async () => expect(await queryWorkflow(workflowId, 'step')).toBe('payment'));

    await pay(nina, invoiceId, 'decline');
    await pay(nina, invoiceId, 'pay');
    await soon(() => expect(shown.at(-1)?.invoice).toEqual([{ status: 'PAID' }]));
    await soon(async () => expect(await statusOf(workflowId)).toBe('COMPLETED'));
    expect(await queryWorkflow(invoiceWorkflowId(invoiceId), INVOICE_PAYMENT.state)).toBe('paid');
    await soon(async () =>
      expect(
        await nina.ask(`{ notification(where: { channel: { _eq: IN_APP } }) { subject status } }`),
      ).toEqual({ notification: [{ subject: `Paid: № ${invoiceId}`, status: 'SENT' }] }),
    );

    const { refundInvoice } = await mod.ask<{ refundInvoice: object }>(
      `mutation ($id: Int!) { refundInvoice(invoiceId: $id, reason: "It broke.") { status } }`,
      { id: invoiceId },
      'mod',
    );
    expect(refundInvoice).toEqual({ status: 'REFUNDED' });
    await soon(() => expect(shown.at(-1)?.invoice).toEqual([{ status: 'REFUNDED' }]));
  });

  test('is taken back by its buyer: the stock returns, and every workflow ends', async () => {
    const [edith, otto, eve] = await Promise.all([
      join('shop.edvard', 'EDITOR'),
      join('shop.otto'),
      join('shop.evee'),
    ]);
    const productId = await onSale(edith, 'SHOP-2', 5);
    const { invoiceId, workflowId } = await buy(otto, productId, 5);
    await soon(async () => expect(await queryWorkflow(workflowId, 'step')).toBe('payment'));
    const cancel = 'mutation ($id: Int!) { cancelInvoice(invoiceId: $id) { status } }';
    expect(await eve.refusal(cancel, { id: invoiceId })).toBe('not-found');
    expect(await otto.ask(cancel, { id: invoiceId })).toEqual({
      cancelInvoice: { status: 'CANCELLED' },
    });
    expect(await stockOf(edith, productId)).toBe(5);
    await soon(async () => expect(await statusOf(workflowId)).toBe('COMPLETED'));
    expect(await queryWorkflow(workflowId, 'step')).toBe('done');
  });
});
