-- The legal entity that pays a payout: that of the main payer account when the run is sent, and of the file that pays it.
ALTER TABLE payout ADD COLUMN legal_entity_id TEXT;
