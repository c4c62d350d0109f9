-- Quotas that are not the default; with no account: the network's own default.
CREATE TABLE quota (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  max INTEGER NOT NULL CHECK (max >= 0),
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

-- When the file of an upload and the outcomes of its rows were deleted, because the upload was never applied.
ALTER TABLE upload ADD COLUMN file_deleted_at INTEGER;
-- Files of uploads that were never applied: those of an advertiser, and those to delete.
CREATE INDEX upload_unused ON upload (advertiser_id, bytes) WHERE round = 0 AND file_deleted_at IS NULL;
CREATE INDEX upload_to_delete ON upload (status, created_at) WHERE round = 0 AND file_deleted_at IS NULL;
