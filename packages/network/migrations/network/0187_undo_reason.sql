-- Why an upload was undone: of each undo, and of the last one.
ALTER TABLE upload_step ADD COLUMN reason TEXT;
ALTER TABLE upload ADD COLUMN undo_reason TEXT;
