-- The traffic check: rule sets, what conversions are judged by, and the judgments.

-- Versions of the rules. A version is never changed: another one takes its place.
CREATE TABLE rule_set (
  version INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- JSON: which rules are on, with their parameters and weights (packages/check).
  rules TEXT NOT NULL,
  -- JSON: the cuts, from the network's own conversions. Null: too few of them, so that the set only records.
  cuts TEXT,
  -- How many approved conversions the cuts are from, or would be.
  sample INTEGER NOT NULL,
  note TEXT,
  status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'retired')),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX rule_set_active ON rule_set (status) WHERE status = 'active';

-- The cuts of an offer that has enough conversions of its own.
CREATE TABLE rule_set_offer (
  version INTEGER NOT NULL REFERENCES rule_set (version),
  offer_id TEXT NOT NULL,
  cuts TEXT NOT NULL,
  PRIMARY KEY (version, offer_id)
) STRICT, WITHOUT ROWID;

-- When a version was switched on or off, by whom and why.
CREATE TABLE rule_set_change (
  number INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES rule_set (version),
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  changed_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- What a conversion's click revealed. Nothing of it names a person; the address hash can be compared within one day only,
-- and is erased after the second stage.
CREATE TABLE conversion_evidence (
  conversion_id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL,
  -- UTC day of the click, since 1970.
  day INTEGER NOT NULL,
  -- Empty: unknown or erased.
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  asn INTEGER NOT NULL,
  network TEXT NOT NULL,
  -- Flags (packages/contract/signals.ts).
  signals INTEGER NOT NULL,
  -- Milliseconds from the click to the conversion, and their bucket (packages/check).
  ctit_ms INTEGER NOT NULL,
  ctit_bucket INTEGER NOT NULL,
  -- Flags of the features that conversions of a link are counted by (packages/network/src/check/evidence.ts).
  marks INTEGER NOT NULL,
  -- 1: its webmaster signed in from that address that day.
  is_own_address INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversion_evidence_by_offer ON conversion_evidence (offer_id, recorded_at);
CREATE INDEX conversion_evidence_by_address ON conversion_evidence (day, offer_id, address) WHERE address <> '';

-- Judgments: one for each conversion, stage and rule set. Version 0: the default rules, before there is a set.
CREATE TABLE conversion_check (
  conversion_id TEXT NOT NULL,
  stage INTEGER NOT NULL CHECK (stage IN (1, 2)),
  rule_set INTEGER NOT NULL,
  offer_id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL,
  -- JSON (packages/check).
  features TEXT NOT NULL,
  score REAL NOT NULL,
  -- `flagged`: only recorded. `hold`: held. `wait`: held until the operator has answered about the webmaster.
  verdict TEXT NOT NULL CHECK (verdict IN ('clear', 'flagged', 'hold', 'wait')),
  -- JSON: which rules found what.
  findings TEXT NOT NULL,
  checked_at INTEGER NOT NULL,
  PRIMARY KEY (conversion_id, stage, rule_set)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversion_check_by_webmaster ON conversion_check (webmaster_id, checked_at, stage, verdict);
CREATE INDEX conversion_check_by_offer ON conversion_check (offer_id, checked_at, stage, verdict);
CREATE INDEX conversion_check_by_time ON conversion_check (checked_at, conversion_id);

-- The operator's answers about webmasters of whom more would be held than the check may hold by itself.
CREATE TABLE check_answer (
  webmaster_id TEXT NOT NULL,
  answered_at INTEGER NOT NULL,
  -- `hold`: hold what waits, and what is flagged from then on. `release`: release what waits, and count anew.
  answer TEXT NOT NULL CHECK (answer IN ('hold', 'release')),
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (webmaster_id, answered_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversion_check_pending ON conversion (webmaster_id, id)
  WHERE check_code = 'check_pending' AND check_state = 'held';

-- Whether the second stage is still to come: `must`, before the hold ends; `record`, for the record.
ALTER TABLE conversion ADD COLUMN check_due TEXT NOT NULL DEFAULT 'no' CHECK (check_due IN ('no', 'record', 'must'));
CREATE INDEX conversion_check_due ON conversion (recorded_at, offer_id)
  WHERE check_due <> 'no' AND check_state = 'clear' AND click_facts <> 'awaited' AND validation IN ('pending', 'approved');
CREATE INDEX conversion_check_due_by_hold ON conversion (available_at, offer_id)
  WHERE check_due <> 'no' AND check_state = 'clear' AND click_facts <> 'awaited' AND validation = 'approved';

-- A set tried on a past period.
CREATE TABLE rule_set_trial (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES rule_set (version),
  -- Unix ms: judgments from, and before.
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'done')),
  -- JSON: the figures so far.
  figures TEXT NOT NULL,
  -- The last judgment that is counted: its time and conversion.
  position_at INTEGER NOT NULL,
  position_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX rule_set_trial_by_version ON rule_set_trial (version, id);
CREATE INDEX rule_set_trial_running ON rule_set_trial (id) WHERE status = 'running';
