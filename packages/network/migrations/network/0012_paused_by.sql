-- Who paused a link: what the operator paused, its webmaster can't start again. Null while it is active.
ALTER TABLE link ADD COLUMN paused_by TEXT CHECK (paused_by IN ('webmaster', 'operator'));
UPDATE link SET paused_by = 'webmaster' WHERE status = 'paused';
