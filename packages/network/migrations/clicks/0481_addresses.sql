-- Clicks of a month before this time (Unix ms) have no hash of their address any more.
ALTER TABLE click_month ADD COLUMN erased_until INTEGER NOT NULL DEFAULT 0;
