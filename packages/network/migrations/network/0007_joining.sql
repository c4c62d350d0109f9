-- How offers are joined: questions, applications, accounts and their traffic sources, blocks, threads, mails to be sent.

-- Two more reasons why clicks are unwanted, and two more subjects: access:{webmaster}/{offer} and advertiser:{id}.
CREATE TABLE stop_of_more (
  subject TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('paused', 'expired', 'cap', 'webmaster_blocked', 'advertiser_blocked',
    'not_approved')),
  since INTEGER NOT NULL,
  -- Null while it lasts.
  until INTEGER,
  PRIMARY KEY (subject, reason, since)
) STRICT, WITHOUT ROWID;
INSERT INTO stop_of_more (subject, reason, since, until) SELECT subject, reason, since, until FROM stop;
DROP TABLE stop;
ALTER TABLE stop_of_more RENAME TO stop;
INSERT INTO stop (subject, reason, since)
SELECT 'advertiser:' || id, 'advertiser_blocked', unixepoch() * 1000 FROM advertiser WHERE status = 'blocked';

-- An offer's questions to webmasters who join it, and its contact. The greatest version is in force; of two who write the same
-- one, one loses.
CREATE TABLE joining (
  offer_id TEXT NOT NULL REFERENCES offer (id),
  version INTEGER NOT NULL,
  -- JSON of Question[] (packages/network/src/application/questions.ts).
  questions TEXT NOT NULL,
  approval TEXT NOT NULL CHECK (approval IN ('by_hand', 'automatic', 'verified_source')),
  -- JSON of Contact, or null.
  contact TEXT,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (offer_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  advertiser_id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'withdrawn', 'revoked')),
  -- JSON of {code, question, answer}[]: the questions as they were asked.
  answers TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  -- Of the last change.
  reason TEXT,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- A webmaster has one at a time.
CREATE UNIQUE INDEX application_lives_once ON application (offer_id, webmaster_id) WHERE status IN ('pending', 'approved');
CREATE INDEX application_by_webmaster ON application (webmaster_id, id);
CREATE INDEX application_by_advertiser ON application (advertiser_id, id);
CREATE INDEX application_by_offer ON application (offer_id, id);

-- One row a change. A rival writes the same (application, version) and loses its whole batch.
CREATE TABLE application_change (
  application_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  event TEXT NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, version)
) STRICT, WITHOUT ROWID;

-- What an account says of itself; versions as with joining.
CREATE TABLE profile (
  account_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  -- JSON of Profile (packages/network/src/account/profile.ts).
  profile TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (account_id, version)
) STRICT, WITHOUT ROWID;

-- Blocks and their ends, numbered an account: of two who take the same step, one loses its batch.
CREATE TABLE block (
  account_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('block', 'unblock')),
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, version)
) STRICT, WITHOUT ROWID;

-- Traffic sources: where a webmaster's visitors come from, as the webmaster states.
CREATE TABLE traffic_source (
  id TEXT PRIMARY KEY,
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  kind TEXT NOT NULL CHECK (kind IN ('site', 'channel')),
  url TEXT NOT NULL,
  name TEXT NOT NULL,
  -- What the record or the file must hold.
  proof TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('unverified', 'checking', 'verified', 'failed')),
  method TEXT CHECK (method IN ('dns', 'file', 'operator')),
  -- Why the last check failed.
  reason TEXT,
  created_at INTEGER NOT NULL,
  -- When a check is due; null: none is.
  check_at INTEGER,
  checked_at INTEGER,
  UNIQUE (webmaster_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX traffic_source_to_check ON traffic_source (check_at) WHERE check_at IS NOT NULL;

-- A conversation about something between its parties; the operator is always one of them.
CREATE TABLE thread (
  id TEXT PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('offer', 'conversion', 'upload', 'payout')),
  subject_id TEXT NOT NULL,
  title TEXT NOT NULL,
  advertiser_id TEXT,
  webmaster_id TEXT,
  opened_by TEXT NOT NULL CHECK (opened_by IN ('operator', 'advertiser', 'webmaster')),
  opened_at INTEGER NOT NULL,
  -- Number of the last message, and when it came.
  messages INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_by_advertiser ON thread (advertiser_id, id);
CREATE INDEX thread_by_webmaster ON thread (webmaster_id, id);
CREATE INDEX thread_by_subject ON thread (subject_kind, subject_id);

-- Of two who write the same number, one loses its batch and takes the next.
CREATE TABLE message (
  thread_id TEXT NOT NULL REFERENCES thread (id),
  number INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('operator', 'advertiser', 'webmaster')),
  actor TEXT NOT NULL,
  text TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (thread_id, number)
) STRICT, WITHOUT ROWID;

-- Up to which message a side has read.
CREATE TABLE thread_read (
  thread_id TEXT NOT NULL REFERENCES thread (id),
  side TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (thread_id, side)
) STRICT, WITHOUT ROWID;

-- The bytes are in the bucket of files, under attachment/{thread}/{id}.
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES thread (id),
  side TEXT NOT NULL,
  -- Null until a message carries it; until then only its own side sees it.
  number INTEGER,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_by_message ON attachment (thread_id, number);
CREATE INDEX attachment_unsent ON attachment (created_at) WHERE number IS NULL;

-- Mails to be sent, written in the batch of what they tell.
CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_due ON mail (due_at);
