-- Uploads: on what terms offers are uploaded, the periods due, the files handed over and how far their work is.
-- Files and the outcomes of their rows lie in R2 under upload/{id}/.

-- The greatest version is in force. JSON of UploadSchedule (packages/network/src/upload/schedule.ts).
CREATE TABLE upload_schedule (
  offer_id TEXT NOT NULL REFERENCES offer (id),
  version INTEGER NOT NULL,
  schedule TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (offer_id, version)
) STRICT, WITHOUT ROWID;

-- Periods follow each other without a gap. They keep the dates that were promised when they were made.
CREATE TABLE upload_period (
  offer_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  overdue_at INTEGER NOT NULL,
  -- What becomes of pending conversions that a complete upload does not mention.
  missing TEXT NOT NULL CHECK (missing IN ('reject', 'keep', 'approve')),
  -- The complete upload that closed it.
  upload_id TEXT,
  received_at INTEGER,
  -- How many reminders went out: due, late, overdue.
  reminded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (offer_id, starts_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_period_awaited ON upload_period (ends_at) WHERE upload_id IS NULL;

-- What an advertiser's columns mean, by the plain name of the column.
CREATE TABLE upload_column (
  advertiser_id TEXT NOT NULL,
  name TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (advertiser_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL,
  advertiser_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('received', 'validating', 'comparing', 'validated', 'committing', 'committed',
    'undoing', 'undone', 'failed', 'cancelled')),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  -- JSON: how the file is written, its columns, which is which.
  dialect TEXT NOT NULL,
  notation TEXT NOT NULL,
  columns TEXT NOT NULL DEFAULT '[]',
  mapping TEXT NOT NULL DEFAULT '{}',
  -- The period that it reports completely; null where it is a part.
  period_starts_at INTEGER,
  rows INTEGER NOT NULL DEFAULT 0,
  -- Counts requests to commit: a chunk whose round is less is still to be done.
  round INTEGER NOT NULL DEFAULT 0,
  reverses_paid INTEGER NOT NULL DEFAULT 0 CHECK (reverses_paid IN (0, 1)),
  -- The last conversion that was looked at for what the file does not mention.
  compared_to TEXT NOT NULL DEFAULT '',
  fault TEXT,
  fault_row INTEGER,
  validated_at INTEGER,
  committed_at INTEGER,
  undone_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_by_advertiser ON upload (advertiser_id, id);
CREATE INDEX upload_at_work ON upload (id)
  WHERE status IN ('received', 'validating', 'comparing', 'committing', 'undoing');
-- One upload of an offer is applied or undone at a time.
CREATE UNIQUE INDEX upload_applied_alone ON upload (offer_id) WHERE status IN ('committing', 'undoing');
-- The same file twice is the same upload.
CREATE UNIQUE INDEX upload_of_file ON upload (offer_id, sha256) WHERE status NOT IN ('failed', 'cancelled', 'undone');

-- A piece of the work: rows of the file, or conversions of the period that the file does not mention.
CREATE TABLE upload_chunk (
  upload_id TEXT NOT NULL,
  chunk INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rows', 'missing')),
  state TEXT NOT NULL CHECK (state IN ('cut', 'validated', 'committed', 'undone')),
  round INTEGER NOT NULL DEFAULT 0,
  first_row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  from_byte INTEGER NOT NULL,
  to_byte INTEGER NOT NULL,
  -- JSON of [row, later row that names the same].
  superseded TEXT NOT NULL DEFAULT '[]',
  -- Names the object of its outcomes; new with each pass.
  mark TEXT NOT NULL DEFAULT '',
  -- JSON: counts, and money by webmaster.
  summary TEXT NOT NULL DEFAULT '{"outcomes":{},"changed":0,"applied":0,"kept":0,"money":[]}',
  lease_holder TEXT NOT NULL DEFAULT '',
  lease_until INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (upload_id, chunk)
) STRICT, WITHOUT ROWID;

-- What happens once: of two who take the same step, one loses its whole batch.
CREATE TABLE upload_step (
  upload_id TEXT NOT NULL,
  step TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (upload_id, step)
) STRICT, WITHOUT ROWID;

-- Whose conversions an upload touched, so that webmasters find it.
CREATE TABLE upload_webmaster (
  webmaster_id TEXT NOT NULL,
  upload_id TEXT NOT NULL,
  PRIMARY KEY (webmaster_id, upload_id)
) STRICT, WITHOUT ROWID;
