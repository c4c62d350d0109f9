-- What blocks did to the money of webmasters, and what was decided about it: one row a step.
CREATE TABLE freeze (
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  version INTEGER NOT NULL CHECK (version > 0),
  event TEXT NOT NULL CHECK (event IN ('freeze', 'release', 'refuse')),
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (webmaster_id, version)
) STRICT, WITHOUT ROWID;
ALTER TABLE webmaster ADD COLUMN frozen_at INTEGER;
ALTER TABLE block ADD COLUMN reason_code TEXT;

-- Frozen money is in no payout, by any statement. A concurrent freeze voids the batch of a run.
CREATE TRIGGER frozen_money_is_not_paid BEFORE INSERT ON payout
WHEN (SELECT frozen_at FROM webmaster WHERE id = NEW.webmaster_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'money_frozen'); END;
CREATE TRIGGER frozen_money_is_not_sent BEFORE UPDATE OF status ON payout
WHEN NEW.status = 'on_payment' AND OLD.status = 'new'
  AND (SELECT frozen_at FROM webmaster WHERE id = NEW.webmaster_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'money_frozen'); END;

-- The smallest payout of a webmaster in a currency. Without a row: 30 of the currency.
CREATE TABLE payout_minimum (
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  currency TEXT NOT NULL,
  minimum_minor INTEGER NOT NULL CHECK (minimum_minor >= 0),
  PRIMARY KEY (webmaster_id, currency)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_minimum (webmaster_id, currency, minimum_minor)
  SELECT id, currency, payout_minimum_minor
  FROM webmaster, (SELECT DISTINCT currency FROM goal UNION SELECT currency FROM balance) WHERE payout_minimum_minor <> 3000;
ALTER TABLE webmaster DROP COLUMN payout_minimum_minor;
