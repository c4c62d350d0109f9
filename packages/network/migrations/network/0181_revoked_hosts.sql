-- A host that the operator has taken back: nothing is served from it, though offers may still name it.
ALTER TABLE approved_host ADD COLUMN revoked_at INTEGER;
ALTER TABLE approved_host ADD COLUMN reason TEXT;
CREATE INDEX approved_host_revoked ON approved_host (advertiser_id) WHERE revoked_at IS NOT NULL;
