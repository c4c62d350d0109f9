-- What an advertiser wants to change to hosts that the operator has not seen. The present destination serves until the
-- operator decides. closed_at: a later change of the same field took its place, or it is approved.
CREATE TABLE destination_change (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL,
  advertiser_id TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('landings', 'fallback_url', 'preview_url', 'deep_link_hosts')),
  value TEXT NOT NULL,
  hosts TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'withdrawn')),
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  reason TEXT,
  decided_at INTEGER,
  closed_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX destination_change_open ON destination_change (offer_id, field) WHERE closed_at IS NULL;
CREATE INDEX destination_change_pending ON destination_change (requested_at) WHERE status = 'pending';
CREATE INDEX destination_change_by_advertiser ON destination_change (advertiser_id, id);
CREATE INDEX destination_change_by_offer ON destination_change (offer_id, id);

-- The hosts that the operator has seen among an advertiser's destinations.
CREATE TABLE approved_host (
  advertiser_id TEXT NOT NULL,
  host TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  PRIMARY KEY (advertiser_id, host)
) WITHOUT ROWID;
