DROP TRIGGER account_decided ON account;
DROP FUNCTION ops.account_decided();
DROP TRIGGER b_confirmed ON account;
DROP FUNCTION ops.account_confirmed();
DROP FUNCTION ops.close_unconfirmed(integer, interval);
ALTER TABLE auth.account_secret DROP COLUMN closed_unconfirmed_at;
DELETE FROM ops.notice_template WHERE name = 'confirm-reminder';
