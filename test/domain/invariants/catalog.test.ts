import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { refusal, rowsOf, scalar, test } from '../domain.ts';

/** Products, promos, carts, invoices, payments, notifications, the outbox and its projection. */

/** The goods of seed 000-98. */
const goods = (database: Database) =>
  database.query(`
    INSERT INTO product (sku, name, description, price_minor, inventory_qty) VALUES
      ('120P90', 'Google Home', 'd', 4999, 10), ('43N23P', 'MacBook Pro', 'd', 539999, 5),
      ('A304SD', 'Alexa Speaker', 'd', 10950, 10), ('234234', 'Raspberry Pi B', 'd', 3000, 2)`);

const promo = (
  database: Database,
  columns: string,
  values: string,
  span = `now(), now() + interval '1 h'`,
) =>
  database.query(
    `INSERT INTO promo (product_id, product_count, start_at, end_at, ${columns}) VALUES (1, 3, ${span}, ${values})`,
  );

test('two promos of a product never overlap; one after the other may', async ({ database }) => {
  await goods(database);
  await promo(database, 'discount_count', '1');
  await expect(promo(database, 'discount_percent', '10')).rejects.toMatchObject(
    refusal('promo_no_overlap'),
  );
  await promo(database, 'discount_percent', '10', `now() + interval '1 h', now() + interval '2 h'`);
  expect(
    await rowsOf(database, 'SELECT promo_is_running(p) AS is FROM promo p ORDER BY id'),
  ).toEqual([{ is: true }, { is: false }]);
});

test.for([
  ['of two kinds', 'discount_percent, free_product_id', '10, 4', 'promo_has_one_kind'],
  ['of no kind', 'discount_percent', 'NULL', 'promo_has_one_kind'],
  ['more free than bought', 'discount_count', '4', 'promo_discount_within_count'],
  ['more than all off', 'discount_percent', '100.5', 'promo_discount_percent_check'],
] as const)('a promo %s is refused', async ([, columns, values, message], { database }) => {
  await goods(database);
  await expect(promo(database, columns, values)).rejects.toMatchObject(refusal(message));
});

test.for([
  [
    'stock below zero',
    'UPDATE product SET inventory_qty = inventory_qty - 11 WHERE id = 1',
    'product_inventory_qty_check',
  ],
  ['a price below zero', 'UPDATE product SET price_minor = -1', 'product_price_minor_check'],
  ['a name of 251', `UPDATE product SET name = repeat('x', 251)`, 'product_name_check'],
  [
    'a description of 5001',
    `UPDATE product SET description = repeat('x', 5001)`,
    'product_description_check',
  ],
  ['an unknown currency', `UPDATE product SET currency_code = 'XXX'`, 'product_currency_code_fkey'],
] as const)('%s is refused', async ([, change, message], { database }) => {
  await goods(database);
  await expect(database.query(change)).rejects.toMatchObject(refusal(message));
});

test('search takes what is typed as text, not as a pattern', async ({ database }) => {
  await goods(database);
  await database.query(
    `INSERT INTO product (name, description, price_minor) VALUES ('50% off_sale', '\\', 1)`,
  );
  const found = async (search: string) =>
    scalar(database, 'SELECT count(*)::integer FROM search_product($1)', [search]);
  expect(await found('BOOK')).toBe(1);
  expect(await found('%')).toBe(1);
  expect(await found('f_s')).toBe(1);
  expect(await found('o_g')).toBe(0);
  expect(await found('\\')).toBe(1);
  expect(await found('')).toBe(5);
});

test('one open cart of a name, one invoice a cart', async ({ database }) => {
  const cart = `INSERT INTO cart (account_id, name) VALUES (4, 'gifts')`;
  await database.query(cart);
  await expect(database.query(cart)).rejects.toMatchObject(refusal('cart_open_name'));
  await database.query('UPDATE cart SET checked_out_at = now()');
  await database.query(cart);
  const invoice = 'INSERT INTO invoice (account_id, cart_id, deadline_at) VALUES (4, 1, now())';
  await database.query(invoice);
  await expect(database.query(invoice)).rejects.toMatchObject(refusal('invoice_cart_id_key'));
});

