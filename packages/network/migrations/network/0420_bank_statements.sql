-- Files of payments that were made, without the files themselves, and what came back from banks.
CREATE TABLE bank_file (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  payer_account_id TEXT NOT NULL REFERENCES payer_account (id),
  format TEXT NOT NULL,
  message_id TEXT NOT NULL,
  payments INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_file_by_run ON bank_file (run_id, id);
CREATE INDEX bank_file_by_message ON bank_file (message_id);

-- A bank's account statement, or its status report on a file of payments.
CREATE TABLE bank_statement (
  id TEXT PRIMARY KEY,
  payer_account_id TEXT NOT NULL REFERENCES payer_account (id),
  format TEXT NOT NULL CHECK (format IN ('camt.053', 'pain.002', '1c', 'csv')),
  -- SHA-256 of the file: the same file again is the same statement.
  fingerprint TEXT NOT NULL,
  -- The bank's name for it.
  name TEXT,
  currency TEXT NOT NULL,
  from_day TEXT,
  to_day TEXT,
  opening_minor INTEGER,
  closing_minor INTEGER,
  status TEXT NOT NULL CHECK (status IN ('draft', 'committing', 'committed', 'discarded')),
  entry_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  committed_at INTEGER,
  committed_by TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bank_statement_lives_once ON bank_statement (payer_account_id, fingerprint) WHERE status <> 'discarded';
CREATE INDEX bank_statement_at_work ON bank_statement (status) WHERE status = 'committing';

CREATE TABLE bank_statement_entry (
  statement_id TEXT NOT NULL REFERENCES bank_statement (id),
  -- Its place in the statement, from 1 on.
  number INTEGER NOT NULL,
  payer_account_id TEXT NOT NULL,
  -- The same for the same entry of the account in another statement.
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'return', 'charge', 'rejection', 'acceptance', 'other')),
  booked_on TEXT,
  -- Negative: went out.
  amount_minor INTEGER NOT NULL,
  -- What the bank kept of it.
  charge_minor INTEGER NOT NULL DEFAULT 0 CHECK (charge_minor >= 0),
  -- The payout that it names, which may not exist.
  payout_id TEXT,
  -- JSON: HMACs of the other side's accounts.
  accounts TEXT NOT NULL,
  bank_reference TEXT,
  document_number INTEGER,
  bank_reason TEXT,
  text TEXT NOT NULL,
  -- What it does, or did once it is final.
  outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'returned', 'charge', 'noted', 'repeated', 'ignored', 'unmatched')),
  unmatched_reason TEXT,
  is_final INTEGER NOT NULL DEFAULT 0 CHECK (is_final IN (0, 1)),
  resolved_by TEXT,
  -- Why a person decided so.
  resolution TEXT,
  PRIMARY KEY (statement_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bank_entry_takes_effect_once ON bank_statement_entry (payer_account_id, key)
  WHERE is_final = 1 AND outcome <> 'repeated';
CREATE UNIQUE INDEX payout_is_paid_by_one_entry ON bank_statement_entry (payout_id) WHERE is_final = 1 AND outcome = 'paid';
CREATE UNIQUE INDEX payout_is_returned_by_one_entry ON bank_statement_entry (payout_id)
  WHERE is_final = 1 AND outcome = 'returned';
CREATE INDEX bank_entry_open ON bank_statement_entry (statement_id, number) WHERE is_final = 0;
CREATE INDEX bank_entry_unmatched ON bank_statement_entry (statement_id, number) WHERE is_final = 1 AND outcome = 'unmatched';
