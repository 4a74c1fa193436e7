import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { refusal, rowsOf, scalar, test } from '../domain.ts';

/** Tickets are never oversold, a reservation ends once: seed 001's event, its selling options and its numbers. */

const SLUG = 'rockpartyinwrocław-000000000001';

async function event(database: Database): Promise<void> {
  await database.query(`
    INSERT INTO currency_rate (base_code, quote_code, rate, as_of, source) VALUES
      ('EUR', 'USD', 1.1108, '2020-01-20', 'seed'), ('EUR', 'PLN', 4.2367, '2020-01-20', 'seed'),
      ('EUR', 'CZK', 25.147, '2020-01-20', 'seed'), ('EUR', 'RUB', 68.2495, '2020-01-20', 'seed');
    INSERT INTO event (slug, name, place, scheduled_at, published_at)
    VALUES ('${SLUG}', 'Rock Party in Wrocław', 'Wrocław Stadion Miejski', '2020-01-02T19:00:00Z', now());
    INSERT INTO ticket_offer (event_id, ticket_type, selling_option, price_minor, currency_code) VALUES
      (1, 'STANDARD', 'NONE', 3000, 'EUR'), (1, 'GOLDEN_CIRCLE', 'ALL_TOGETHER', 7500, 'EUR'),
      (1, 'COUPLES', 'EVEN', 2000, 'EUR'), (1, 'PREEMPTIVE', 'PREEMPTIVE', 3000, 'EUR');
    SELECT create_ticket_series(1, 'A', 500, 13), create_ticket_series(2, 'A', 20, 13),
           create_ticket_series(3, 'A', 39, 13), create_ticket_series(4, 'A', 40, 13)`);
}

const KEY = '00000000-0000-0000-0000-000000000001';

async function reserve(database: Database, type: string, qty: number, key?: string) {
  const rows = await rowsOf<{ public_id: string; qty: number; total_minor: string }>(
    database,
    'SELECT * FROM reserve_ticket($1, $2, $3, 4, coalesce($4, gen_random_uuid()))',
    [SLUG, type, qty, key ?? null],
  );
  const [reservation] = rows;
  if (reservation === undefined) throw new Error('reserve_ticket answered nothing');
  return reservation;
}

const close = (database: Database, publicId: string, to: string, account: number | null = 4) =>
  scalar(database, 'SELECT status FROM close_reservation($1, $2, $3)', [publicId, to, account]);

const counters = (database: Database, offer: number) =>
  rowsOf(database, 'SELECT capacity, reserved_count, sold_count FROM ticket_offer WHERE id = $1', [
    offer,
  ]);

const overdue = (database: Database) =>
  database.query(`UPDATE reservation SET expires_at = now() - interval '1 s'`);

test('the summary has the seed’s numbers to the digit', async ({ database }) => {
  await event(database);
  const thirty = { EUR: 30, USD: 33.324, PLN: 127.101, CZK: 754.41, RUB: 2047.485 };
  expect(
    await rowsOf(
      database,
      'SELECT ticket_type, qty, price, prices FROM event_ticket_summary ORDER BY price, ticket_type',
    ),
  ).toEqual([
    {
      ticket_type: 'COUPLES',
      qty: 39,
      price: '20.00',
      prices: expect.objectContaining({ EUR: 20 }),
    },
    { ticket_type: 'PREEMPTIVE', qty: 40, price: '30.00', prices: thirty },
    { ticket_type: 'STANDARD', qty: 500, price: '30.00', prices: thirty },
    {
      ticket_type: 'GOLDEN_CIRCLE',
      qty: 20,
      price: '75.00',
      prices: expect.objectContaining({ EUR: 75 }),
    },
  ]);
});

test('a foreign price is divided by its own rate; without rates the base price stays', async ({
  database,
}) => {
  await event(database);
  const prices = 'SELECT prices FROM event_ticket_summary WHERE ticket_type = $1';
  await database.query(
    `UPDATE ticket_offer SET currency_code = 'USD', price_minor = 33324 WHERE ticket_type = 'STANDARD'`,
  );
  await database.query(`UPDATE currency SET exponent = 3 WHERE code = 'USD'`);
  expect(await scalar(database, prices, ['STANDARD'])).toMatchObject({ EUR: 30, USD: 33.324 });
  await database.query('DELETE FROM currency_rate');
  expect(await scalar(database, prices, ['COUPLES'])).toEqual({ EUR: 20 });
  expect(
    await scalar(database, 'SELECT price FROM event_ticket_summary WHERE ticket_type = $1', [
      'COUPLES',
    ]),
  ).toBe('20.00');
});

