-- How an advertiser's files are written, as was said of them before; what files do not mention, in summaries of chunks.

CREATE TABLE upload_reading (
  advertiser_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('status', 'decimal', 'dates')),
  -- A status word in lower case; else empty.
  name TEXT NOT NULL,
  meaning TEXT NOT NULL,
  PRIMARY KEY (advertiser_id, kind, name)
) STRICT, WITHOUT ROWID;

UPDATE upload_chunk SET summary = json_insert(summary, '$.missing', json('[]'));
UPDATE upload SET notation = json_insert(notation, '$.statuses', json('{}'));
