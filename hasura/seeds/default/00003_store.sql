-- The goods and promos of seed 000-98, which the golden sums of carts are computed from, and a few goods of our own.
INSERT INTO creator (id, created_by, updated_by, external_id, account_id, email, name) VALUES
  (1, 1, 1, 'usr_store', NULL, 'store@nordkapp.test', 'The store'),
  (2, 8, 8, 'usr_ingrid', 8, 'ingrid@nordkapp.test', 'Ingrid Nordahl'),
  (3, 9, 9, 'usr_carlos', 9, 'carlos@nordkapp.test', 'Carlos Vega')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('creator', 'id'), (SELECT max(id) FROM creator));

INSERT INTO product (id, created_by, updated_by, sku, external_id, creator_id, name, description, price_minor, inventory_qty, weight_gram, published_at) VALUES
  (1, 1, 1, '120P90', NULL, 1, 'Google Home', 'A speaker that listens.', 4999, 10, 480, now()),
  (2, 1, 1, '43N23P', NULL, 1, 'MacBook Pro', 'A computer to carry about.', 539999, 5, 2100, now()),
  (3, 1, 1, 'A304SD', NULL, 1, 'Alexa Speaker', 'Another speaker that listens.', 10950, 10, 760, now()),
  (4, 1, 1, '234234', NULL, 1, 'Raspberry Pi B', 'A computer to put anywhere.', 3000, 2, 45, now()),
  (5, 8, 8, 'NK-001', 'prod_ingrid_1', 2, 'Fjord at dawn, print', 'Giclée print, 40 × 60 cm, signed.', 8900, 25, 300, now()),
  (6, 8, 8, 'NK-002', 'prod_ingrid_2', 2, 'Aurora over Magerøya, print', 'Giclée print, 60 × 90 cm, signed.', 12900, 12, 420, now()),
  (7, 8, 8, NULL, 'prod_ingrid_3', 2, 'Reindeer study (draft)', 'Unfinished.', 4900, 0, 250, NULL),
  (8, 9, 9, 'NK-003', 'prod_carlos_1', 3, 'Wool sweater, Selbu star', 'Knitted by hand, one of a kind.', 18900, 1, 800, now())
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('product', 'id'), (SELECT max(id) FROM product));

-- A MacBook brings a Raspberry for nothing; of three Google Homes one is free; from three Alexas on all are 10 % off.
INSERT INTO promo (id, created_by, updated_by, product_id, product_count, free_product_id, discount_count, discount_percent, start_at, end_at) VALUES
  (1, 6, 6, 2, 1, 4, NULL, NULL, '2020-01-01', '2120-01-01'),
  (2, 6, 6, 1, 3, NULL, 1, NULL, '2020-01-01', '2120-01-01'),
  (3, 6, 6, 3, 3, NULL, NULL, 10, '2020-01-01', '2120-01-01')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('promo', 'id'), (SELECT max(id) FROM promo));