test('reserving holds exactly what was asked, for 15 minutes', async ({ database }) => {
  await event(database);
  const { qty, total_minor, public_id } = await reserve(database, 'STANDARD', 4);
  expect({ qty, total_minor }).toEqual({ qty: 4, total_minor: '12000' });
  expect(public_id).toMatch(/^[0-9a-f]{12}$/);
  expect(await scalar(database, 'SELECT (expires_at - created_at)::text FROM reservation')).toBe(
    '00:15:00',
  );
  expect(await counters(database, 1)).toEqual([
    { capacity: 500, reserved_count: 4, sold_count: 0 },
  ]);
});

test('the same request twice reserves once', async ({ database }) => {
  await event(database);
  const first = await reserve(database, 'STANDARD', 4, KEY);
  expect(await reserve(database, 'STANDARD', 4, KEY)).toEqual(first);
  expect(await scalar(database, 'SELECT reserved_count FROM ticket_offer WHERE id = 1')).toBe(4);
});

test.for([
  ['ALL_TOGETHER takes all', 'GOLDEN_CIRCLE', 4, 20],
  ['EVEN rounds up', 'COUPLES', 3, 4],
  ['PREEMPTIVE leaves one', 'PREEMPTIVE', 39, 39],
] as const)('%s', async ([, type, asked, got], { database }) => {
  await event(database);
  expect((await reserve(database, type, asked)).qty).toBe(got);
});

test.for([
  ['more than there is', 'STANDARD', 501, 'requested quantity exceeds availability (avail.: 500)'],
  [
    'the one that stays back',
    'PREEMPTIVE',
    40,
    'requested quantity exceeds availability (avail.: 39)',
  ],
  [
    'an odd 39 of 39 couples',
    'COUPLES',
    39,
    'requested quantity exceeds availability (avail.: 39)',
  ],
  [
    'all together and more',
    'GOLDEN_CIRCLE',
    21,
    'requested quantity exceeds availability (avail.: 20)',
  ],
  ['none', 'STANDARD', 0, 'quantity must be positive'],
  ['an unknown type', 'BALCONY', 1, 'no such ticket offer'],
] as const)('%s is refused', async ([, type, qty, message], { database }) => {
  await event(database);
  await expect(reserve(database, type, qty)).rejects.toMatchObject(refusal(message));
  expect(await scalar(database, 'SELECT count(*) FROM reservation')).toBe('0');
});

test('a draft or deleted event sells nothing', async ({ database }) => {
  await event(database);
  await database.query('UPDATE event SET published_at = NULL');
  await expect(reserve(database, 'STANDARD', 1)).rejects.toMatchObject(refusal('no such ticket'));
});

test('a rogue writer cannot take the last preemptive ticket, nor undo what is sold', async ({
  database,
}) => {
  await event(database);
  const { public_id } = await reserve(database, 'PREEMPTIVE', 39);
  await expect(
    database.query(
      `UPDATE ticket SET status = 'RESERVED', reservation_id = 1
       WHERE ticket_offer_id = 4 AND status = 'AVAILABLE'`,
    ),
  ).rejects.toMatchObject(refusal('ticket_offer_not_oversold'));
  await expect(
    database.query('DELETE FROM ticket WHERE status = $1', ['RESERVED']),
  ).rejects.toMatchObject(refusal('a reserved or sold ticket stays'));
  await close(database, public_id, 'CONFIRMED');
  await expect(
    database.query(
      `UPDATE ticket SET status = 'AVAILABLE', reservation_id = NULL, bought_by = NULL, bought_at = NULL
       WHERE status = 'PAID'`,
    ),
  ).rejects.toMatchObject(refusal('ticket cannot go from PAID to AVAILABLE'));
  await expect(
    database.query(
      `INSERT INTO ticket (ticket_offer_id, serie, number, status) VALUES (1, 'B', 0, 'VOID')`,
    ),
  ).rejects.toMatchObject(refusal('tickets are born AVAILABLE'));
});

