DROP FUNCTION note_refund(integer, text);
DROP FUNCTION settle_payment(integer);
DROP FUNCTION ops.payment_subject(payment);
DROP FUNCTION close_overdue_invoice(integer);
DROP FUNCTION close_invoice(integer, text, integer);
CREATE FUNCTION close_overdue_invoice(p_invoice_id integer) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE invoice SET status = 'OVERDUE'
  WHERE id = p_invoice_id AND status = 'UNPAID' AND deadline_at <= clock_timestamp();
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  -- In the order of ids, as checkoutCart takes them: two transactions then wait and never deadlock.
  PERFORM 1 FROM product p JOIN invoice_item i ON i.product_id = p.id
  WHERE i.invoice_id = p_invoice_id ORDER BY p.id FOR NO KEY UPDATE OF p;
  UPDATE product p SET inventory_qty = p.inventory_qty + i.qty
  FROM invoice_item i
  WHERE i.invoice_id = p_invoice_id AND p.id = i.product_id AND i.qty > 0;
  RETURN true;
END
$$;
ALTER TABLE payment DROP COLUMN settled_at;
DELETE FROM ops.notice_template WHERE name = 'invoice-overdue';
