-- Mails to be sent, written in the batch of their cause. A row has no text and no secret: both are made when it is sent.
CREATE TABLE outgoing_mail (
  -- Derives from the cause and the recipient, so that a cause is mailed once.
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  -- As in packages/network/src/mail/kinds.ts.
  kind TEXT NOT NULL,
  -- A JSON object.
  parameters TEXT NOT NULL,
  -- Null: not known, so the mail is in all languages.
  language TEXT CHECK (language IN ('en', 'ru')),
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outgoing_mail_due ON outgoing_mail (due_at);
-- Its rows hold finished texts, which the Worker no longer sends.
DROP TABLE mail;

-- What the person reads: from their browser, when they opened the account.
ALTER TABLE person ADD COLUMN language TEXT CHECK (language IN ('en', 'ru'));