test('the counters follow the tickets, also of those voided or removed', async ({ database }) => {
  await event(database);
  await database.query(
    `UPDATE ticket SET status = 'VOID' WHERE ticket_offer_id = 3 AND number < 9`,
  );
  await database.query(`DELETE FROM ticket WHERE ticket_offer_id = 3 AND number < 19`);
  expect(await counters(database, 3)).toEqual([{ capacity: 20, reserved_count: 0, sold_count: 0 }]);
  await database.query(`SELECT create_ticket_series(3, 'A', 2, 13)`);
  expect(await scalar(database, 'SELECT max(number) FROM ticket WHERE ticket_offer_id = 3')).toBe(
    40,
  );
});

test('a reservation ends once', async ({ database }) => {
  await event(database);
  const { public_id } = await reserve(database, 'STANDARD', 4);
  await expect(close(database, public_id, 'CONFIRMED', 5)).rejects.toMatchObject(
    refusal('reservation not found'),
  );
  await expect(close(database, public_id, 'EXPIRED', null)).rejects.toMatchObject(
    refusal('reservation is not due'),
  );
  expect(await close(database, public_id, 'CONFIRMED')).toBe('CONFIRMED');
  expect(await close(database, public_id, 'CONFIRMED')).toBe('CONFIRMED'); // saying it again is no error
  await expect(close(database, public_id, 'CANCELLED')).rejects.toMatchObject(
    refusal('reservation is CONFIRMED'),
  );
  await expect(database.query(`UPDATE reservation SET status = 'CANCELLED'`)).rejects.toMatchObject(
    refusal('reservation cannot go from CONFIRMED to CANCELLED'),
  );
  expect(await counters(database, 1)).toEqual([
    { capacity: 500, reserved_count: 0, sold_count: 4 },
  ]);
  expect(
    await scalar(database, `SELECT count(*) FROM ticket WHERE status = 'PAID' AND bought_by = 4`),
  ).toBe('4');
});

test('past its deadline it cannot be confirmed, and expiring frees the tickets', async ({
  database,
}) => {
  await event(database);
  const { public_id } = await reserve(database, 'GOLDEN_CIRCLE', 4);
  await overdue(database);
  await expect(close(database, public_id, 'CONFIRMED')).rejects.toMatchObject(
    refusal('reservation has expired'),
  );
  expect(await close(database, public_id, 'EXPIRED', null)).toBe('EXPIRED');
  expect(await counters(database, 2)).toEqual([{ capacity: 20, reserved_count: 0, sold_count: 0 }]);
});

test('the safety net ends what is overdue, in batches, and only that', async ({ database }) => {
  await event(database);
  for (let i = 0; i < 3; i++) await reserve(database, 'STANDARD', 2);
  await overdue(database);
  await reserve(database, 'STANDARD', 1);
  expect(await scalar(database, 'SELECT count(*) FROM expire_reservation(2)')).toBe('2');
  expect(await scalar(database, 'SELECT count(*) FROM expire_reservation()')).toBe('1');
  expect(await scalar(database, 'SELECT count(*) FROM expire_reservation()')).toBe('0');
  expect(await counters(database, 1)).toEqual([
    { capacity: 500, reserved_count: 1, sold_count: 0 },
  ]);
});

test('every step of a reservation is one event of the outbox, in order', async ({ database }) => {
  await event(database);
  const { public_id } = await reserve(database, 'STANDARD', 1);
  await close(database, public_id, 'CANCELLED');
  expect(
    await rowsOf(
      database,
      `SELECT topic, aggregate_version AS version, payload ->> 'status' AS status,
              headers ->> 'type' AS type, headers ->> 'account_id' AS account
       FROM ops.outbox_event WHERE aggregate_type = 'reservation' AND aggregate_id = $1 ORDER BY id`,
      [public_id],
    ),
  ).toEqual([
    {
      topic: 'reservation_event',
      version: 1,
      status: 'PENDING',
      type: 'reservation_created',
      account: '4',
    },
    {
      topic: 'reservation_event',
      version: 2,
      status: 'CANCELLED',
      type: 'reservation_cancelled',
      account: '4',
    },
  ]);
});
