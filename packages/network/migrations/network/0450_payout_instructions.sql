-- What a bank file or a provider was told to pay. A payout has one open instruction.
CREATE TABLE payout_instruction (
  payout_id TEXT NOT NULL REFERENCES payout (id),
  instructed_at INTEGER NOT NULL,
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  source TEXT NOT NULL CHECK (source IN ('file', 'provider')),
  -- The message id of the file, or the provider's name.
  reference TEXT NOT NULL,
  -- The file was voided, or the provider refused: something else may pay.
  ended_at INTEGER,
  PRIMARY KEY (payout_id, instructed_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_has_one_instruction ON payout_instruction (payout_id) WHERE ended_at IS NULL;
CREATE INDEX payout_instruction_by_reference ON payout_instruction (run_id, reference) WHERE ended_at IS NULL;

ALTER TABLE bank_file ADD COLUMN voided_at INTEGER;
ALTER TABLE bank_file ADD COLUMN voided_by TEXT;
ALTER TABLE bank_file ADD COLUMN void_reason TEXT;

-- Files that were made before: the last one for an account's method and currency counts for all that is on payment.
INSERT INTO payout_instruction (payout_id, instructed_at, run_id, source, reference)
  SELECT p.id, max(f.made_at), p.run_id, 'file', f.message_id
  FROM bank_file f JOIN payer_account payer ON payer.id = f.payer_account_id
    JOIN payout p ON p.run_id = f.run_id AND p.currency = f.currency AND p.status = 'on_payment'
    JOIN payout_account a ON a.id = p.account_id AND a.method = payer.method
  GROUP BY p.id;

INSERT INTO payout_instruction (payout_id, instructed_at, run_id, source, reference)
  SELECT p.id, h.requested_at, p.run_id, 'provider', h.provider
  FROM payout_handover h JOIN payout p ON p.run_id = h.run_id AND p.status = 'on_payment'
    JOIN payout_account a ON a.id = p.account_id AND a.method = h.provider
  WHERE NOT EXISTS (SELECT 1 FROM payout_submission s WHERE s.payout_id = p.id AND s.status = 'refused')
    AND NOT EXISTS (SELECT 1 FROM payout_instruction i WHERE i.payout_id = p.id);

-- What a provider refuses may be paid by something else, whichever statement notes it.
CREATE TRIGGER refused_submission_ends_instruction AFTER INSERT ON payout_submission WHEN NEW.status = 'refused'
BEGIN
  UPDATE payout_instruction SET ended_at = NEW.changed_at
  WHERE payout_id = NEW.payout_id AND source = 'provider' AND ended_at IS NULL;
END;
CREATE TRIGGER refused_later_ends_instruction AFTER UPDATE OF status ON payout_submission WHEN NEW.status = 'refused'
BEGIN
  UPDATE payout_instruction SET ended_at = NEW.changed_at
  WHERE payout_id = NEW.payout_id AND source = 'provider' AND ended_at IS NULL;
END;

-- Whether a bank's answer names payouts of a file.
CREATE INDEX bank_entry_by_payout ON bank_statement_entry (payout_id) WHERE payout_id IS NOT NULL;
