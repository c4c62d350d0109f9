-- Payout runs of any size: jobs in steps, a cut-off, what is left out; payouts with fees and taxes; cash in the ledger.

CREATE TABLE payout_run_2 (
  id TEXT PRIMARY KEY,
  -- The payout day, YYYY-MM-DD; null: a run besides the schedule.
  date TEXT,
  status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'sent', 'settled', 'cancelled')),
  -- What the run is doing step by step, and who asked for it; null: nothing.
  job TEXT CHECK (job IN ('draft', 'settle', 'cancel')),
  job_by TEXT NOT NULL DEFAULT '',
  -- Each decision about the run, and each change of its payouts before they are sent, adds one.
  version INTEGER NOT NULL DEFAULT 1,
  -- Money that is available later waits for the next run.
  cut_off_at INTEGER NOT NULL,
  -- JSON: the payee after which drafting goes on.
  position TEXT NOT NULL DEFAULT '["",""]',
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO payout_run_2 (id, status, version, cut_off_at, created_at, created_by)
  SELECT id, status, (SELECT count(*) FROM payout_run_step WHERE run_id = payout_run.id), created_at, created_at, created_by
  FROM payout_run;

-- Decisions about a run. `fingerprint` is of the payouts that an approval covers.
CREATE TABLE payout_run_step_2 (
  run_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  reason TEXT,
  fingerprint TEXT,
  PRIMARY KEY (run_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_run_step_2 (run_id, version, status, actor, taken_at)
  SELECT run_id, CASE status WHEN 'draft' THEN 1 WHEN 'approved' THEN 2 WHEN 'sent' THEN 3 ELSE 4 END, status, actor, taken_at
  FROM payout_run_step;

CREATE TABLE payout_2 (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES payout_run_2 (id),
  webmaster_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- The sum of its lines, and how many of them pay or set off conversions.
  amount_minor INTEGER NOT NULL,
  line_count INTEGER NOT NULL DEFAULT 0,
  minimum_minor INTEGER NOT NULL DEFAULT 0,
  -- The external account, as it was when the payout was made; null: paid by agreement.
  account_id TEXT,
  account_fingerprint TEXT,
  status TEXT NOT NULL CHECK (status IN ('new', 'on_payment', 'paid', 'returned', 'declined', 'cancelled')),
  -- What is done to its lines step by step, who asked for it, and up to which conversion it is done.
  job TEXT CHECK (job IN ('draft', 'settle', 'return')),
  job_by TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  status_reason TEXT,
  created_at INTEGER NOT NULL,
  paid_at INTEGER,
  -- VAT is added, withheld tax and the fee are deducted. Each is rounded half up, once.
  vat_bps INTEGER NOT NULL DEFAULT 0 CHECK (vat_bps BETWEEN 0 AND 10000),
  withheld_bps INTEGER NOT NULL DEFAULT 0 CHECK (withheld_bps BETWEEN 0 AND 10000),
  fee_bps INTEGER NOT NULL DEFAULT 0 CHECK (fee_bps BETWEEN 0 AND 10000),
  fee_fixed_minor INTEGER NOT NULL DEFAULT 0 CHECK (fee_fixed_minor >= 0),
  vat_minor INTEGER GENERATED ALWAYS AS (
    max(amount_minor, 0) / 10000 * vat_bps + (max(amount_minor, 0) % 10000 * vat_bps + 5000) / 10000),
  withheld_minor INTEGER GENERATED ALWAYS AS (
    max(amount_minor, 0) / 10000 * withheld_bps + (max(amount_minor, 0) % 10000 * withheld_bps + 5000) / 10000),
  fee_minor INTEGER GENERATED ALWAYS AS (min(max(amount_minor, 0) - withheld_minor, fee_fixed_minor
    + max(amount_minor, 0) / 10000 * fee_bps + (max(amount_minor, 0) % 10000 * fee_bps + 5000) / 10000)),
  net_minor INTEGER GENERATED ALWAYS AS (amount_minor + vat_minor - withheld_minor - fee_minor),
  -- What a bank charged for its return.
  charge_minor INTEGER NOT NULL DEFAULT 0 CHECK (charge_minor >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_2 (id, run_id, webmaster_id, currency, amount_minor, line_count, status, status_reason, created_at, paid_at)
  SELECT id, run_id, webmaster_id, currency, amount_minor,
    (SELECT count(*) FROM payout_line WHERE payout_id = payout.id), status, status_reason, created_at, paid_at
  FROM payout;

-- What happened to a payout, one row a status. The version is that of the payout.
CREATE TABLE payout_change (
  payout_id TEXT NOT NULL REFERENCES payout_2 (id),
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (payout_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE payout_line_2 (
  payout_id TEXT NOT NULL REFERENCES payout_2 (id),
  conversion_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('commission', 'setoff')),
  amount_minor INTEGER NOT NULL,
  -- A returned payout's lines are released, so that another payout may pay the conversion.
  released_at INTEGER,
  -- It left the payout before that was sent, so it is not in the payout's amount.
  is_dropped INTEGER NOT NULL DEFAULT 0 CHECK (is_dropped IN (0, 1)),
  PRIMARY KEY (payout_id, conversion_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_line_2 (payout_id, conversion_id, kind, amount_minor, released_at)
  SELECT payout_id, conversion_id, kind, amount_minor, released_at FROM payout_line;

CREATE TABLE payout_correction_2 (
  payout_id TEXT NOT NULL REFERENCES payout_2 (id),
  correction_id TEXT NOT NULL REFERENCES correction (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  released_at INTEGER,
  PRIMARY KEY (payout_id, correction_id)
) STRICT, WITHOUT ROWID;
INSERT INTO payout_correction_2 (payout_id, correction_id, amount_minor, released_at)
  SELECT payout_id, correction_id, amount_minor, released_at FROM payout_correction;

CREATE TABLE correction_change_2 (
  correction_id TEXT NOT NULL REFERENCES correction (id),
  version INTEGER NOT NULL CHECK (version > 1),
  payment TEXT NOT NULL CHECK (payment IN ('none', 'on_payment', 'paid')),
  payout_id TEXT NOT NULL REFERENCES payout_2 (id),
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (correction_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO correction_change_2 (correction_id, version, payment, payout_id, actor, reason, changed_at)
  SELECT correction_id, version, payment, payout_id, actor, reason, changed_at FROM correction_change;

DROP TABLE correction_change;
DROP TABLE payout_correction;
DROP TABLE payout_line;
DROP TABLE payout;
DROP TABLE payout_run_step;
DROP TABLE payout_run;
ALTER TABLE payout_run_2 RENAME TO payout_run;
ALTER TABLE payout_run_step_2 RENAME TO payout_run_step;
ALTER TABLE payout_2 RENAME TO payout;
ALTER TABLE payout_line_2 RENAME TO payout_line;
ALTER TABLE payout_correction_2 RENAME TO payout_correction;
ALTER TABLE correction_change_2 RENAME TO correction_change;

CREATE UNIQUE INDEX payout_run_of_date ON payout_run (date) WHERE date IS NOT NULL AND status <> 'cancelled';
CREATE INDEX payout_run_at_work ON payout_run (job) WHERE job IS NOT NULL;
CREATE INDEX payout_run_step_by_time ON payout_run_step (taken_at);
CREATE INDEX payout_by_run ON payout (run_id);
CREATE INDEX payout_by_status ON payout (run_id, status);
CREATE INDEX payout_by_webmaster ON payout (webmaster_id, id);
CREATE INDEX payout_at_work ON payout (job, run_id) WHERE job IS NOT NULL;
CREATE UNIQUE INDEX payout_line_lives_once ON payout_line (conversion_id, kind) WHERE released_at IS NULL;
CREATE UNIQUE INDEX payout_correction_lives_once ON payout_correction (correction_id) WHERE released_at IS NULL;

-- Frozen money is in no payout, by any statement, and what is approved is what is sent. Each voids a concurrent batch.
CREATE TRIGGER frozen_money_is_not_paid BEFORE INSERT ON payout
WHEN (SELECT frozen_at FROM webmaster WHERE id = NEW.webmaster_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'money_frozen'); END;
CREATE TRIGGER frozen_money_is_not_sent BEFORE UPDATE OF status ON payout
WHEN NEW.status = 'on_payment' AND OLD.status = 'new'
  AND (SELECT frozen_at FROM webmaster WHERE id = NEW.webmaster_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'money_frozen'); END;
CREATE TRIGGER approved_run_gets_no_payout BEFORE INSERT ON payout
WHEN NOT EXISTS (SELECT 1 FROM payout_run WHERE id = NEW.run_id AND status = 'draft' AND job = 'draft')
BEGIN SELECT RAISE(ABORT, 'run_approved'); END;

-- What a run does not pay, and why. A webmaster may have several reasons in a currency.
CREATE TABLE payout_left_out (
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  webmaster_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  -- From when it can be paid, as far as that is known.
  payable_at INTEGER,
  PRIMARY KEY (run_id, webmaster_id, currency, reason)
) STRICT, WITHOUT ROWID;

-- Approved conversions that no payout may take yet: on hold, held by the check, or waiting for their click.
CREATE INDEX conversion_not_payable ON conversion (webmaster_id, currency, check_state, click_facts, available_at, commission_minor)
  WHERE validation = 'approved' AND payment = 'none' AND setoff = 'none' AND claimable = 0 AND check_state <> 'refused' AND is_test = 0;

-- A transfer has one cause: a conversion, a correction, or a payout. A payout is also named where it is not the cause.
CREATE TABLE transfer_2 (
  id TEXT PRIMARY KEY,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  conversion_id TEXT,
  payout_id TEXT,
  posted_at INTEGER NOT NULL,
  correction_id TEXT,
  CHECK (debit <> credit),
  CHECK (conversion_id IS NULL OR correction_id IS NULL),
  CHECK (coalesce(conversion_id, correction_id, payout_id) IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO transfer_2 (id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id)
  SELECT id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id FROM transfer;
-- Payouts that were paid before cash had an account.
INSERT INTO payout_change (payout_id, version, status, actor, changed_at)
  SELECT id, 1, 'paid', 'system:migration', coalesce(paid_at, created_at) FROM payout WHERE status = 'paid';
INSERT INTO transfer_2 (id, debit, credit, currency, amount_minor, payout_id, posted_at)
  SELECT 'trf_' || id || '_0001_cash', 'network:disbursed', 'network:cash', currency, amount_minor, id, coalesce(paid_at, created_at)
  FROM payout WHERE status = 'paid';
INSERT INTO balance (account, currency, balance_minor)
  SELECT account, currency, sum(minor) FROM (
    SELECT 'network:disbursed' AS account, currency, -amount_minor AS minor FROM payout WHERE status = 'paid'
    UNION ALL SELECT 'network:cash', currency, amount_minor FROM payout WHERE status = 'paid')
  GROUP BY account, currency;
DROP TABLE transfer;
ALTER TABLE transfer_2 RENAME TO transfer;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;
