-- Sent to a landing within two minutes after a stop: the delay was our caches', so the click is valid.
ALTER TABLE click ADD COLUMN grace INTEGER NOT NULL DEFAULT 0;

-- Clicks of visitors without consent: counted by the hour, without ids.
CREATE TABLE anonymous_hour (
  hour INTEGER NOT NULL,
  webmaster_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  landing_id TEXT NOT NULL,
  -- Empty for a landing.
  reason TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (hour, webmaster_id, offer_id, link_id, landing_id, reason)
) STRICT, WITHOUT ROWID;

-- Which of them are counted, since a queue may deliver twice. Identifies no visitor, and is deleted when no message
-- can arrive any more.
CREATE TABLE anonymous_seen (
  day INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  PRIMARY KEY (day, nonce)
) STRICT, WITHOUT ROWID;
