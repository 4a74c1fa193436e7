-- Closes an invoice that was not paid in time, and gives its stock back in the same transaction. True when it did:
-- the workflow and the cron trigger may both come, and the stock returns once.
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
