-- People, their sessions, invitations; scopes of API keys; answers kept for repeated requests.
-- The tables of better-auth hold times as ISO 8601 text, as its adapter writes them.

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  email_verified INTEGER NOT NULL DEFAULT 0,
  image TEXT,
  two_factor_enabled INTEGER NOT NULL DEFAULT 0,
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'webmaster')),
  advertiser_id TEXT REFERENCES advertiser (id),
  webmaster_id TEXT REFERENCES webmaster (id),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CHECK ((role = 'advertiser') = (advertiser_id IS NOT NULL)),
  CHECK ((role = 'webmaster') = (webmaster_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  expires_at TEXT NOT NULL,
  -- Never filled: raw addresses are stored nowhere.
  ip_address TEXT,
  user_agent TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_person ON session (person_id);

CREATE TABLE credential (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  -- scrypt.
  password TEXT,
  -- The library requires them; they are not used, since there is no sign-in by another provider.
  access_token TEXT,
  refresh_token TEXT,
  id_token TEXT,
  access_token_expires_at TEXT,
  refresh_token_expires_at TEXT,
  scope TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_by_person ON credential (person_id);

CREATE TABLE verification (
  id TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX verification_by_identifier ON verification (identifier);

CREATE TABLE two_factor (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL,
  backup_codes TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  verified INTEGER,
  failed_verification_count INTEGER,
  locked_until TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX two_factor_by_person ON two_factor (person_id);

-- Only the hash of an invitation's token is kept.
CREATE TABLE invitation (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'webmaster')),
  advertiser_id TEXT REFERENCES advertiser (id),
  webmaster_id TEXT REFERENCES webmaster (id),
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- JSON array of scopes; the demo keys and those before this migration have all.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT '["read","write","payouts"]';
ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
ALTER TABLE api_key ADD COLUMN last_used_at INTEGER;
ALTER TABLE api_key ADD COLUMN created_by TEXT NOT NULL DEFAULT '';

-- What was answered to a POST with an Idempotency-Key; no answer yet while it is being worked on.
CREATE TABLE idempotency (
  -- The actor and the key.
  id TEXT PRIMARY KEY,
  -- SHA-256 of method, path and body.
  fingerprint TEXT NOT NULL,
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
