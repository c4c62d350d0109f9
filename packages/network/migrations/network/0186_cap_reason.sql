-- Why the cap of an offer counts as reached; null while it is not, or if no reason was given.
ALTER TABLE offer ADD COLUMN capped_reason TEXT;
