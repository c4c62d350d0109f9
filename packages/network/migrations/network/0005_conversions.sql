-- Facts of the click on its conversion, tests, repeats, what a click's verdict does; amounts in histories; corrections.

-- JSON of what an offer does with a conversion whose click is no plain one; empty: the defaults (conversion/facts.ts).
ALTER TABLE offer ADD COLUMN click_policy TEXT NOT NULL DEFAULT '{}';
-- How often a goal pays: each order once, once a click for any number of orders, or each postback that names no order too.
ALTER TABLE goal ADD COLUMN repeats TEXT NOT NULL DEFAULT 'by_order' CHECK (repeats IN ('by_order', 'never', 'always'));

-- What may happen once besides the identity; null where nothing else.
ALTER TABLE conversion ADD COLUMN once TEXT;
CREATE UNIQUE INDEX conversion_once ON conversion (once) WHERE once IS NOT NULL;
-- Tests never touch money.
ALTER TABLE conversion ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
-- Why it is held or refused; null where it is neither.
ALTER TABLE conversion ADD COLUMN check_reason TEXT;
-- Whether what follows was copied from the click's row; and when to look for it again, null where not.
ALTER TABLE conversion ADD COLUMN click_facts TEXT NOT NULL DEFAULT 'known' CHECK (click_facts IN ('known', 'awaited', 'missing'));
ALTER TABLE conversion ADD COLUMN facts_at INTEGER;
ALTER TABLE conversion ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN landing_id TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN os TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN sub1 TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN sub2 TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN sub3 TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN sub4 TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN sub5 TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN source TEXT NOT NULL DEFAULT '';
CREATE INDEX conversion_awaiting ON conversion (facts_at) WHERE facts_at IS NOT NULL;
CREATE INDEX conversion_awaiting_click ON conversion (click_id) WHERE click_facts = 'awaited';

-- With these a history alone says what every transfer of its conversion must be.
ALTER TABLE conversion_change ADD COLUMN click_facts TEXT NOT NULL DEFAULT 'known';
ALTER TABLE conversion_change ADD COLUMN revenue_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversion_change ADD COLUMN commission_minor INTEGER NOT NULL DEFAULT 0;
UPDATE conversion_change SET (revenue_minor, commission_minor) =
  (SELECT revenue_minor, commission_minor FROM conversion WHERE id = conversion_id)
WHERE EXISTS (SELECT 1 FROM conversion WHERE id = conversion_id);

-- A correction by hand, of a webmaster's account or an advertiser's; a large one waits for a second person.
CREATE TABLE adjustment (
  id TEXT PRIMARY KEY,
  webmaster_id TEXT REFERENCES webmaster (id),
  advertiser_id TEXT REFERENCES advertiser (id),
  currency TEXT NOT NULL,
  -- Positive: the webmaster gets more, or the advertiser owes more.
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  reason TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('proposed', 'posted', 'declined')),
  proposed_by TEXT NOT NULL,
  -- The person's own count of them: of two proposed at once one loses, and looks at the limit again.
  proposed_number INTEGER NOT NULL,
  proposed_at INTEGER NOT NULL,
  CHECK ((webmaster_id IS NULL) <> (advertiser_id IS NULL)),
  UNIQUE (proposed_by, proposed_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX adjustment_by_webmaster ON adjustment (webmaster_id, id) WHERE webmaster_id IS NOT NULL;
CREATE INDEX adjustment_by_advertiser ON adjustment (advertiser_id, id) WHERE advertiser_id IS NOT NULL;

-- The one answer to a correction that waits: of two who give it at once, one loses.
CREATE TABLE adjustment_answer (
  adjustment_id TEXT PRIMARY KEY REFERENCES adjustment (id),
  status TEXT NOT NULL CHECK (status IN ('posted', 'declined')),
  actor TEXT NOT NULL,
  answered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A transfer is caused by a conversion or by a correction.
CREATE TABLE transfer_2 (
  id TEXT PRIMARY KEY,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  conversion_id TEXT,
  payout_id TEXT,
  posted_at INTEGER NOT NULL,
  adjustment_id TEXT,
  CHECK (debit <> credit)
) STRICT, WITHOUT ROWID;
INSERT INTO transfer_2 (id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at)
SELECT id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at FROM transfer;
DROP TABLE transfer;
ALTER TABLE transfer_2 RENAME TO transfer;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;
