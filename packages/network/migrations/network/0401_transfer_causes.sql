-- A transfer has one cause: a conversion, a correction, a payout, or a line of a bank's statement (such as the bank's own
-- charge). Its triggers forbid updates, so the table is built again. A payout is also named where it is not the cause.
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
  statement_id TEXT,
  CHECK (debit <> credit),
  CHECK ((conversion_id IS NOT NULL) + (correction_id IS NOT NULL) + (statement_id IS NOT NULL) <= 1),
  CHECK (coalesce(conversion_id, correction_id, statement_id, payout_id) IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO transfer_2 (id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id)
  SELECT id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id FROM transfer;
DROP TABLE transfer;
ALTER TABLE transfer_2 RENAME TO transfer;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;
