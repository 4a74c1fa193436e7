-- The triggers that go by rule rather than by table. Triggers of one event fire in the order of their names:
-- a_stamp, then what the table itself checks (b_…), then c_version, and last what reports (y_emit, z_audit).

-- Every table with updated_by is an entity: stamped, and audited unless its rows are too many and explain themselves.
DO $$
DECLARE
  entity text;
BEGIN
  FOR entity IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.column_name = 'updated_by' ORDER BY c.table_name
  LOOP
    EXECUTE format(
      'CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION ops.stamp()', entity);
    IF entity NOT IN ('message', 'ticket', 'notification') THEN
      EXECUTE format(
        'CREATE TRIGGER z_audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION ops.audit()', entity);
    END IF;
  END LOOP;
END
$$;

-- Every table with restored_by is deleted softly, by whom and when.
DO $$
DECLARE
  entity text;
BEGIN
  FOR entity IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.column_name = 'restored_by' ORDER BY c.table_name
  LOOP
    EXECUTE format(
      'CREATE TRIGGER b_soft_delete BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION ops.soft_delete()', entity);
  END LOOP;
END
$$;
CREATE TRIGGER b_deleted_now BEFORE UPDATE OF deleted_at ON task_comment
  FOR EACH ROW EXECUTE FUNCTION ops.deleted_now();
CREATE TRIGGER b_deleted_now BEFORE UPDATE OF deleted_at ON room
  FOR EACH ROW EXECUTE FUNCTION ops.deleted_now();
CREATE TRIGGER b_deleted_now BEFORE UPDATE OF deleted_at ON creator
  FOR EACH ROW EXECUTE FUNCTION ops.deleted_now();
CREATE TRIGGER b_deleted_now BEFORE UPDATE OF deleted_at ON promo
  FOR EACH ROW EXECUTE FUNCTION ops.deleted_now();

CREATE TRIGGER c_version BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON task FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON reminder FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON media FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON product FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON reservation FOR EACH ROW EXECUTE FUNCTION ops.bump_version();
CREATE TRIGGER c_version BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION ops.bump_version();

CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON account
  FOR EACH ROW EXECUTE FUNCTION ops.emit('account', 'id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON task
  FOR EACH ROW EXECUTE FUNCTION ops.emit('task', 'id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON reminder
  FOR EACH ROW EXECUTE FUNCTION ops.emit('reminder', 'id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON media
  FOR EACH ROW EXECUTE FUNCTION ops.emit('media', 'id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON product
  FOR EACH ROW EXECUTE FUNCTION ops.emit('product', 'product_id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON invoice
  FOR EACH ROW EXECUTE FUNCTION ops.emit('invoice', 'id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON reservation
  FOR EACH ROW EXECUTE FUNCTION ops.emit('reservation', 'public_id', 'version');
CREATE TRIGGER y_emit AFTER INSERT OR UPDATE ON payment
  FOR EACH ROW EXECUTE FUNCTION ops.emit('payment', 'id', 'version');
-- The aggregate of a message is its room: room_seq is the version, so consumers see a room's messages in order.
CREATE TRIGGER y_emit AFTER INSERT ON message
  FOR EACH ROW EXECUTE FUNCTION ops.emit('message', 'room_id', 'room_seq');
