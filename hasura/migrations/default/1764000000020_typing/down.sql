DROP FUNCTION heartbeat(integer, integer);
CREATE FUNCTION heartbeat(p_member_id integer) RETURNS presence
LANGUAGE sql AS $$
  INSERT INTO presence (member_id) VALUES (p_member_id)
  ON CONFLICT (member_id) DO UPDATE SET last_seen_at = now()
  RETURNING *
$$;
DROP VIEW typing_member;
ALTER TABLE presence DROP COLUMN typing_at, DROP COLUMN typing_room_id;
