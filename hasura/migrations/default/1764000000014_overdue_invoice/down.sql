DROP FUNCTION close_overdue_invoice(integer);
