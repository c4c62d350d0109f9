-- The smallest payouts and the fees, by method and currency. The method '' stands for every method: it has no fee.
CREATE TABLE payout_terms (
  method TEXT NOT NULL CHECK (method IN ('', 'sepa', 'russian_bank', 'swift', 'paypal', 'usdt_trc20', 'other')),
  currency TEXT NOT NULL,
  minimum_minor INTEGER NOT NULL CHECK (minimum_minor >= 0),
  fee_fixed_minor INTEGER NOT NULL CHECK (fee_fixed_minor >= 0),
  fee_bps INTEGER NOT NULL CHECK (fee_bps BETWEEN 0 AND 5000),
  fee_bearer TEXT NOT NULL CHECK (fee_bearer IN ('network', 'webmaster')),
  PRIMARY KEY (method, currency),
  CHECK (method <> '' OR (fee_fixed_minor = 0 AND fee_bps = 0))
) STRICT, WITHOUT ROWID;
