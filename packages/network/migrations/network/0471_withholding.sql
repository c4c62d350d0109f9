-- The tax that the network must deduct from a webmaster's payouts and hand to a tax office; no row: none.
CREATE TABLE payout_withholding (
  webmaster_id TEXT PRIMARY KEY REFERENCES webmaster (id),
  rate_bps INTEGER NOT NULL CHECK (rate_bps BETWEEN 1 AND 5000),
  reason TEXT NOT NULL,
  set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
