-- What people did that no history of its own holds: keys, tokens, links, sources, members, sign-ins, second factors.
-- Never a secret. Other histories stay where they are; packages/network/src/audit reads all of them.
CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  -- The account that it concerns: of an advertiser or a webmaster; empty for the network's own.
  account TEXT NOT NULL,
  actor TEXT NOT NULL,
  -- `subject.verb`
  event TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- JSON objects of the fields that changed.
  before TEXT,
  after TEXT,
  reason TEXT,
  -- HMAC of the caller's network; null for a job.
  network TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_account ON audit (account, at);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_event ON audit (event, at);
CREATE INDEX audit_by_subject ON audit (subject, at);
