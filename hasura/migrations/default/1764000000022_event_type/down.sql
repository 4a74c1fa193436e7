CREATE OR REPLACE FUNCTION ops.emit() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  row_now jsonb := to_jsonb(NEW);
  topic text;
BEGIN
  topic := CASE
    WHEN TG_ARGV[0] <> 'product' THEN TG_ARGV[0] || '_event'
    WHEN TG_OP = 'INSERT' THEN 'product_created'
    WHEN row_now ->> 'deleted_at' IS NOT NULL THEN 'product_deleted'
    ELSE 'product_updated'
  END;
  INSERT INTO ops.outbox_event (aggregate_type, aggregate_id, aggregate_version, topic, payload, headers)
  VALUES (
    TG_ARGV[0],
    row_now ->> TG_ARGV[1],
    (row_now ->> TG_ARGV[2])::integer,
    topic,
    row_now,
    jsonb_build_object('schema_version', 1, 'account_id', ops.session_account_id(), 'occurred_at', now()));
  RETURN NULL;
END
$$;

DROP FUNCTION ops.event_type(text, jsonb, jsonb);
