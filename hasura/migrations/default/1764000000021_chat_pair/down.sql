ALTER TABLE room DROP COLUMN chat_high_id, DROP COLUMN chat_low_id;
