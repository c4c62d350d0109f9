-- Mails about a member's role are limited too. A check can't be changed, so the table is made anew.
CREATE TABLE mail_request_2 (
  -- The cause of the mail.
  id TEXT PRIMARY KEY,
  topic TEXT NOT NULL CHECK (topic IN ('sign_up', 'reset', 'invitation', 'member_role')),
  recipient TEXT NOT NULL,
  -- HMAC of a network, or an account; null: not known.
  sender TEXT,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mail_request_2 SELECT * FROM mail_request;
DROP TABLE mail_request;
ALTER TABLE mail_request_2 RENAME TO mail_request;
CREATE INDEX mail_request_by_recipient ON mail_request (recipient, topic, at);
CREATE INDEX mail_request_by_sender ON mail_request (sender, at) WHERE sender IS NOT NULL;
CREATE INDEX mail_request_by_age ON mail_request (at);
