-- Triggers of one event fire in the order of their names: the event of the task comes first, then what follows from it.
ALTER TRIGGER task_due_changed ON task RENAME TO z_due_changed;
