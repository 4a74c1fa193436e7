-- On top of the development seed: a stranger who is in nothing, and one of each thing that the seed leaves out.
INSERT INTO account (id, created_by, updated_by, slug, username, email, verified_at)
VALUES (10, 1, 1, 'stranger-000000000010', 'stranger', 'stranger@nordkapp.test', now());
INSERT INTO member (id, created_by, updated_by, account_id, name) VALUES (10, 10, 10, 10, 'A Stranger');

-- Deleted things: of board 1 list 6 and task 9, and board 3 whole.
INSERT INTO task_list (id, created_by, updated_by, board_id, name, deleted_at) VALUES (6, 4, 4, 1, 'Gone', now());
INSERT INTO task (id, created_by, updated_by, board_id, task_list_id, title, deleted_at) VALUES
  (9, 4, 4, 1, 1, 'Gone', now()), (10, 4, 4, 1, 6, 'In a list that is gone', NULL);
INSERT INTO board (id, created_by, updated_by, name, visibility, deleted_at) VALUES (3, 4, 4, 'Gone', 'PUBLIC', now());
INSERT INTO task_comment (id, created_by, updated_by, task_id, text, deleted_at) VALUES (4, 4, 4, 4, 'Gone', now());
INSERT INTO task_comment (id, created_by, updated_by, task_id, text) VALUES (5, 6, 6, 8, 'On the public board.');

-- Files: 1 Laurie's on a task of board 1, 2 Ingrid's on a published product, 3 Edith's on the draft event,
-- 4 Laurie's not yet looked at, 5 Carlos's on nothing.
INSERT INTO media (id, created_by, updated_by, bucket, object_key, orig_name, status, size_byte, content_type) VALUES
  (1, 4, 4, 'media', 'media/1/1.png', 'route.png', 'READY', 10, 'image/png'),
  (2, 8, 8, 'media', 'media/2/1.png', 'print.png', 'READY', 10, 'image/png'),
  (3, 6, 6, 'media', 'media/3/1.png', 'aurora.png', 'READY', 10, 'image/png'),
  (4, 4, 4, 'media', 'incoming/4', 'new.png', 'PENDING', NULL, NULL),
  (5, 9, 9, 'media', 'media/5/1.png', 'sweater.png', 'READY', 10, 'image/png');
INSERT INTO task_media (task_id, media_id) VALUES (4, 1);
UPDATE product SET image_id = 2 WHERE id = 5;
UPDATE event SET image_id = 3 WHERE id = 3;
INSERT INTO product (id, created_by, updated_by, creator_id, name, description, price_minor, published_at, deleted_at)
VALUES (9, 8, 8, 2, 'Gone', 'Gone', 1, now(), now());
INSERT INTO creator (id, created_by, updated_by, name, deleted_at) VALUES (4, 1, 1, 'Gone', now());
INSERT INTO promo (id, created_by, updated_by, product_id, product_count, discount_percent, start_at, end_at)
VALUES (4, 6, 6, 5, 1, 5, now() + interval '1 day', now() + interval '2 days');

-- Laurie holds two standard tickets, Mikhail has bought one.
SELECT set_config('test.laurie', public_id, true)
FROM reserve_ticket('midnightsun-000000000002', 'STANDARD', 2, 4, '00000000-0000-0000-0000-000000000001');
SELECT (close_reservation(public_id, 'CONFIRMED', 7)).id
FROM reserve_ticket('midnightsun-000000000002', 'STANDARD', 1, 7, '00000000-0000-0000-0000-000000000002');
SELECT set_config('hasura.user', '', true);

INSERT INTO cart (id, created_by, updated_by, account_id, name) VALUES (1, 4, 4, 4, 'default'), (2, 7, 7, 7, 'default');
INSERT INTO cart_item (id, created_by, updated_by, cart_id, product_id, qty) VALUES (1, 4, 4, 1, 1, 2), (2, 7, 7, 2, 4, 1);
INSERT INTO invoice (id, created_by, updated_by, account_id, cart_id, total_price_minor, deadline_at)
VALUES (1, 4, 4, 4, 1, 9998, now()), (2, 7, 7, 7, 2, 3000, now());
INSERT INTO invoice_item (id, created_by, updated_by, invoice_id, product_id, name_copy, price_copy_minor, qty)
VALUES (1, 4, 4, 1, 1, 'Google Home', 4999, 2), (2, 7, 7, 2, 4, 'Raspberry Pi B', 3000, 1);
INSERT INTO invoice_promo (invoice_id, promo_id) VALUES (1, 2), (2, 1);
INSERT INTO payment (id, created_by, updated_by, invoice_id, reservation_id, gateway, local_order_id, amount_minor, currency_code)
VALUES (1, 4, 4, 1, NULL, 'stub', 'a', 9998, 'EUR'), (2, 7, 7, NULL, 2, 'stub', 'b', 4500, 'EUR');
INSERT INTO notification (id, created_by, updated_by, account_id, channel, dedupe_key, subject)
VALUES (1, 1, 1, 4, 'IN_APP', 'a', 'For Laurie'), (2, 1, 1, 7, 'IN_APP', 'b', 'For Mikhail');
INSERT INTO push_subscription (id, created_by, updated_by, account_id, endpoint, p256dh, auth_key)
VALUES (1, 4, 4, 4, 'https://push.test/a', 'k', 'k'), (2, 7, 7, 7, 'https://push.test/b', 'k', 'k');
-- Tomorrow: so that they stay online however long the tests take.
INSERT INTO presence (member_id, last_seen_at, typing_room_id, typing_at) VALUES
  (7, now() + interval '1 day', 2, now() + interval '1 day'), (10, now() + interval '1 day', NULL, NULL);
INSERT INTO projection.product_view (product_id, version, name, description, price_minor, currency_code, created_at, updated_at, published_at, is_deleted)
VALUES
  ('00000000-0000-0000-0000-000000000001', 1, 'Shown', 'd', 1, 'EUR', now(), now(), now(), false),
  ('00000000-0000-0000-0000-000000000002', 1, 'Draft', 'd', 1, 'EUR', now(), now(), NULL, false),
  ('00000000-0000-0000-0000-000000000003', 1, 'Deleted', 'd', 1, 'EUR', now(), now(), now(), true);
DO $$
DECLARE
  owned record;
BEGIN
  FOR owned IN
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES'
  LOOP
    EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), greatest((SELECT max(id) FROM %s), 1))', owned.name, owned.name);
  END LOOP;
END
$$;
