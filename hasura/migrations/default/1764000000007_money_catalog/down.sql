DROP FUNCTION search_product(text);
DROP FUNCTION promo_is_running(promo);
DROP TABLE promo;
DROP TABLE product;
DROP TABLE creator;
DROP TABLE currency_rate;
DROP TABLE currency;
