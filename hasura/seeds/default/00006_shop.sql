-- What people have in their carts, have bought, and still have to pay; and tickets that are held and bought.
INSERT INTO cart (id, created_by, updated_by, account_id, name, checked_out_at) VALUES
  (1, 4, 4, 4, 'default', NULL),
  (2, 4, 4, 4, 'gifts', NULL),
  (3, 7, 7, 7, 'default', now() - interval '6 days'),
  (4, 8, 8, 8, 'default', now() - interval '2 hours')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('cart', 'id'), (SELECT max(id) FROM cart));

-- Three Google Homes cost two; a MacBook brings a Raspberry: ask priceCart.
INSERT INTO cart_item (id, created_by, updated_by, cart_id, product_id, qty) VALUES
  (1, 4, 4, 1, 1, 3), (2, 4, 4, 1, 2, 1), (3, 4, 4, 2, 5, 1), (4, 4, 4, 2, 8, 1),
  (5, 7, 7, 3, 3, 4), (6, 8, 8, 4, 6, 1)
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('cart_item', 'id'), (SELECT max(id) FROM cart_item));

-- Mikhail's four Alexas, ten percent off and paid; Ingrid's print, to be paid by tomorrow.
INSERT INTO invoice (id, created_by, updated_by, account_id, cart_id, currency_code, total_weight_gram, total_price_minor,
                     total_discount_minor, delivery_method, delivery_price_minor, deadline_at) VALUES
  (1, 7, 7, 7, 3, 'EUR', 3040, 43800, 4380, 'COURIER', 500, now() - interval '5 days'),
  (2, 8, 8, 8, 4, 'EUR', 420, 12900, 0, 'PICKUP', 0, now() + interval '22 hours')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('invoice', 'id'), (SELECT max(id) FROM invoice));
INSERT INTO invoice_item (id, created_by, updated_by, invoice_id, product_id, name_copy, price_copy_minor, qty, discount_minor) VALUES
  (1, 7, 7, 1, 3, 'Alexa Speaker', 10950, 4, 4380),
  (2, 8, 8, 2, 6, 'Aurora over Magerøya, print', 12900, 1, 0)
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('invoice_item', 'id'), (SELECT max(id) FROM invoice_item));
INSERT INTO invoice_promo (invoice_id, promo_id) VALUES (1, 3) ON CONFLICT DO NOTHING;
INSERT INTO payment (id, created_by, updated_by, invoice_id, gateway, local_order_id, gateway_order_id, amount_minor, currency_code) VALUES
  (1, 7, 7, 1, 'stub', '7-seed-1', 'stub-seed-1', 39920, 'EUR')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('payment', 'id'), (SELECT max(id) FROM payment));
UPDATE payment SET status = 'SUCCEEDED', gateway_op_id = 'op-seed-1', gateway_op_status = 'SUCCEEDED'
WHERE id = 1 AND status = 'PENDING';
SELECT settle_payment(1);

-- Laurie has two tickets, Carlos and his couple of friends hold four for a quarter of an hour from now.
SELECT close_reservation(r.public_id, 'CONFIRMED', 4)
FROM reserve_ticket('midnightsun-000000000002', 'STANDARD', 2, 4, '00000000-0000-4000-8000-000000000001') AS r
WHERE r.status = 'PENDING';
SELECT public_id FROM reserve_ticket('midnightsun-000000000002', 'COUPLES', 3, 9, '00000000-0000-4000-8000-000000000002');

-- The read model of what was made so far; later it follows the outbox.
SELECT count(projection.apply_product(payload))
FROM (SELECT payload FROM ops.outbox_event WHERE aggregate_type = 'product' ORDER BY id) AS event;
