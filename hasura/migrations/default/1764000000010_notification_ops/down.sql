DROP FUNCTION ops.emit();
DROP FUNCTION ops.audit();
DROP FUNCTION ops.audit_partition(date);
DROP TABLE ops.audit_log; -- and all its partitions
DROP TABLE ops.seed_history;
DROP TABLE ops.dead_letter;
DROP TABLE ops.processed_event;
DROP TABLE ops.outbox_event;
DROP TABLE push_subscription;
DROP TABLE notification;
DROP FUNCTION ops.notification_stamp();
