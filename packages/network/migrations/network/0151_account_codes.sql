-- Codes that strangers ask for by mail: to open an account, or to set a new password. The token derives from the id and
-- is not stored; its SHA-256 finds the row.
CREATE TABLE account_code (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
  email TEXT NOT NULL,
  -- The name given at the sign-up; empty for a reset.
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- Used, or replaced by a newer one, or sent to an address that it can't be for.
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX account_code_by_email ON account_code (email, purpose, created_at);
CREATE INDEX account_code_by_age ON account_code (created_at);

-- Mails that people outside an account can cause, counted by recipient and by sender to limit them.
CREATE TABLE mail_request (
  -- The cause of the mail.
  id TEXT PRIMARY KEY,
  topic TEXT NOT NULL CHECK (topic IN ('sign_up', 'reset', 'invitation')),
  recipient TEXT NOT NULL,
  -- HMAC of a network, or an account; null: not known.
  sender TEXT,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_request_by_recipient ON mail_request (recipient, topic, at);
CREATE INDEX mail_request_by_sender ON mail_request (sender, at) WHERE sender IS NOT NULL;
CREATE INDEX mail_request_by_age ON mail_request (at);
