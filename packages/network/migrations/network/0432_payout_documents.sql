-- Documents that payouts need: a signed act or invoice before a payout is paid, and a self-employed person's receipt afterwards.

-- A payout above this needs a signed document, minor units; null: none does.
ALTER TABLE payout_terms ADD COLUMN document_above_minor INTEGER CHECK (document_above_minor >= 0);

CREATE TABLE payout_document (
  -- Derives from the payout and the kind.
  id TEXT PRIMARY KEY,
  payout_id TEXT NOT NULL REFERENCES payout (id),
  kind TEXT NOT NULL CHECK (kind IN ('act', 'receipt')),
  webmaster_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('required', 'check', 'accepted', 'missed', 'not_needed')),
  version INTEGER NOT NULL DEFAULT 1,
  required_at INTEGER NOT NULL,
  -- Until when an act must be uploaded; null: it need not be at a time.
  due_at INTEGER,
  -- The file that was uploaded last; its bytes are in R2.
  file_id TEXT,
  file_name TEXT,
  file_type TEXT,
  file_bytes INTEGER,
  uploaded_at INTEGER,
  uploaded_by TEXT,
  -- Why it was refused or missed.
  reason TEXT,
  decided_at INTEGER,
  decided_by TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_document_of_payout ON payout_document (payout_id, kind);
CREATE INDEX payout_document_by_webmaster ON payout_document (webmaster_id, id);
CREATE INDEX payout_document_by_status ON payout_document (status, id);
CREATE INDEX payout_document_due ON payout_document (due_at) WHERE status = 'required' AND due_at IS NOT NULL;
CREATE INDEX payout_receipt_missing ON payout_document (webmaster_id) WHERE kind = 'receipt' AND status = 'required';

-- A Russian self-employed person owes a receipt for what was paid.
CREATE TRIGGER paid_payout_needs_receipt AFTER UPDATE OF status ON payout
WHEN NEW.status = 'paid' AND OLD.status <> 'paid' AND NEW.account_id IS NOT NULL
BEGIN
  INSERT INTO payout_document (id, payout_id, kind, webmaster_id, status, required_at)
  SELECT 'doc_' || substr(NEW.id, 5) || 'r', NEW.id, 'receipt', NEW.webmaster_id, 'required', NEW.paid_at
  FROM payout_account WHERE id = NEW.account_id AND tax_profile = 'self_employed'
  ON CONFLICT DO NOTHING;
END;

-- What came back needs no document.
CREATE TRIGGER returned_payout_needs_no_document AFTER UPDATE OF status ON payout
WHEN NEW.status = 'returned' AND OLD.status <> 'returned'
BEGIN
  UPDATE payout_document SET status = 'not_needed', version = version + 1
  WHERE payout_id = NEW.id AND status IN ('required', 'check');
END;
