-- Files as spreadsheets write them, settings kept from earlier files, and rows that name the same order.

-- Rows without any text: skipped.
ALTER TABLE upload ADD COLUMN empty_rows INTEGER NOT NULL DEFAULT 0;
-- JSON: the settings kept from earlier uploads, and those of postbacks, by which the file is read, with their origin.
ALTER TABLE upload ADD COLUMN kept TEXT NOT NULL DEFAULT '[]';

-- Where the outcomes of rows that name the order of another row lie in R2, under upload/{id}/repeats. `superseded` is no
-- longer written.
ALTER TABLE upload_chunk ADD COLUMN repeats_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upload_chunk ADD COLUMN repeats_to INTEGER NOT NULL DEFAULT 0;

-- The upload that set it, and when; null where it was set before this was recorded.
ALTER TABLE upload_reading ADD COLUMN upload_id TEXT;
ALTER TABLE upload_reading ADD COLUMN kept_at INTEGER;
ALTER TABLE upload_column ADD COLUMN upload_id TEXT;
ALTER TABLE upload_column ADD COLUMN kept_at INTEGER;
