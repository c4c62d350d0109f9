-- One shard of the clicks: raw rows, visitors of a UTC day, hourly rollups. Ids begin with the time, so rows append.

CREATE TABLE click (
  click_id TEXT PRIMARY KEY,
  link_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL,
  advertiser_id TEXT NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT,
  verdict TEXT NOT NULL,
  landing_id TEXT,
  visitor TEXT NOT NULL,
  country TEXT NOT NULL,
  region TEXT NOT NULL,
  city TEXT NOT NULL,
  asn INTEGER NOT NULL,
  language TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  device TEXT NOT NULL,
  os TEXT NOT NULL,
  browser TEXT NOT NULL,
  sub1 TEXT NOT NULL,
  sub2 TEXT NOT NULL,
  sub3 TEXT NOT NULL,
  sub4 TEXT NOT NULL,
  sub5 TEXT NOT NULL,
  source TEXT NOT NULL,
  cut INTEGER NOT NULL,
  isolate TEXT NOT NULL,
  sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The click that made a visitor of an offer unique on a UTC day; the visitor's other clicks of that day are duplicates.
CREATE TABLE visitor_day (
  day INTEGER NOT NULL,
  offer_id TEXT NOT NULL,
  visitor TEXT NOT NULL,
  click_id TEXT NOT NULL,
  PRIMARY KEY (day, offer_id, visitor)
) STRICT, WITHOUT ROWID;

CREATE TABLE click_hour (
  -- Unix ms of the hour's start.
  hour INTEGER NOT NULL,
  webmaster_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  landing_id TEXT NOT NULL,
  country TEXT NOT NULL,
  device TEXT NOT NULL,
  os TEXT NOT NULL,
  browser TEXT NOT NULL,
  decision TEXT NOT NULL,
  verdict TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  uniques INTEGER NOT NULL,
  PRIMARY KEY (hour, webmaster_id, offer_id, link_id, landing_id, country, device, os, browser, decision, verdict)
) STRICT, WITHOUT ROWID;
