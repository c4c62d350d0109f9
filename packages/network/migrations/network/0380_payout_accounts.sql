-- The accounts outside the network to which webmasters are paid. A row never changes what it pays: another account is
-- another row.
CREATE TABLE payout_account (
  id TEXT PRIMARY KEY,
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  method TEXT NOT NULL CHECK (method IN ('sepa', 'russian_bank', 'swift', 'paypal', 'usdt_trc20', 'other')),
  currency TEXT NOT NULL,
  -- What its owner recognises it by.
  mask TEXT NOT NULL,
  tax_profile TEXT NOT NULL CHECK (tax_profile IN ('none', 'rate', 'reverse_charge', 'self_employed')),
  tax_rate_bps INTEGER,
  -- The details and the tax number: AES-GCM, bound to the webmaster and this row.
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  -- HMAC of the account: the same for the same account of any webmaster.
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  -- No payout goes to it before.
  usable_at INTEGER NOT NULL,
  removed_at INTEGER,
  removed_by TEXT,
  removed_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_account_by_webmaster ON payout_account (webmaster_id, id);
CREATE INDEX payout_account_by_fingerprint ON payout_account (fingerprint);
CREATE INDEX payout_account_by_key ON payout_account (key_id);
CREATE UNIQUE INDEX payout_account_lives_once ON payout_account (webmaster_id, currency, fingerprint)
  WHERE removed_at IS NULL;

-- The account that payouts of a webmaster in a currency go to.
CREATE TABLE payout_account_main (
  webmaster_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES payout_account (id),
  chosen_at INTEGER NOT NULL,
  chosen_by TEXT NOT NULL,
  PRIMARY KEY (webmaster_id, currency)
) STRICT, WITHOUT ROWID;

-- Why an account is not paid until a person, or the screening, has decided.
CREATE TABLE payout_account_hold (
  account_id TEXT NOT NULL REFERENCES payout_account (id),
  reason TEXT NOT NULL CHECK (reason IN ('shared', 'agreement', 'screening', 'operator')),
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  -- In the words of the operator, or of the screening.
  note TEXT,
  -- When a screening asks next.
  ask_at INTEGER,
  ended_at INTEGER,
  ended_by TEXT,
  end_reason TEXT,
  PRIMARY KEY (account_id, reason, opened_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_account_hold_is_open_once ON payout_account_hold (account_id, reason) WHERE ended_at IS NULL;
CREATE INDEX payout_account_hold_to_ask ON payout_account_hold (ask_at) WHERE ended_at IS NULL AND ask_at IS NOT NULL;

-- When the person of a session last gave their password, and the code of their second factor; null: at the sign-in.
ALTER TABLE session ADD COLUMN confirmed_at INTEGER;
