DROP TABLE auth.oauth_identity;
DROP TABLE auth.session;
DROP TABLE auth.account_secret;
DROP TABLE account;
DROP FUNCTION ops.account_closed();
