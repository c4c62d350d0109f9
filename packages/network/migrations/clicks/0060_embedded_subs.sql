-- Clicks by a sub-id's value count links that a page loaded apart, as the hourly rollup does.
ALTER TABLE sub_day ADD COLUMN embedded INTEGER NOT NULL DEFAULT 0;
