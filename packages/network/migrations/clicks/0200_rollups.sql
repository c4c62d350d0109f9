-- Hours are kept in tables of their month (click_hour_202611, packages/network/src/click/hours.ts), with numbers for
-- ids, and dropped after 13 months. Days stay. A job converts what was counted before (packages/network/src/click/convert.ts).
ALTER TABLE click_hour RENAME TO hour_before;
ALTER TABLE anonymous_hour RENAME TO anonymous_before;

CREATE TABLE hour_month (
  -- Ends the table's name.
  name TEXT PRIMARY KEY,
  -- Hours since 1970: from, and before.
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  -- Unix ms, when its table was dropped.
  dropped_at INTEGER,
  -- 1: its uniques, or some of them, also count bots and refused clicks.
  has_old_uniques INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Hours with clicks that the days do not count yet. A batch of clicks marks its hours.
CREATE TABLE due_hour (hour INTEGER PRIMARY KEY) STRICT;

-- Closed days of the network's zone (days since 1970), by numbers of the webmaster, offer and link.
CREATE TABLE link_day (
  day INTEGER NOT NULL,
  webmaster INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  link INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, webmaster, offer, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_day (
  day INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, offer)
) STRICT, WITHOUT ROWID;

-- Devices, systems and browsers are codes (packages/network/src/click/codes.ts).
CREATE TABLE offer_geo_day (
  day INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  country TEXT NOT NULL,
  device INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, offer, country, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_agent_day (
  day INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  device INTEGER NOT NULL,
  os INTEGER NOT NULL,
  browser INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, offer, device, os, browser)
) STRICT, WITHOUT ROWID;

CREATE TABLE geo_day (
  day INTEGER NOT NULL,
  country TEXT NOT NULL,
  device INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, country, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_day (
  day INTEGER NOT NULL,
  device INTEGER NOT NULL,
  os INTEGER NOT NULL,
  browser INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (day, device, os, browser)
) STRICT, WITHOUT ROWID;

-- How many rows of the hours a closed day has: reports estimate by it what they would read.
CREATE TABLE day_size (day INTEGER PRIMARY KEY, hour_rows INTEGER NOT NULL) STRICT;

-- Null where it is unknown: before this change.
ALTER TABLE sub_day ADD COLUMN valid INTEGER;
