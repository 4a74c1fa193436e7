DROP TABLE projection.product_view_shadow;
