-- What webmasters say against a hold or a refusal by the network's check. The end of an appeal is written with the change
-- of its conversion that ends it.
CREATE TABLE appeal (
  id TEXT PRIMARY KEY,
  conversion_id TEXT NOT NULL REFERENCES conversion (id),
  -- Of the conversion.
  webmaster_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  -- The decision that it is against, as it was then.
  check_code TEXT,
  check_reason TEXT,
  check_by TEXT,
  comment TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'withdrawn', 'moot')),
  appealed_at INTEGER NOT NULL,
  appealed_by TEXT NOT NULL,
  -- When the operator should have answered.
  due_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT,
  -- The version of the conversion that ended it, or that it had then.
  ended_version INTEGER,
  -- The reason of what ended it.
  answer_code TEXT,
  answer_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX appeal_is_open_once ON appeal (conversion_id) WHERE status = 'open';
CREATE INDEX appeal_of_conversion ON appeal (conversion_id, due_at, id);
CREATE INDEX appeal_by_webmaster ON appeal (webmaster_id, due_at, id);
CREATE INDEX appeal_by_status ON appeal (status, due_at, id);
CREATE INDEX appeal_of_offer ON appeal (offer_id, due_at, id);
CREATE INDEX appeal_by_due ON appeal (due_at, id);
-- For the audit.
CREATE INDEX appeal_by_time ON appeal (appealed_at);
CREATE INDEX appeal_by_end ON appeal (ended_at) WHERE ended_at IS NOT NULL;
