-- Who is writing, and where: not stored, but noted for some seconds in the unlogged row of who is there.
ALTER TABLE presence
  ADD COLUMN typing_room_id integer REFERENCES room (id) ON DELETE CASCADE,
  ADD COLUMN typing_at timestamptz,
  ADD CHECK ((typing_room_id IS NULL) = (typing_at IS NULL));

CREATE VIEW typing_member AS
  SELECT p.typing_room_id AS room_id, p.member_id, p.typing_at
  FROM presence p WHERE p.typing_at > now() - interval '5 seconds';

-- Says "I am here", and perhaps "I am writing there": only a member of the room does. Answers when.
DROP FUNCTION heartbeat(integer);
CREATE FUNCTION heartbeat(p_member_id integer, p_typing_room_id integer DEFAULT NULL) RETURNS presence
LANGUAGE sql AS $$
  INSERT INTO presence AS p (member_id, typing_room_id, typing_at)
  SELECT p_member_id, m.room_id, CASE WHEN m.room_id IS NOT NULL THEN now() END
  FROM (SELECT) AS one
  LEFT JOIN room_member m ON m.room_id = p_typing_room_id AND m.member_id = p_member_id
  ON CONFLICT (member_id) DO UPDATE SET
    last_seen_at = now(), typing_room_id = excluded.typing_room_id, typing_at = excluded.typing_at
  RETURNING p.*
$$;
