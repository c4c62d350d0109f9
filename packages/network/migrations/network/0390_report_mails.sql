-- What became of the last mail of a scheduled report, and the version that a change names.
ALTER TABLE scheduled_report ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Unix ms.
ALTER TABLE scheduled_report ADD COLUMN last_mail_at INTEGER;
ALTER TABLE scheduled_report ADD COLUMN last_mail_outcome TEXT
  CHECK (last_mail_outcome IN ('sent', 'not_counted', 'undelivered'));
