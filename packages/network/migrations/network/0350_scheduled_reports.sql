-- Reports of statistics that are mailed to the person who made them, after each period of days, weeks or months.
CREATE TABLE scheduled_report (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  -- Empty for the operator's people.
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Parameters of a report, as JSON.
  query TEXT NOT NULL,
  every TEXT NOT NULL CHECK (every IN ('day', 'week', 'month')),
  -- Null: the person's zone.
  zone TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'paused')),
  -- Of the token that ends its mails without signing in.
  unsubscribe_sha256 TEXT NOT NULL UNIQUE,
  -- The first day of the period that is mailed next: days since 1970 in its zone.
  period_day INTEGER NOT NULL,
  -- Unix ms.
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX scheduled_report_due ON scheduled_report (due_at) WHERE status = 'active';
CREATE INDEX scheduled_report_by_person ON scheduled_report (person_id, id);
CREATE INDEX scheduled_report_by_account ON scheduled_report (account);
