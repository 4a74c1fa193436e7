DO $$
DECLARE
  made record;
BEGIN
  FOR made IN
    SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace
      AND t.tgname IN ('a_stamp', 'b_soft_delete', 'b_deleted_now', 'c_version', 'y_emit', 'z_audit')
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %I', made.tgname, made.relname);
  END LOOP;
END
$$;
