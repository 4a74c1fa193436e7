-- Enum tables: one text column, value. The values are upper case because graphql-default shows enum values in
-- upper case and would not find them again otherwise. References say ON UPDATE RESTRICT (the default): a value
-- is a word of the API and is never renamed under its users.
CREATE TABLE account_role (value text PRIMARY KEY);
CREATE TABLE oauth_provider (value text PRIMARY KEY);
CREATE TABLE board_visibility (value text PRIMARY KEY);
CREATE TABLE board_member_role (value text PRIMARY KEY);
CREATE TABLE reminder_offset (value text PRIMARY KEY);
CREATE TABLE reminder_status (value text PRIMARY KEY);
CREATE TABLE room_kind (value text PRIMARY KEY);
CREATE TABLE room_member_role (value text PRIMARY KEY);
CREATE TABLE ticket_type (value text PRIMARY KEY);
CREATE TABLE selling_option (value text PRIMARY KEY);
CREATE TABLE ticket_status (value text PRIMARY KEY);
CREATE TABLE reservation_status (value text PRIMARY KEY);
CREATE TABLE invoice_status (value text PRIMARY KEY);
CREATE TABLE delivery_method (value text PRIMARY KEY);
CREATE TABLE payment_method (value text PRIMARY KEY);
CREATE TABLE payment_status (value text PRIMARY KEY);
CREATE TABLE media_status (value text PRIMARY KEY);
CREATE TABLE notification_channel (value text PRIMARY KEY);
CREATE TABLE notification_status (value text PRIMARY KEY);

INSERT INTO account_role (value) VALUES ('SYSTEM'), ('SUPERADMIN'), ('MOD'), ('EDITOR'), ('USER');
INSERT INTO oauth_provider (value) VALUES ('GOOGLE'), ('YAHOO'), ('GITHUB'), ('FACEBOOK'), ('TWITTER'), ('STEAM'), ('APPLE');
INSERT INTO board_visibility (value) VALUES ('PRIVATE'), ('PUBLIC');
INSERT INTO board_member_role (value) VALUES ('OWNER'), ('EDITOR'), ('VIEWER');
INSERT INTO reminder_offset (value) VALUES ('NONE'), ('AT_TIME'), ('MINUTE_5'), ('MINUTE_10'), ('MINUTE_15'), ('HOUR_1'), ('HOUR_2'), ('DAY_1'), ('DAY_2');
INSERT INTO reminder_status (value) VALUES ('SCHEDULED'), ('SENT'), ('READ'), ('CANCELLED');
INSERT INTO room_kind (value) VALUES ('CHAT'), ('PRIVATE_CHANNEL'), ('PRIVATE_GROUP'), ('PUBLIC_CHANNEL'), ('PUBLIC_GROUP');
INSERT INTO room_member_role (value) VALUES ('OWNER'), ('ADMIN'), ('MEMBER');
INSERT INTO ticket_type (value) VALUES ('STANDARD'), ('GOLDEN_CIRCLE'), ('COUPLES'), ('PREEMPTIVE');
INSERT INTO selling_option (value) VALUES ('NONE'), ('ALL_TOGETHER'), ('EVEN'), ('PREEMPTIVE');
INSERT INTO ticket_status (value) VALUES ('AVAILABLE'), ('RESERVED'), ('PAID'), ('VOID');
INSERT INTO reservation_status (value) VALUES ('PENDING'), ('CONFIRMED'), ('EXPIRED'), ('CANCELLED');
INSERT INTO invoice_status (value) VALUES ('UNPAID'), ('PAID'), ('OVERDUE'), ('CANCELLED'), ('REFUNDED');
INSERT INTO delivery_method (value) VALUES ('NONE'), ('COURIER'), ('PICKUP');
INSERT INTO payment_method (value) VALUES ('CARD'), ('TRANSFER'), ('CASH');
INSERT INTO payment_status (value) VALUES ('PENDING'), ('SUCCEEDED'), ('FAILED'), ('REFUNDED');
INSERT INTO media_status (value) VALUES ('PENDING'), ('READY'), ('REJECTED');
INSERT INTO notification_channel (value) VALUES ('IN_APP'), ('EMAIL'), ('PUSH');
INSERT INTO notification_status (value) VALUES ('PENDING'), ('SENT'), ('READ'), ('FAILED'), ('CANCELLED');
