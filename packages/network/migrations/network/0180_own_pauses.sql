-- A party's own pause, which stays in force below the operator's: each side ends only its own. paused_by and stopped_by
-- name the operator while both are in force.
ALTER TABLE link ADD COLUMN is_paused_by_webmaster INTEGER NOT NULL DEFAULT 0 CHECK (is_paused_by_webmaster IN (0, 1));
ALTER TABLE link ADD COLUMN webmaster_pause_reason TEXT;
UPDATE link SET is_paused_by_webmaster = 1, webmaster_pause_reason = paused_reason WHERE paused_by = 'webmaster';
ALTER TABLE offer ADD COLUMN is_paused_by_advertiser INTEGER NOT NULL DEFAULT 0 CHECK (is_paused_by_advertiser IN (0, 1));
ALTER TABLE offer ADD COLUMN advertiser_pause_reason TEXT;
UPDATE offer SET is_paused_by_advertiser = 1, advertiser_pause_reason = status_reason
WHERE status = 'paused' AND stopped_by = 'advertiser';
