-- What an action answered, by the key its caller chose: the same request twice works once and is answered alike.
CREATE TABLE ops.action_answer (
  account_id integer NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  action text NOT NULL,
  idempotency_key uuid NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, action, idempotency_key)
);
CREATE INDEX action_answer_age ON ops.action_answer (created_at);
