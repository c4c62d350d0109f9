-- Scheduled jobs that fail: a row while the last run failed.
CREATE TABLE job_failure (
  job TEXT PRIMARY KEY,
  failing_since INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  -- Runs in a row.
  failures INTEGER NOT NULL,
  error TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What each complete check of the books found.
CREATE TABLE book_check (
  ended_at INTEGER PRIMARY KEY,
  conversions INTEGER NOT NULL,
  faults INTEGER NOT NULL,
  -- JSON: the first of them, each with code, subject and detail.
  found TEXT NOT NULL
) STRICT;
