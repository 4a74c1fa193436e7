-- The two of a CHAT, in its own row: whoever opens it while the other does the same gets a room whose members the
-- statement does not see yet, and a permission that asks for them would hide it.
ALTER TABLE room
  ADD COLUMN chat_low_id integer GENERATED ALWAYS AS (split_part(chat_key, ':', 1)::integer) STORED,
  ADD COLUMN chat_high_id integer GENERATED ALWAYS AS (split_part(chat_key, ':', 2)::integer) STORED;
