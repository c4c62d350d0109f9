-- Money by hand has one word: correction. Tables, columns, the network's account and ids take it.

CREATE TABLE correction (
  id TEXT PRIMARY KEY,
  webmaster_id TEXT REFERENCES webmaster (id),
  advertiser_id TEXT REFERENCES advertiser (id),
  currency TEXT NOT NULL,
  -- Positive: the webmaster gets more, or the advertiser owes more.
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  reason TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('proposed', 'posted', 'declined')),
  proposed_by TEXT NOT NULL,
  -- The person's own count: of two proposals at once one loses, and checks the limit again.
  proposed_number INTEGER NOT NULL,
  proposed_at INTEGER NOT NULL,
  payment TEXT NOT NULL DEFAULT 'none' CHECK (payment IN ('none', 'on_payment', 'paid')),
  -- 1 is its posting; each step of its payment adds one.
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((webmaster_id IS NULL) <> (advertiser_id IS NULL)),
  UNIQUE (proposed_by, proposed_number)
) STRICT, WITHOUT ROWID;
INSERT INTO correction (id, webmaster_id, advertiser_id, currency, amount_minor, reason, status, proposed_by,
    proposed_number, proposed_at, payment, version)
  SELECT 'cor_' || substr(id, 5), webmaster_id, advertiser_id, currency, amount_minor, reason, status, proposed_by,
    proposed_number, proposed_at, payment, version
  FROM adjustment;

-- The one answer to a correction that waits: of two answers at once, one loses.
CREATE TABLE correction_answer (
  correction_id TEXT PRIMARY KEY REFERENCES correction (id),
  status TEXT NOT NULL CHECK (status IN ('posted', 'declined')),
  actor TEXT NOT NULL,
  answered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO correction_answer (correction_id, status, actor, answered_at)
  SELECT 'cor_' || substr(adjustment_id, 5), status, actor, answered_at FROM adjustment_answer;

-- One row a step of a payment. A concurrent step writes the same (correction, version) and loses its whole batch.
CREATE TABLE correction_change (
  correction_id TEXT NOT NULL REFERENCES correction (id),
  version INTEGER NOT NULL CHECK (version > 1),
  payment TEXT NOT NULL CHECK (payment IN ('none', 'on_payment', 'paid')),
  payout_id TEXT NOT NULL REFERENCES payout (id),
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (correction_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO correction_change (correction_id, version, payment, payout_id, actor, reason, changed_at)
  SELECT 'cor_' || substr(adjustment_id, 5), version, payment, payout_id, actor, reason, changed_at
  FROM adjustment_change;

-- What a payout pays besides its lines of conversions; negative where it is set off.
CREATE TABLE payout_correction (
  payout_id TEXT NOT NULL REFERENCES payout (id),
  correction_id TEXT NOT NULL REFERENCES correction (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  -- As a payout_line's.
  released_at INTEGER,
  PRIMARY KEY (payout_id, correction_id)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_correction (payout_id, correction_id, amount_minor, released_at)
  SELECT payout_id, 'cor_' || substr(adjustment_id, 5), amount_minor, released_at FROM payout_adjustment;

DROP TABLE payout_adjustment;
DROP TABLE adjustment_change;
DROP TABLE adjustment_answer;
DROP TABLE adjustment;
CREATE INDEX correction_by_webmaster ON correction (webmaster_id, id) WHERE webmaster_id IS NOT NULL;
CREATE INDEX correction_by_advertiser ON correction (advertiser_id, id) WHERE advertiser_id IS NOT NULL;
CREATE INDEX correction_payable ON correction (webmaster_id, currency, amount_minor)
  WHERE webmaster_id IS NOT NULL AND status = 'posted' AND payment = 'none';
CREATE UNIQUE INDEX payout_correction_lives_once ON payout_correction (correction_id) WHERE released_at IS NULL;

-- A transfer keeps what it moved and when; only the words in it change.
DROP TRIGGER transfer_is_never_changed;
ALTER TABLE transfer RENAME COLUMN adjustment_id TO correction_id;
UPDATE transfer SET
  id = replace('trf_cor_' || substr(id, 9), '_adjustment', '_correction'),
  correction_id = 'cor_' || substr(correction_id, 5),
  debit = iif(debit = 'network:adjustments', 'network:corrections', debit),
  credit = iif(credit = 'network:adjustments', 'network:corrections', credit)
WHERE correction_id IS NOT NULL;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
UPDATE balance SET account = 'network:corrections' WHERE account = 'network:adjustments';
