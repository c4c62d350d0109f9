-- Corrections of a webmaster's account are paid, or set off, by payout runs.

ALTER TABLE adjustment ADD COLUMN payment TEXT NOT NULL DEFAULT 'none' CHECK (payment IN ('none', 'on_payment', 'paid'));
-- 1 is its posting; each step of its payment counts on.
ALTER TABLE adjustment ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX adjustment_payable ON adjustment (webmaster_id, currency, amount_minor)
  WHERE webmaster_id IS NOT NULL AND status = 'posted' AND payment = 'none';

-- One row a step of a payment. A rival writes the same (correction, version) and loses its whole batch.
CREATE TABLE adjustment_change (
  adjustment_id TEXT NOT NULL REFERENCES adjustment (id),
  version INTEGER NOT NULL CHECK (version > 1),
  payment TEXT NOT NULL CHECK (payment IN ('none', 'on_payment', 'paid')),
  payout_id TEXT NOT NULL REFERENCES payout (id),
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (adjustment_id, version)
) STRICT, WITHOUT ROWID;

-- What a payout pays besides its lines of conversions; negative where it is set off.
CREATE TABLE payout_adjustment (
  payout_id TEXT NOT NULL REFERENCES payout (id),
  adjustment_id TEXT NOT NULL REFERENCES adjustment (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  -- As a payout_line's.
  released_at INTEGER,
  PRIMARY KEY (payout_id, adjustment_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_adjustment_lives_once ON payout_adjustment (adjustment_id) WHERE released_at IS NULL;
