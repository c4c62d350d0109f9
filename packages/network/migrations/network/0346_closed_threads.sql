-- A thread is closed until the next message. Its title in lower case, for searches.
ALTER TABLE thread ADD COLUMN closed_at INTEGER;
ALTER TABLE thread ADD COLUMN searched_title TEXT NOT NULL DEFAULT '';
UPDATE thread SET searched_title = lower(title);
