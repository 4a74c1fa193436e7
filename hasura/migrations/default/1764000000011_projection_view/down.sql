DROP VIEW creator_activity;
DROP VIEW event_ticket_summary;
DROP VIEW account_profile;
DROP FUNCTION projection.apply_product(jsonb, regclass);
DROP TABLE projection.product_view;
