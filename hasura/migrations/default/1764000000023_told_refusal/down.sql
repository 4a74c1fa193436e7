ALTER TABLE room RENAME CONSTRAINT room_named_unless_chat TO room_check1;
ALTER TABLE room RENAME CONSTRAINT room_key_only_of_chat TO room_check;
ALTER TABLE promo RENAME CONSTRAINT promo_has_one_kind TO promo_check2;
ALTER TABLE promo RENAME CONSTRAINT promo_ends_after_start TO promo_check1;
ALTER TABLE promo RENAME CONSTRAINT promo_discount_within_count TO promo_check;

CREATE OR REPLACE FUNCTION ops.open_chat(p_member_id integer, p_other_id integer) RETURNS room
LANGUAGE plpgsql AS $$
DECLARE
  pair text := least(p_member_id, p_other_id) || ':' || greatest(p_member_id, p_other_id);
  actor integer := (SELECT m.account_id FROM member m WHERE m.id = p_member_id);
  chat room;
BEGIN
  IF p_member_id = p_other_id THEN
    RAISE EXCEPTION 'a chat needs two members' USING ERRCODE = 'check_violation', DETAIL = 'chat-members';
  END IF;
  IF actor IS NULL OR NOT EXISTS (
    SELECT 1 FROM member m JOIN account a ON a.id = m.account_id
    WHERE m.id = p_other_id AND a.is_active AND a.deleted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'no such member' USING ERRCODE = 'no_data_found', DETAIL = 'not-found';
  END IF;
  INSERT INTO room (created_by, updated_by, kind, chat_key) VALUES (actor, actor, 'CHAT', pair)
  ON CONFLICT (chat_key) DO NOTHING RETURNING * INTO chat;
  IF FOUND THEN
    INSERT INTO room_member (room_id, member_id, role)
    VALUES (chat.id, p_member_id, 'OWNER'), (chat.id, p_other_id, 'OWNER');
  ELSE
    SELECT r.* INTO chat FROM room r WHERE r.chat_key = pair;
  END IF;
  RETURN chat;
END
$$;

CREATE OR REPLACE FUNCTION open_chat(other integer, hasura_session json) RETURNS room
LANGUAGE plpgsql AS $$
DECLARE
  chat room;
BEGIN
  IF hasura_session ->> 'x-hasura-member-id' IS NULL THEN
    RAISE EXCEPTION 'a chat needs a member' USING ERRCODE = 'insufficient_privilege', DETAIL = 'no-member';
  END IF;
  chat := ops.open_chat((hasura_session ->> 'x-hasura-member-id')::integer, other);
  RETURN chat;
END
$$;

CREATE OR REPLACE FUNCTION ops.message_before() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  target room;
  writer_role text;
BEGIN
  SELECT r.* INTO target FROM room r WHERE r.id = NEW.room_id AND r.deleted_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such room' USING ERRCODE = 'foreign_key_violation', DETAIL = 'not-found';
  END IF;

  -- A retry keeps the number of the first attempt. It will not be stored (the unique key refuses it, or ON CONFLICT
  -- skips it), and a number spent on it would leave a gap.
  SELECT m.room_seq INTO NEW.room_seq FROM message m
  WHERE m.member_id = NEW.member_id AND m.client_key = NEW.client_key;
  IF FOUND THEN
    RETURN NEW;
  END IF;

  UPDATE room SET last_seq = last_seq + 1 WHERE id = NEW.room_id RETURNING last_seq INTO NEW.room_seq;
  -- Only members write; and who writes has read what is above.
  UPDATE room_member m SET last_read_seq = NEW.room_seq
  WHERE m.room_id = NEW.room_id AND m.member_id = NEW.member_id
  RETURNING m.role INTO writer_role;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only members write' USING ERRCODE = 'insufficient_privilege', DETAIL = 'not-a-member';
  END IF;
  IF target.kind IN ('PRIVATE_CHANNEL', 'PUBLIC_CHANNEL') AND writer_role = 'MEMBER' THEN
    RAISE EXCEPTION 'only owners and admins post to a channel'
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'channel';
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION ops.image_is_own() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.image_id IS NULL OR ops.session_account_id() IS NULL
    OR (TG_OP = 'UPDATE' AND NEW.image_id IS NOT DISTINCT FROM OLD.image_id)
  THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM media m
    WHERE m.id = NEW.image_id AND m.created_by = ops.session_account_id()
      AND m.status = 'READY' AND m.deleted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'the image is not an own, ready file'
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'foreign-image';
  END IF;
  RETURN NEW;
END
$$;
