-- Changes of a link are counted, so that an editor can name the version that they saw.
ALTER TABLE link ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Why it was paused. Null while it is active.
ALTER TABLE link ADD COLUMN paused_reason TEXT;
