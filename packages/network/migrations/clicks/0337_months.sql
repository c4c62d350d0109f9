-- Sums of the days of a month, so that a year is read in some 12 steps and not in 365. Months are numbered from year 0.
-- A day that is counted again marks its month, and a month counts for reports only while it has no mark.
CREATE TABLE closed_month (month INTEGER PRIMARY KEY, is_due INTEGER NOT NULL) STRICT;
INSERT INTO closed_month (month, is_due)
  SELECT DISTINCT strftime('%Y', day * 86400, 'unixepoch') * 12 + strftime('%m', day * 86400, 'unixepoch') - 1, 1
  FROM day_size;

CREATE TABLE link_month (
  month INTEGER NOT NULL,
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
  PRIMARY KEY (month, webmaster, offer, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_month (
  month INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (month, offer)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_geo_month (
  month INTEGER NOT NULL,
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
  PRIMARY KEY (month, offer, country, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_agent_month (
  month INTEGER NOT NULL,
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
  PRIMARY KEY (month, offer, device, os, browser)
) STRICT, WITHOUT ROWID;

CREATE TABLE geo_month (
  month INTEGER NOT NULL,
  country TEXT NOT NULL,
  device INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  embedded INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  PRIMARY KEY (month, country, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_month (
  month INTEGER NOT NULL,
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
  PRIMARY KEY (month, device, os, browser)
) STRICT, WITHOUT ROWID;
