DROP FUNCTION ops.local_time(timestamptz, text);
DROP FUNCTION ops.notify(integer, text, text[], text, jsonb);
DROP FUNCTION ops.fill(text, jsonb);
DROP TABLE ops.notice_template;
