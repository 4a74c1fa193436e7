-- A board in the middle of its work, and a public one. Ranks come by themselves: every task goes last.
INSERT INTO board (id, created_by, updated_by, name, visibility) VALUES
  (1, 4, 4, 'Expedition to Nordkapp', 'PRIVATE'),
  (2, 6, 6, 'Public roadmap', 'PUBLIC')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('board', 'id'), (SELECT max(id) FROM board));

INSERT INTO board_member (board_id, account_id, role) VALUES
  (1, 7, 'EDITOR'), (1, 8, 'EDITOR'), (1, 9, 'VIEWER')
ON CONFLICT DO NOTHING;

INSERT INTO task_list (id, created_by, updated_by, board_id, name) VALUES
  (1, 4, 4, 1, 'To do'), (2, 4, 4, 1, 'Doing'), (3, 4, 4, 1, 'Done'),
  (4, 6, 6, 2, 'Later'), (5, 6, 6, 2, 'Now')
ON CONFLICT (id) DO NOTHING;
SELECT setval(pg_get_serial_sequence('task_list', 'id'), (SELECT max(id) FROM task_list));

INSERT INTO task (id, created_by, updated_by, board_id, task_list_id, title, description, due_at, due_has_time, completed_at) VALUES
  (1, 4, 4, 1, 1, 'Book the ferry', 'Honningsvåg, two cars.', now() + interval '2 days', true, NULL),
  (2, 7, 7, 1, 1, 'Winter tyres', 'Studded; check the date on the sides.', now() + interval '5 days', false, NULL),
  (3, 8, 8, 1, 1, 'Camera batteries', 'The cold halves them: bring twice as many.', NULL, false, NULL),
  (4, 4, 4, 1, 2, 'Route', 'E69 from Olderfjord; the tunnel may be closed.', now() + interval '1 day', true, NULL),
  (5, 8, 8, 1, 2, 'Permits for the drone', 'Ask before, not after.', now() - interval '1 day', true, NULL),
  (6, 7, 7, 1, 3, 'Choose the dates', 'After the polar night, before the buses.', NULL, false, now() - interval '3 days'),
  (7, 6, 6, 2, 4, 'Offline mode', '', NULL, false, NULL),
  (8, 6, 6, 2, 5, 'Reminders by push', 'Asked for most.', now() + interval '14 days', false, NULL)
ON CONFLICT (id) DO NOTHING;
SELECT setval(pg_get_serial_sequence('task', 'id'), (SELECT max(id) FROM task));

INSERT INTO task_member (task_id, board_id, account_id) VALUES (1, 1, 4), (2, 1, 7), (4, 1, 4), (4, 1, 8)
ON CONFLICT DO NOTHING;

INSERT INTO task_comment (id, created_by, updated_by, task_id, text) VALUES
  (1, 7, 7, 4, 'The tunnel is open again since Monday.'),
  (2, 4, 4, 4, 'Then we save an hour.'),
  (3, 9, 9, 1, 'I only watch, but: book early.')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('task_comment', 'id'), (SELECT max(id) FROM task_comment));

INSERT INTO reminder (id, created_by, updated_by, task_id, account_id, offset_kind) VALUES
  (1, 4, 4, 1, 4, 'DAY_1'), (2, 7, 7, 2, 7, 'HOUR_2'), (3, 8, 8, 4, 8, 'MINUTE_15')
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('reminder', 'id'), (SELECT max(id) FROM reminder));
