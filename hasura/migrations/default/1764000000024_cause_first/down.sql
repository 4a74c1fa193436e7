ALTER TRIGGER z_due_changed ON task RENAME TO task_due_changed;
