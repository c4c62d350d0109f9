-- A thread may be about nothing in particular: its kind is then 'general', and its subject empty.
PRAGMA defer_foreign_keys = on;
CREATE TABLE thread_2 (
  id TEXT PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('offer', 'conversion', 'upload', 'payout', 'general')),
  subject_id TEXT NOT NULL,
  title TEXT NOT NULL,
  advertiser_id TEXT,
  webmaster_id TEXT,
  opened_by TEXT NOT NULL CHECK (opened_by IN ('operator', 'advertiser', 'webmaster')),
  opened_at INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO thread_2 SELECT id, subject_kind, subject_id, title, advertiser_id, webmaster_id, opened_by, opened_at,
  messages, last_at FROM thread;
DROP TABLE thread;
ALTER TABLE thread_2 RENAME TO thread;
CREATE INDEX thread_by_advertiser ON thread (advertiser_id, id);
CREATE INDEX thread_by_webmaster ON thread (webmaster_id, id);
CREATE INDEX thread_by_subject ON thread (subject_kind, subject_id);

-- What became of a report about a link.
ALTER TABLE abuse_report ADD COLUMN outcome TEXT CHECK (outcome IN ('acted', 'unfounded', 'duplicate'));
ALTER TABLE abuse_report ADD COLUMN outcome_reason TEXT;
ALTER TABLE abuse_report ADD COLUMN closed_at INTEGER;
ALTER TABLE abuse_report ADD COLUMN closed_by TEXT;
CREATE INDEX abuse_report_open ON abuse_report (reported_at) WHERE closed_at IS NULL;
