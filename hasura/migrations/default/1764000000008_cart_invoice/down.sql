DROP TABLE invoice_promo;
DROP TABLE invoice_item;
DROP TABLE invoice;
DROP TABLE cart_item;
DROP TABLE cart;
DROP FUNCTION ops.invoice_paid();
