-- What each person made or moved alone. The check voids the batch of an act beyond its limit; its name tells which check.
CREATE TABLE money_use (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  -- Amounts of a pool count together: money that is made by hand, reported for advertisers, and paid out.
  pool TEXT NOT NULL CHECK (pool IN ('made', 'reported', 'paid')),
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  used_at INTEGER NOT NULL,
  is_within INTEGER NOT NULL CONSTRAINT money_limit CHECK (is_within = 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX money_use_by_person ON money_use (person, pool, currency, used_at, amount_minor);

-- Acts that wait for a second person.
CREATE TABLE money_request (
  id TEXT PRIMARY KEY,
  act TEXT NOT NULL,
  -- The id of what the act changes.
  subject TEXT NOT NULL,
  -- JSON: what the act needs to be done later.
  input TEXT NOT NULL,
  -- JSON: pairs of currency and minor units.
  amounts TEXT NOT NULL,
  description TEXT NOT NULL,
  reason TEXT,
  status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'confirmed', 'refused')),
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX money_request_waits_once ON money_request (act, subject) WHERE status = 'waiting';

-- The one answer to a request: of two answers at once, one loses.
CREATE TABLE money_answer (
  request_id TEXT PRIMARY KEY REFERENCES money_request (id),
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'refused')),
  actor TEXT NOT NULL,
  reason TEXT,
  answered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A limit that is not the default; null: none.
CREATE TABLE money_limit (
  act TEXT NOT NULL,
  currency TEXT NOT NULL,
  limit_minor INTEGER CHECK (limit_minor >= 0),
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (act, currency)
) STRICT, WITHOUT ROWID;

-- The days for which an invited operator counts as the person who invited them. One row.
CREATE TABLE money_guard (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  invited_days INTEGER NOT NULL CHECK (invited_days BETWEEN 0 AND 365)
) STRICT;
INSERT INTO money_guard (id, invited_days) VALUES (1, 30);

-- Another operator knows that this one is a person of their own.
CREATE TABLE operator_voucher (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  vouched_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  vouched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who an invitation brought: their address may change or be removed.
ALTER TABLE invitation ADD COLUMN accepted_by TEXT;
UPDATE invitation SET accepted_by = (SELECT id FROM person WHERE person.email = invitation.email)
  WHERE accepted_at IS NOT NULL;
CREATE INDEX invitation_by_person ON invitation (accepted_by) WHERE accepted_by IS NOT NULL;

-- Corrections that wait are requests like all others.
INSERT INTO money_request (id, act, subject, input, amounts, description, reason, status, requested_by, requested_at)
  SELECT 'mrq_' || substr(id, 5), 'correction', id, '{}', json_array(json_array(currency, abs(amount_minor))),
    'A correction of ' || amount_minor || ' minor units of ' || currency, reason,
    CASE status WHEN 'proposed' THEN 'waiting' WHEN 'posted' THEN 'confirmed' ELSE 'refused' END, proposed_by, proposed_at
  FROM correction WHERE status = 'proposed' OR id IN (SELECT correction_id FROM correction_answer);
INSERT INTO money_answer (request_id, status, actor, reason, answered_at)
  SELECT 'mrq_' || substr(correction_id, 5), iif(status = 'posted', 'confirmed', 'refused'), actor, NULL, answered_at
  FROM correction_answer;
DROP TABLE correction_answer;
