-- What people were told, some of it read.
INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body, status, sent_at, read_at) VALUES
  (1, 1, 4, 'IN_APP', 'seed:welcome', 'Welcome to nordkapp', 'Your board “Expedition to Nordkapp” is waiting.', 'READ',
   now() - interval '2 days', now() - interval '1 day'),
  (1, 1, 4, 'IN_APP', 'seed:comment', 'Mikhail commented on “Route”', 'The tunnel is open again since Monday.', 'SENT',
   now() - interval '3 hours', NULL),
  (1, 1, 7, 'IN_APP', 'seed:welcome', 'Welcome to nordkapp', 'You can edit “Expedition to Nordkapp”.', 'SENT',
   now() - interval '2 days', NULL),
  (1, 1, 8, 'IN_APP', 'seed:unpaid', 'Your order waits to be paid', 'Order № 2 is kept for you until tomorrow.', 'SENT',
   now() - interval '2 hours', NULL)
ON CONFLICT DO NOTHING;