test('the totals of an invoice always add up, and its status goes forward', async ({
  database,
}) => {
  await goods(database);
  await database.query(`
    INSERT INTO invoice (account_id, total_price_minor, total_discount_minor, delivery_price_minor, deadline_at)
    VALUES (4, 542999, 3000, 500, now())`);
  await database.query(`
    INSERT INTO invoice_item (invoice_id, product_id, name_copy, price_copy_minor, qty, discount_minor)
    VALUES (1, 2, 'MacBook Pro', 539999, 2, 100), (1, 4, 'Raspberry Pi B', 3000, -1, 0)`);
  expect(await scalar(database, 'SELECT total_paid_minor FROM invoice')).toBe('540499');
  expect(await rowsOf(database, 'SELECT sub_total_minor FROM invoice_item ORDER BY id')).toEqual([
    { sub_total_minor: '1079898' },
    { sub_total_minor: '-3000' },
  ]);
  await expect(database.query('UPDATE invoice SET total_paid_minor = 0')).rejects.toMatchObject(
    refusal('can only be updated to DEFAULT'),
  );
  const to = (status: string) => database.query('UPDATE invoice SET status = $1', [status]);
  await expect(to('REFUNDED')).rejects.toMatchObject(refusal('from UNPAID to REFUNDED'));
  await to('PAID');
  expect(await scalar(database, 'SELECT paid_at IS NOT NULL FROM invoice')).toBe(true);
  await expect(to('UNPAID')).rejects.toMatchObject(refusal('from PAID to UNPAID'));
  await to('REFUNDED');
});

test('a payment is of one thing, and its callback counts once', async ({ database }) => {
  await database.query(`INSERT INTO invoice (account_id, deadline_at) VALUES (4, now())`);
  const pay = (invoice: string, order: string, op: string) =>
    database.query(`
      INSERT INTO payment (invoice_id, gateway, local_order_id, gateway_op_id, amount_minor, currency_code)
      VALUES (${invoice}, 'stub', '${order}', '${op}', 1, 'EUR')`);
  await expect(pay('NULL', 'o', 'x')).rejects.toMatchObject(refusal('payment_check'));
  await pay('1', 'a', 'op');
  await expect(pay('1', 'a', 'other')).rejects.toMatchObject(refusal('local_order_id_key'));
  await expect(pay('1', 'b', 'op')).rejects.toMatchObject(refusal('gateway_op_id_key'));
  await database.query(`UPDATE payment SET status = 'FAILED'`);
  await expect(database.query(`UPDATE payment SET status = 'SUCCEEDED'`)).rejects.toMatchObject(
    refusal('payment cannot go from FAILED to SUCCEEDED'),
  );
});

test('a notification is told once a channel, and read once', async ({ database }) => {
  const tell = (channel: string) =>
    database.query(
      `INSERT INTO notification (account_id, channel, dedupe_key, subject) VALUES (4, $1, 'k', 's')`,
      [channel],
    );
  await tell('EMAIL');
  await tell('IN_APP');
  await expect(tell('EMAIL')).rejects.toMatchObject(refusal('dedupe_key_key'));
  await database.query(
    `UPDATE notification SET status = 'SENT'; UPDATE notification SET status = 'READ'`,
  );
  expect(
    await rowsOf(database, 'SELECT DISTINCT sent_at = read_at AS same, status FROM notification'),
  ).toEqual([{ same: expect.any(Boolean), status: 'READ' }]);
  await expect(database.query(`UPDATE notification SET status = 'PENDING'`)).rejects.toMatchObject(
    refusal('cannot go from READ to PENDING'),
  );
});

