-- Raw clicks and visitors live in tables of their month, made when the month's first click comes and dropped whole: a
-- DELETE costs as much as an INSERT. The month's row says which there are (packages/network/src/click/months.ts).

CREATE TABLE click_month (
  -- Ends the tables' names: click_202611, visitor_202611.
  name TEXT PRIMARY KEY,
  -- Unix ms of its clicks: from, and before.
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  -- When its tables were dropped. The row stays: a click that comes after that must not be counted again.
  dropped_at INTEGER
) STRICT, WITHOUT ROWID;

-- What was stored before there were months is a month of its own, to the end of this one. Where nothing was, there is
-- none, and the empty tables mean nothing.
ALTER TABLE click RENAME TO click_before;
ALTER TABLE click_before ADD COLUMN is_first INTEGER NOT NULL DEFAULT 0;
UPDATE click_before SET is_first = 1 WHERE click_id IN (SELECT click_id FROM visitor_day);
CREATE TABLE visitor_before (
  day INTEGER NOT NULL,
  offer_id TEXT NOT NULL,
  visitor TEXT NOT NULL,
  PRIMARY KEY (day, offer_id, visitor)
) STRICT, WITHOUT ROWID;
INSERT INTO visitor_before (day, offer_id, visitor) SELECT day, offer_id, visitor FROM visitor_day;
DROP TABLE visitor_day;
INSERT INTO click_month (name, since, until)
SELECT 'before', 0, unixepoch('now', 'start of month', '+1 month') * 1000 WHERE EXISTS (SELECT 1 FROM click_before);

-- Clicks of a UTC day by a sub-id's value: the first thousand values of a link and day, the rest is `(other)`.
CREATE TABLE sub_day (
  day INTEGER NOT NULL,
  webmaster_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  -- sub1 … sub5, source
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  PRIMARY KEY (day, webmaster_id, offer_id, link_id, name, value)
) STRICT, WITHOUT ROWID;
