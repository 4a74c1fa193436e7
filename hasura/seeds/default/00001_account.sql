-- People of the development seed. Never load it in production: the passwords are in this comment.
-- root@localhost signs in with test123, everyone else with nordkapp-dev-1.
INSERT INTO account (id, created_by, updated_by, slug, username, email, given_name, family_name, role, verified_at, locale, base_tz, current_tz)
VALUES
  (2, 1, 1, 'superadmin-000000000002', 'superadmin', 'superadmin@boletus.club', 'Super', 'Admin', 'SUPERADMIN', now(), 'en-US', 'UTC', 'UTC'),
  (3, 1, 1, 'admin-000000000003', 'admin', 'admin@boletus.club', 'Ada', 'Moderska', 'MOD', now(), 'pl-PL', 'Europe/Warsaw', 'Europe/Warsaw'),
  (4, 1, 1, 'lauriem-000000000004', 'lauriem', 'lauriem@username.club', 'Laurie', 'Myers', 'USER', now(), 'en-US', 'America/New_York', 'Europe/Oslo'),
  (5, 1, 1, 'root-000000000005', 'root', 'root@localhost', 'Root', NULL, 'SUPERADMIN', now(), 'en-US', 'UTC', 'UTC'),
  (6, 1, 1, 'edith-000000000006', 'edith', 'edith@nordkapp.test', 'Edith', 'Stjerne', 'EDITOR', now(), 'en-US', 'Europe/Oslo', 'Europe/Oslo'),
  (7, 1, 1, 'mikhail-000000000007', 'mikhail', 'mikhail@nordkapp.test', 'Mikhail', 'Orlov', 'USER', now(), 'en-US', 'Europe/Moscow', 'Europe/Oslo'),
  (8, 1, 1, 'ingrid-000000000008', 'ingrid', 'ingrid@nordkapp.test', 'Ingrid', 'Nordahl', 'USER', now(), 'de-DE', 'Europe/Oslo', 'Europe/Oslo'),
  (9, 1, 1, 'carlos-000000000009', 'carlos', 'carlos@nordkapp.test', 'Carlos', 'Vega', 'USER', now(), 'es-ES', 'Europe/Madrid', 'Europe/Madrid')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('account', 'id'), (SELECT max(id) FROM account));

INSERT INTO auth.account_secret (account_id, password_hash)
SELECT id, CASE username
  WHEN 'root' THEN '$argon2id$v=19$m=19456,t=2,p=1$KfnyxbBjbauUpI56B5HBtA$tObHLqKME01hgEU7YSZIZIUxLqt2zznC2MbP9JWVt0A'
  ELSE '$argon2id$v=19$m=19456,t=2,p=1$NouxuxNQmmYb8dXPfFb14w$CLAysUtbS9LoU6ddTSKinmHH8Ici9T/OPzY2nj77+y4' END
FROM account WHERE id BETWEEN 2 AND 9
ON CONFLICT DO NOTHING;

INSERT INTO member (id, created_by, updated_by, account_id, name)
SELECT id, id, id, id, coalesce(given_name || ' ' || family_name, given_name) FROM account WHERE id BETWEEN 2 AND 9
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('member', 'id'), (SELECT max(id) FROM member));
