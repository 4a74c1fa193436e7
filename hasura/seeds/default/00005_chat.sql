-- A chat between two, a private group, and a public channel. room_seq comes by itself.
INSERT INTO room (id, created_by, updated_by, name, kind, chat_key) VALUES
  (1, 4, 4, NULL, 'CHAT', '4:7'),
  (2, 4, 4, 'Expedition', 'PRIVATE_GROUP', NULL),
  (3, 6, 6, 'Announcements', 'PUBLIC_CHANNEL', NULL),
  (4, 8, 8, 'Photographers', 'PUBLIC_GROUP', NULL)
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('room', 'id'), (SELECT max(id) FROM room));

INSERT INTO room_member (room_id, member_id, role) VALUES
  (1, 4, 'OWNER'), (1, 7, 'OWNER'),
  (2, 4, 'OWNER'), (2, 7, 'MEMBER'), (2, 8, 'MEMBER'), (2, 9, 'MEMBER'),
  (3, 6, 'OWNER'), (3, 4, 'MEMBER'), (3, 9, 'MEMBER'),
  (4, 8, 'OWNER'), (4, 9, 'MEMBER')
ON CONFLICT DO NOTHING;

INSERT INTO message (created_by, updated_by, room_id, member_id, client_key, text, created_at)
SELECT m.member_id, m.member_id, m.room_id, m.member_id, md5('seed message ' || m.place)::uuid, m.text,
       now() - interval '2 days' + m.place * interval '7 minutes'
FROM (VALUES
  (1, 1, 4, 'Did you see the forecast?'),
  (2, 1, 7, 'Minus nineteen. Bring the good gloves.'),
  (3, 1, 4, 'I only have the bad ones.'),
  (4, 2, 4, 'Welcome, everyone. The board has the list.'),
  (5, 2, 8, 'I take the cameras.'),
  (6, 2, 7, 'And I the tyres, as always.'),
  (7, 2, 9, 'I take pictures of you taking pictures.'),
  (8, 3, 6, 'Tickets for the Midnight Sun Concert are on sale.'),
  (9, 3, 6, 'Couples: always an even number, as the name says.'),
  (10, 4, 8, 'Post your worst aurora picture first.'),
  (11, 4, 9, 'Mine is all tripod.')
) AS m (place, room_id, member_id, text)
ORDER BY m.place
ON CONFLICT DO NOTHING;
