-- Seed 001's event to the digit, and one that is still to come.
INSERT INTO currency_rate (base_code, quote_code, rate, as_of, source) VALUES
  ('EUR', 'USD', 1.1108, '2020-01-20', 'seed'),
  ('EUR', 'PLN', 4.2367, '2020-01-20', 'seed'),
  ('EUR', 'CZK', 25.147, '2020-01-20', 'seed'),
  ('EUR', 'RUB', 68.2495, '2020-01-20', 'seed')
ON CONFLICT DO NOTHING;

INSERT INTO event (id, created_by, updated_by, slug, name, description, place, scheduled_at, base_tz, published_at) VALUES
  (1, 6, 6, 'rockpartyinwrocław-000000000001', 'Rock Party in Wrocław', 'Make some noise!',
   'Wrocław Stadion Miejski', '2020-01-02T19:00:00Z', 'Europe/Warsaw', '2019-12-01T00:00:00Z'),
  (2, 6, 6, 'midnightsun-000000000002', 'Midnight Sun Concert', 'An evening that does not get dark.',
   'Nordkapphallen', date_trunc('day', now()) + interval '60 days 21 hours', 'Europe/Oslo', now()),
  (3, 6, 6, 'aurora-000000000003', 'Aurora Night (draft)', 'Not yet announced.',
   'Magerøya', date_trunc('day', now()) + interval '120 days 20 hours', 'Europe/Oslo', NULL)
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('event', 'id'), (SELECT max(id) FROM event));

INSERT INTO ticket_offer (id, created_by, updated_by, event_id, ticket_type, selling_option, price_minor, currency_code) VALUES
  (1, 6, 6, 1, 'STANDARD', 'NONE', 3000, 'EUR'),
  (2, 6, 6, 1, 'GOLDEN_CIRCLE', 'ALL_TOGETHER', 7500, 'EUR'),
  (3, 6, 6, 1, 'COUPLES', 'EVEN', 2000, 'EUR'),
  (4, 6, 6, 1, 'PREEMPTIVE', 'PREEMPTIVE', 3000, 'EUR'),
  (5, 6, 6, 2, 'STANDARD', 'NONE', 4500, 'EUR'),
  (6, 6, 6, 2, 'COUPLES', 'EVEN', 3900, 'EUR')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('ticket_offer', 'id'), (SELECT max(id) FROM ticket_offer));

INSERT INTO ticket (created_by, updated_by, ticket_offer_id, serie, number)
SELECT 6, 6, o.offer_id, 'A', n
FROM (VALUES (1, 500), (2, 20), (3, 39), (4, 40), (5, 200), (6, 40)) AS o (offer_id, count)
CROSS JOIN LATERAL generate_series(0, o.count - 1) AS n
ON CONFLICT DO NOTHING;
