-- Webmasters who are paid by a schedule of their own, instead of the network's.
CREATE TABLE payout_schedule (
  webmaster_id TEXT PRIMARY KEY REFERENCES webmaster (id),
  -- JSON, as in the settings of the network.
  schedule TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What webmasters who are paid on request asked for. A request is open until a payout takes it; a payout that is cancelled
-- or returned gives it back.
CREATE TABLE payout_request (
  id TEXT PRIMARY KEY,
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  currency TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL,
  -- YYYY-MM-DD: the bank day whose run takes it, or a later one.
  due_on TEXT NOT NULL,
  payout_id TEXT REFERENCES payout (id),
  withdrawn_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_request_by_payee ON payout_request (webmaster_id, currency) WHERE withdrawn_at IS NULL;
CREATE INDEX payout_request_by_webmaster ON payout_request (webmaster_id, id);
