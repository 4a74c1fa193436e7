-- What becomes of invoices and of the money that comes for them and for reservations. Said here, so that handlers and
-- workflows may both say it, at once and again.
INSERT INTO ops.notice_template (name, language, subject, body) VALUES
('invoice-overdue', 'en', 'Order № {invoice} was not paid in time', 'Its goods went back to the shop. Nothing is owed.'),
('invoice-overdue', 'de', 'Bestellung № {invoice} wurde nicht rechtzeitig bezahlt', 'Die Waren sind wieder im Laden. Du schuldest nichts.'),
('invoice-overdue', 'es', 'El pedido № {invoice} no se pagó a tiempo', 'Los artículos han vuelto a la tienda. No debes nada.'),
('invoice-overdue', 'pl', 'Zamówienie № {invoice} nie zostało opłacone w terminie', 'Towary wróciły do sklepu. Nic nie jesteś winien.');

-- The payment that its reservation or invoice was closed by. There is one at most: whatever else comes goes back.
ALTER TABLE payment ADD COLUMN settled_at timestamptz;
CREATE UNIQUE INDEX payment_settled_reservation ON payment (reservation_id) WHERE settled_at IS NOT NULL;
CREATE UNIQUE INDEX payment_settled_invoice ON payment (invoice_id) WHERE settled_at IS NOT NULL;
CREATE INDEX payment_unsettled ON payment (id) WHERE status = 'SUCCEEDED' AND settled_at IS NULL;

-- Ends an unpaid invoice and gives its stock back in the same transaction. Saying the same again is no error; saying
-- something else is. p_account_id is the buyer's who cancels, or NULL when the platform ends what is overdue.
DROP FUNCTION close_overdue_invoice(integer);
CREATE FUNCTION close_invoice(p_invoice_id integer, p_to text, p_account_id integer) RETURNS invoice
LANGUAGE plpgsql AS $$
DECLARE
  closed invoice;
BEGIN
  PERFORM ops.act_as(p_account_id);
  SELECT i.* INTO closed FROM invoice i WHERE i.id = p_invoice_id FOR UPDATE;
  IF NOT FOUND OR (p_to <> 'OVERDUE' AND closed.account_id IS DISTINCT FROM p_account_id) THEN
    RAISE EXCEPTION 'invoice not found' USING ERRCODE = 'no_data_found', DETAIL = 'not-found';
  END IF;
  IF closed.status = p_to THEN
    RETURN closed;
  END IF;
  IF closed.status <> 'UNPAID' THEN
    RAISE EXCEPTION 'invoice is %', closed.status USING DETAIL = 'invoice-closed';
  END IF;
  IF p_to = 'OVERDUE' AND clock_timestamp() < closed.deadline_at THEN
    RAISE EXCEPTION 'invoice is not due' USING DETAIL = 'not-due';
  END IF;

  UPDATE invoice SET status = p_to WHERE id = closed.id RETURNING * INTO closed;
  -- In the order of ids, as checkoutCart takes them: two transactions then wait and never deadlock.
  PERFORM 1 FROM product p JOIN invoice_item i ON i.product_id = p.id
  WHERE i.invoice_id = closed.id ORDER BY p.id FOR NO KEY UPDATE OF p;
  UPDATE product p SET inventory_qty = p.inventory_qty + i.qty
  FROM invoice_item i
  WHERE i.invoice_id = closed.id AND p.id = i.product_id AND i.qty > 0;
  IF p_to = 'OVERDUE' THEN
    PERFORM ops.notify(closed.account_id, 'invoice-overdue', '{IN_APP,EMAIL}', 'invoice-overdue:' || closed.id,
                       jsonb_build_object('invoice', closed.id));
  END IF;
  RETURN closed;
END
$$;

-- The safety net behind the workflows: ends what is overdue, at most p_limit of it, and tells how many those were.
CREATE FUNCTION close_overdue_invoice(p_limit integer DEFAULT 500) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  due record;
  closed integer := 0;
