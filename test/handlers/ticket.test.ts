import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { sign } from '../../lib/gateway.ts';
import { rowsOf, scalar, test } from '../domain/domain.ts';
import type { Database } from '../support/database.ts';
import { type Answer, type Handlers, openHandlers } from './handlers.ts';

const refused = (code: string) => ({ status: 400, body: { extensions: { code } } });
const PAYMENT_SECRET = 'what the gateway and we agreed on';

/** An event on sale with ten standard tickets at 30 EUR. */
async function onSale(database: Database): Promise<void> {
  await database.query(`
    INSERT INTO event (id, slug, name, place, scheduled_at, published_at) VALUES (1, 'rock', 'Rock party', 'Stadium', '2030-01-01', now());
    INSERT INTO ticket_offer (id, event_id, ticket_type, selling_option, price_minor, currency_code) VALUES (1, 1, 'STANDARD', 'NONE', 3000, 'EUR')`);
}

const open = async (database: Database): Promise<Handlers> => {
  await onSale(database);
  const handlers = await openHandlers(database, { PAYMENT_SECRET });
  await handlers.action('createTicketSeries', { offerId: 1, serie: 'A', count: 10 }, 13, 'editor');
  return handlers;
};

const reserve = (
  handlers: Handlers,
  qty: number,
  key = randomUUID(),
  accountId = 4,
): Promise<Answer> =>
  handlers.action(
    'reserveTicket',
    { eventSlug: 'rock', ticketType: 'STANDARD', qty, idempotencyKey: key },
    accountId,
  );

const counters = (database: Database) =>
  rowsOf(
    database,
    'SELECT capacity, reserved_count AS reserved, sold_count AS sold FROM ticket_offer',
  );

/** As if the reservations had been made a quarter of an hour ago. */
const expireAll = (database: Database) =>
  database.query(`UPDATE reservation SET expires_at = now() - interval '1 second'`);

describe('reserving', () => {
  test('holds tickets once per key, and starts the workflow of its end', async ({ database }) => {
    const handlers = await open(database);
    const key = randomUUID();
    const [first, second] = await Promise.all([
      reserve(handlers, 4, key),
      reserve(handlers, 4, key),
    ]);
    expect(first).toEqual(second);
    expect(first.body).toMatchObject({
      status: 'PENDING',
      qty: 4,
      totalMinor: 12_000,
      currencyCode: 'EUR',
    });
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 4, sold: 0 }]);
    await handlers.event('reservation_created', { id: 1 });
    expect(handlers.workflowCalls).toEqual([
      [
        'start',
        `reservation:${first.body['publicId']}`,
        { publicId: first.body['publicId'], expiresAt: first.body['expiresAt'] },
      ],
    ]);
  });

  test('refuses more than there is, in the words of the seed', async ({ database }) => {
    const handlers = await open(database);
    expect(await reserve(handlers, 11)).toMatchObject({
      status: 400,
      body: {
        message: 'requested quantity exceeds availability (avail.: 10)',
        extensions: { code: 'sold-out' },
      },
    });
  });

  test('is confirmed or cancelled by its holder, until it ends', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    expect(await handlers.action('confirmReservation', { publicId }, 5)).toMatchObject(
      refused('not-found'),
    );
    expect((await handlers.action('confirmReservation', { publicId }, 4)).body).toMatchObject({
      status: 'CONFIRMED',
    });
    expect(await handlers.action('cancelReservation', { publicId }, 4)).toMatchObject(
      refused('reservation-closed'),
    );
    const late = (await reserve(handlers, 3)).body['publicId'];
    await expireAll(database);
    expect(await handlers.action('confirmReservation', { publicId: late }, 4)).toMatchObject(
      refused('reservation-expired'),
    );
    expect((await handlers.cron('expire_reservation')).body).toEqual({ expired: 1 });
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 0, sold: 2 }]);
  });
});

