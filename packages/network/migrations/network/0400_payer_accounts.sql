-- The legal entities that pay webmasters, their accounts, and the numbers of their payment documents.
CREATE TABLE legal_entity (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- ISO 3166-1.
  country TEXT NOT NULL,
  town TEXT NOT NULL,
  postcode TEXT,
  -- JSON: at most two lines of an address.
  address_lines TEXT NOT NULL,
  -- Of a Russian entity its INN.
  tax_number TEXT,
  -- Of a Russian company only.
  kpp TEXT,
  vat_number TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A row never changes what it pays from: another account is another row.
CREATE TABLE payer_account (
  id TEXT PRIMARY KEY,
  legal_entity_id TEXT NOT NULL REFERENCES legal_entity (id),
  method TEXT NOT NULL CHECK (method IN ('sepa', 'russian_bank', 'swift', 'paypal', 'usdt_trc20', 'other')),
  currency TEXT NOT NULL,
  -- What operators recognise it by.
  mask TEXT NOT NULL,
  -- The details: AES-GCM, bound to the legal entity and this row.
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  -- HMAC of the account.
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  disabled_at INTEGER,
  disabled_by TEXT,
  disabled_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX payer_account_by_entity ON payer_account (legal_entity_id, id);
CREATE INDEX payer_account_by_key ON payer_account (key_id);
CREATE UNIQUE INDEX payer_account_lives_once ON payer_account (method, currency, fingerprint) WHERE disabled_at IS NULL;

-- The account from which payouts by a method in a currency are paid.
CREATE TABLE payer_account_main (
  method TEXT NOT NULL,
  currency TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES payer_account (id),
  chosen_at INTEGER NOT NULL,
  chosen_by TEXT NOT NULL,
  PRIMARY KEY (method, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX payer_account_main_by_account ON payer_account_main (account_id);

-- Numbers of payment documents, 1, 2, 3, … for each legal entity and year. A payout keeps its number.
CREATE TABLE document_number (
  legal_entity_id TEXT NOT NULL REFERENCES legal_entity (id),
  year INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  payout_id TEXT NOT NULL REFERENCES payout (id),
  taken_at INTEGER NOT NULL,
  taken_by TEXT NOT NULL,
  PRIMARY KEY (legal_entity_id, year, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX document_number_of_payout ON document_number (payout_id, legal_entity_id);
CREATE TRIGGER document_number_is_never_changed BEFORE UPDATE ON document_number
BEGIN SELECT RAISE(ABORT, 'a document number is never changed'); END;
CREATE TRIGGER document_number_is_never_deleted BEFORE DELETE ON document_number
BEGIN SELECT RAISE(ABORT, 'a document number is never deleted'); END;
