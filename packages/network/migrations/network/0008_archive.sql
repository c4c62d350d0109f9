-- A dead letter's whole body lies in R2, at this place of this object; `body` is its beginning, for the list.
-- Older letters have no object, and their body is whole.
ALTER TABLE dead_letter ADD COLUMN object TEXT;
ALTER TABLE dead_letter ADD COLUMN place INTEGER;
ALTER TABLE dead_letter ADD COLUMN bytes INTEGER;
ALTER TABLE dead_letter ADD COLUMN replayed_at INTEGER;
CREATE INDEX dead_letter_by_time ON dead_letter (kept_at, id);

-- How each queue's consumer got on with the last batch that it was given.
CREATE TABLE queue_state (
  queue TEXT PRIMARY KEY,
  seen_at INTEGER NOT NULL,
  -- Messages and bytes that waited then, and when the oldest was sent; null where the platform does not say.
  backlog INTEGER,
  backlog_bytes INTEGER,
  oldest_at INTEGER,
  -- Deliveries of the batch's oldest trouble; 1 where all is well.
  attempts INTEGER NOT NULL,
  -- Since when batches fail, and why the last one did; null while they don't.
  failing_since INTEGER,
  error TEXT
) STRICT, WITHOUT ROWID;

-- A table of a database that leaves it for R2, step by step (packages/network/src/archive).
CREATE TABLE archive (
  id TEXT PRIMARY KEY,
  -- What is in it: clicks or postbacks; of which shard (-1: the network's database) and month (`YYYYMM`).
  kind TEXT NOT NULL,
  shard INTEGER NOT NULL,
  month TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('copying', 'verifying', 'dropping', 'done')),
  -- Copying: the last id that was copied. Verifying: how many chunks were.
  position TEXT NOT NULL,
  rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  -- One more with each step: of two who take the same step, one loses its batch.
  version INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE archive_step (
  archive_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (archive_id, version)
) STRICT, WITHOUT ROWID;

-- One object of an archive: rows in the order of their ids, in members that are compressed each by itself.
CREATE TABLE archive_chunk (
  archive_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  object TEXT NOT NULL,
  first_id TEXT NOT NULL,
  last_id TEXT NOT NULL,
  rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  -- Where the index of its members begins.
  index_at INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (archive_id, number)
) STRICT, WITHOUT ROWID;

-- What is stored of an isolate's clicks in an hour: its first and last number, and how many. Fewer than the numbers
-- tell are losses.
CREATE TABLE isolate_hour (
  isolate TEXT NOT NULL,
  -- Unix ms of the hour's start.
  hour INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (isolate, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX isolate_hour_by_hour ON isolate_hour (hour);

-- Hours that were audited: how many clicks were stored then, and when.
CREATE TABLE audited_hour (
  hour INTEGER PRIMARY KEY,
  clicks INTEGER NOT NULL,
  audited_at INTEGER NOT NULL
) STRICT;

-- Clicks that something else proves: a log line `click.unsent` that was taken in again, or a conversion.
CREATE TABLE click_proof (
  kind TEXT NOT NULL CHECK (kind IN ('unsent', 'conversion')),
  click_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  -- Conversions: whether the click was stored when last looked for. What is restored was, by that.
  is_stored INTEGER NOT NULL CHECK (is_stored IN (0, 1)),
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (kind, click_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX click_proof_by_hour ON click_proof (hour);