BEGIN
  FOR due IN
    SELECT i.id FROM invoice i WHERE i.status = 'UNPAID' AND i.deadline_at <= clock_timestamp()
    ORDER BY i.id LIMIT p_limit
  LOOP
    BEGIN
      PERFORM close_invoice(due.id, 'OVERDUE', NULL);
      closed := closed + 1;
    EXCEPTION WHEN raise_exception THEN
      NULL; -- someone else ended it while we waited for the lock
    END;
  END LOOP;
  RETURN closed;
END
$$;

-- What a payment was for, in no language.
CREATE FUNCTION ops.payment_subject(p_payment payment) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT e.name || ' × ' || r.qty FROM reservation r JOIN event e ON e.id = r.event_id WHERE r.id = p_payment.reservation_id),
    '№ ' || p_payment.invoice_id)
$$;

-- What follows from a payment that succeeded: its reservation is confirmed or its invoice paid, and the money 'taken';
-- or the time was up, or another payment was first, and it has to go 'back'. 'open' while it has not succeeded.
CREATE FUNCTION settle_payment(p_payment_id integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  paid payment;
  held reservation;
  billed invoice;
BEGIN
  SELECT p.* INTO paid FROM payment p WHERE p.id = p_payment_id;
  -- The lock on what is paid for comes before that on the payment: two payments of one thing wait for each other here.
  SELECT r.* INTO held FROM reservation r WHERE r.id = paid.reservation_id;
  IF FOUND THEN
    PERFORM 1 FROM ticket_offer o WHERE o.id = held.ticket_offer_id FOR NO KEY UPDATE; -- as close_reservation has it
    PERFORM 1 FROM reservation r WHERE r.id = held.id FOR UPDATE;
  END IF;
  SELECT i.* INTO billed FROM invoice i WHERE i.id = paid.invoice_id FOR UPDATE;
  SELECT p.* INTO paid FROM payment p WHERE p.id = p_payment_id FOR UPDATE;

  IF paid.status IS DISTINCT FROM 'SUCCEEDED' THEN
    RETURN CASE WHEN paid.status = 'REFUNDED' THEN 'refunded' ELSE 'open' END;
  ELSIF paid.settled_at IS NOT NULL THEN
    RETURN 'taken';
  ELSIF EXISTS (
    SELECT 1 FROM payment p
    WHERE p.settled_at IS NOT NULL AND (p.reservation_id = paid.reservation_id OR p.invoice_id = paid.invoice_id)
  ) THEN
    RETURN 'back';
  END IF;

  IF held.id IS NOT NULL THEN
    BEGIN
      PERFORM close_reservation(held.public_id, 'CONFIRMED', held.account_id);
    EXCEPTION WHEN raise_exception THEN
      RETURN 'back'; -- expired, or cancelled
    END;
  ELSIF billed.status = 'UNPAID' THEN
    UPDATE invoice SET status = 'PAID', payment_method = 'CARD' WHERE id = billed.id;
  ELSE
    RETURN 'back'; -- its stock went back, and may be sold; or it was paid otherwise
  END IF;
  UPDATE payment SET settled_at = now() WHERE id = paid.id;
  PERFORM ops.notify(coalesce(held.account_id, billed.account_id), 'payment-confirmed', '{IN_APP,EMAIL}',
                     'payment-confirmed:' || paid.id, jsonb_build_object('what', ops.payment_subject(paid)));
  RETURN 'taken';
END
$$;

-- The gateway has sent the money back. An invoice that was paid with it is refunded. True when it was news.
CREATE FUNCTION note_refund(p_payment_id integer, p_reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  paid payment;
BEGIN
  UPDATE payment SET status = 'REFUNDED' WHERE id = p_payment_id AND status = 'SUCCEEDED' RETURNING * INTO paid;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF paid.settled_at IS NOT NULL THEN
    UPDATE invoice SET status = 'REFUNDED' WHERE id = paid.invoice_id AND status = 'PAID';
  END IF;
  PERFORM ops.notify(a.account_id, 'payment-refunded', '{IN_APP,EMAIL}', 'payment-refunded:' || paid.id,
                     jsonb_build_object('what', ops.payment_subject(paid), 'reason', p_reason))
  FROM (SELECT account_id FROM reservation WHERE id = paid.reservation_id
        UNION ALL SELECT account_id FROM invoice WHERE id = paid.invoice_id) AS a;
  RETURN true;
END
$$;