describe('paying', () => {
  /** Pays (or declines) on the gateway's page, and lets the event of the payment come. */
  async function pay(
    handlers: Handlers,
    publicId: unknown,
    outcome = 'pay',
    key = randomUUID(),
  ): Promise<number> {
    const { body } = await handlers.action(
      'startPayment',
      { reservationPublicId: publicId, idempotencyKey: key },
      4,
    );
    const order = new URL(String(body['redirectUrl'])).searchParams.get('order');
    const page = await fetch(`${handlers.url}/gateway/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order, outcome }),
    });
    expect(page.status).toBe(200);
    return Number(body['paymentId']);
  }
  /** The refund that a workflow was started for. */
  async function refund(handlers: Handlers, payment: number): Promise<void> {
    const refunds = handlers.workflowCalls.filter(([verb]) => verb === 'start').slice(-1);
    expect(refunds).toEqual([['start', `refund:${payment}`, { paymentId: payment, reason: '' }]]);
    await handlers.activities.returnMoney(payment, '');
  }
  const statusOf = (database: Database, payment: number) =>
    scalar(database, 'SELECT status FROM payment WHERE id = $1', [payment]);

  test('confirms the reservation, however often the gateway calls', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const key = randomUUID();
    const payment = await pay(handlers, publicId, 'pay', key);
    await pay(handlers, publicId, 'pay', key);
    for (let i = 0; i < 3; i++) await handlers.event('payment_changed', { id: payment });
    expect(await statusOf(database, payment)).toBe('SUCCEEDED');
    expect(await scalar(database, 'SELECT count(*)::int FROM payment')).toBe(1);
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 0, sold: 2 }]);
  });

  test('too late sends the money back and leaves the tickets', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const payment = await pay(handlers, publicId);
    await expireAll(database);
    await handlers.cron('expire_reservation');
    await handlers.event('payment_changed', { id: payment });
    await refund(handlers, payment);
    expect(await statusOf(database, payment)).toBe('REFUNDED');
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 0, sold: 0 }]);
  });

  test('twice sends back the one that was settled later, whichever was begun first', async ({
    database,
  }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const [first, second] = [await pay(handlers, publicId), await pay(handlers, publicId)];
    for (const id of [second, first, second]) await handlers.event('payment_changed', { id });
    await refund(handlers, first);
    expect([await statusOf(database, first), await statusOf(database, second)]).toEqual([
      'REFUNDED',
      'SUCCEEDED',
    ]);
  });

  test('whose event was lost is found by the sweep', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const payment = await pay(handlers, publicId);
    expect((await handlers.cron('sweep_payment')).body).toEqual({ settled: 0 });
    await database.query(`ALTER TABLE payment DISABLE TRIGGER a_stamp;
      UPDATE payment SET updated_at = now() - interval '3 minutes'`);
    expect((await handlers.cron('sweep_payment')).body).toEqual({ settled: 1 });
    expect((await handlers.cron('sweep_payment')).body).toEqual({ settled: 0 });
    expect(await statusOf(database, payment)).toBe('SUCCEEDED');
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 0, sold: 2 }]);
  });

  test('is found by the reservation that it came too late for', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const payment = await pay(handlers, publicId);
    await expireAll(database);
    expect(await handlers.activities.expire(String(publicId))).toBe('expired');
    const late = { publicId: String(publicId) };
    expect(await handlers.activities.latePayments(late)).toEqual([payment]);
    await handlers.activities.returnMoney(payment, '');
    await handlers.activities.returnMoney(payment, ''); // as after a crash
    expect(await handlers.activities.latePayments(late)).toEqual([]);
    expect(
      await rowsOf(
        database,
        `SELECT channel, body FROM notification WHERE dedupe_key = 'payment-refunded:' || $1 ORDER BY 1`,
        [payment],
      ),
    ).toEqual([
      { channel: 'EMAIL', body: 'We sent back what you paid for Rock party × 2. ' },
      { channel: 'IN_APP', body: 'We sent back what you paid for Rock party × 2. ' },
    ]);
  });

  test('that is declined changes nothing', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 2)).body;
    const payment = await pay(handlers, publicId, 'decline');
    await handlers.event('payment_changed', { id: payment });
    expect(await statusOf(database, payment)).toBe('FAILED');
    expect(await counters(database)).toEqual([{ capacity: 10, reserved: 2, sold: 0 }]);
  });

  test('is believed only with the right signature, order and amount', async ({ database }) => {
    const handlers = await open(database);
    const { publicId } = (await reserve(handlers, 1)).body;
    const { body } = await handlers.action(
      'startPayment',
      { reservationPublicId: publicId, idempotencyKey: randomUUID() },
      4,
    );
    const call = async (change: object, secret = PAYMENT_SECRET): Promise<number> => {
      const text = JSON.stringify({
        localOrderId: body['localOrderId'],
        gatewayOpId: 'op',
        status: 'SUCCEEDED',
        amountMinor: 3_000,
        currencyCode: 'EUR',
        ...change,
      });
      const answer = await fetch(`${handlers.url}/webhook/payment/stub`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': sign(secret, text) },
        body: text,
      });
      return answer.status;
    };
    expect(await call({}, 'somebody else’s secret')).toBe(401);
    expect(await call({ localOrderId: 'unknown' })).toBe(404);
    expect(await call({ amountMinor: 1 })).toBe(200);
    expect(await statusOf(database, Number(body['paymentId']))).toBe('PENDING');
  });
});

test('a hundred buyers at a hot offer: nothing oversold, counters equal tickets', async ({
  database,
}) => {
  const handlers = await open(database);
  await handlers.action('createTicketSeries', { offerId: 1, serie: 'A', count: 50 }, 13, 'editor');
  await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const { status, body } = await reserve(handlers, 1, randomUUID(), 4 + (i % 9));
      if (status !== 200) return;
      const end = ['confirmReservation', 'cancelReservation', undefined][i % 3];
      if (end) await handlers.action(end, { publicId: body['publicId'] }, 4 + (i % 9));
    }),
  );
  const [tickets] = await rowsOf(
    database,
    `SELECT count(*)::int AS capacity, count(*) FILTER (WHERE status = 'RESERVED')::int AS reserved,
            count(*) FILTER (WHERE status = 'PAID')::int AS sold FROM ticket`,
  );
  expect(await counters(database)).toEqual([tickets]);
});
