-- An event of the outbox says what has happened, and which columns it changed: a row as it is now tells neither.

CREATE FUNCTION ops.event_type(p_aggregate text, p_old jsonb, p_new jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_old IS NULL THEN
      CASE p_aggregate WHEN 'reminder' THEN 'reminder_set' WHEN 'message' THEN 'message_sent'
        ELSE p_aggregate || '_created' END
    WHEN p_old ->> 'deleted_at' IS DISTINCT FROM p_new ->> 'deleted_at' THEN
      p_aggregate || CASE WHEN p_new ->> 'deleted_at' IS NULL THEN '_restored' ELSE '_deleted' END
    WHEN p_old ->> 'status' IS DISTINCT FROM p_new ->> 'status' THEN
      p_aggregate || '_' || lower(p_new ->> 'status')
    WHEN p_old ->> 'published_at' IS DISTINCT FROM p_new ->> 'published_at' THEN
      p_aggregate || CASE WHEN p_new ->> 'published_at' IS NULL THEN '_withdrawn' ELSE '_published' END
    WHEN p_old ->> 'completed_at' IS DISTINCT FROM p_new ->> 'completed_at' THEN
      p_aggregate || CASE WHEN p_new ->> 'completed_at' IS NULL THEN '_reopened' ELSE '_completed' END
    WHEN p_old ->> 'due_at' IS DISTINCT FROM p_new ->> 'due_at' THEN
      p_aggregate || CASE WHEN p_new ->> 'due_at' IS NULL THEN '_due_removed' ELSE '_due_set' END
    WHEN p_old ->> 'start_on' IS DISTINCT FROM p_new ->> 'start_on' THEN
      p_aggregate || CASE WHEN p_new ->> 'start_on' IS NULL THEN '_start_removed' ELSE '_start_set' END
    WHEN p_old ->> 'rank' IS DISTINCT FROM p_new ->> 'rank' THEN p_aggregate || '_moved'
    WHEN p_aggregate = 'reminder' THEN 'reminder_changed'
    ELSE p_aggregate || '_updated'
  END
$$;

CREATE OR REPLACE FUNCTION ops.emit() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  row_now jsonb := to_jsonb(NEW);
  row_before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
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
    jsonb_build_object(
      'type', ops.event_type(TG_ARGV[0], row_before, row_now),
      'changed', (
        SELECT coalesce(jsonb_agg(key ORDER BY key), '[]') FROM jsonb_each(row_now)
        WHERE value IS DISTINCT FROM row_before -> key
          AND key <> ALL ('{version,updated_at,updated_by}'::text[]) AND row_before IS NOT NULL),
      'schema_version', 1, 'account_id', ops.session_account_id(), 'occurred_at', now()));
  RETURN NULL;
END
$$;
