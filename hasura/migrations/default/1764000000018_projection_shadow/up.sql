-- Where a read model is built anew before it takes its place; empty at other times. Unlogged: a crash begins it again.
CREATE UNLOGGED TABLE projection.product_view_shadow (LIKE projection.product_view INCLUDING ALL);