test('the outbox has one event a version; the projection takes them in any order', async ({
  database,
}) => {
  await goods(database);
  await database.query(`
    UPDATE product SET price_minor = 5000 WHERE sku = '120P90';
    UPDATE product SET deleted_at = now() WHERE sku = '120P90'`);
  const events = `
    FROM ops.outbox_event WHERE aggregate_type = 'product'
      AND aggregate_id = (SELECT product_id::text FROM product WHERE sku = '120P90')`;
  expect(
    await rowsOf(database, `SELECT aggregate_version AS v, topic ${events} ORDER BY id`),
  ).toEqual([
    { v: 1, topic: 'product_created' },
    { v: 2, topic: 'product_updated' },
    { v: 3, topic: 'product_deleted' },
  ]);
  const apply = (order: string) =>
    rowsOf(
      database,
      `SELECT projection.apply_product(payload) AS moved ${events} ORDER BY ${order}`,
    );
  expect(await apply('aggregate_version DESC')).toEqual([
    { moved: true },
    { moved: false },
    { moved: false },
  ]);
  const view = 'SELECT version, price_minor, is_deleted FROM projection.product_view';
  expect(await rowsOf(database, view)).toEqual([
    { version: 3, price_minor: '5000', is_deleted: true },
  ]);
  expect(await apply('aggregate_version')).toEqual(Array(3).fill({ moved: false }));
  await database.query(`UPDATE product SET deleted_at = NULL WHERE sku = '120P90'`);
  await apply('aggregate_version');
  expect(await rowsOf(database, view)).toEqual([
    { version: 4, price_minor: '5000', is_deleted: false },
  ]);
});

test('a consumer that hears an event twice knows it', async ({ database }) => {
  const hear = () =>
    database.query(
      `INSERT INTO ops.processed_event VALUES ('reader', '00000000-0000-0000-0000-0000000000aa') ON CONFLICT DO NOTHING`,
    );
  expect([(await hear()).rowCount, (await hear()).rowCount]).toEqual([1, 0]);
});

test('the audit gets a partition a month, with what the default one caught', async ({
  database,
}) => {
  await goods(database);
  const where = `SELECT DISTINCT tableoid::regclass::text AS t FROM ops.audit_log WHERE table_name = 'product'`;
  expect(await rowsOf(database, where)).toEqual([{ t: 'ops.audit_log_default' }]);
  expect(await scalar(database, `SELECT ops.audit_partition(now()::date)`)).toBe(true);
  expect(await scalar(database, `SELECT ops.audit_partition(now()::date)`)).toBe(false);
  expect(await scalar(database, 'SELECT ops.audit_partition()')).toBe(true);
  const [row] = await rowsOf<{ t: string }>(database, where);
  expect(row?.t).toMatch(/^ops\.audit_log_\d{4}_\d{2}$/);
  expect(
    await scalar(database, `SELECT count(*) FROM ops.audit_log WHERE table_name = 'product'`),
  ).toBe('4');
  await goods(database).catch(() => undefined);
  await database.query(`UPDATE product SET name = 'renamed'`);
  expect(await rowsOf(database, where)).toHaveLength(1);
});

test('creators rank by products, then by the most recent', async ({ database }) => {
  await database.query(`
    INSERT INTO creator (external_id, email) VALUES ('usr_a', 'a@x'), ('usr_b', NULL), ('usr_c', 'c@x'), ('usr_d', 'd@x');
    INSERT INTO product (creator_id, name, description, price_minor, created_at)
    SELECT c, 'p', 'd', 1, t::timestamptz FROM (VALUES (1, '2023-01-01'), (1, '2023-01-02'), (2, '2023-02-01'),
      (2, '2023-01-01'), (3, '2023-03-01')) AS v (c, t)`);
  expect(
    await rowsOf(
      database,
      'SELECT rank::integer, external_id, email, product_count FROM creator_activity ORDER BY rank',
    ),
  ).toEqual([
    { rank: 1, external_id: 'usr_b', email: null, product_count: 2 },
    { rank: 2, external_id: 'usr_a', email: 'a@x', product_count: 2 },
    { rank: 3, external_id: 'usr_c', email: 'c@x', product_count: 1 },
    { rank: 4, external_id: 'usr_d', email: 'd@x', product_count: 0 },
  ]);
});
