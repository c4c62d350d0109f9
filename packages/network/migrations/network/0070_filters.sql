-- When a conversion was last changed, for lists by that time.
ALTER TABLE conversion ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE conversion SET changed_at = coalesce(
  (SELECT max(changed_at) FROM conversion_change WHERE conversion_id = conversion.id), recorded_at);

-- Each index serves one filter of the list in one order; its other filters look at a bounded number of rows.
CREATE INDEX conversion_by_order ON conversion (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX conversion_by_link ON conversion (link_id);
CREATE INDEX conversion_of_offer ON conversion (offer_id);
CREATE INDEX conversion_occurred ON conversion (occurred_at);
CREATE INDEX conversion_occurred_by_webmaster ON conversion (webmaster_id, occurred_at);
CREATE INDEX conversion_occurred_by_advertiser ON conversion (advertiser_id, occurred_at);
-- A change moves its row here, so there is one index for all, which holds what scopes a list.
CREATE INDEX conversion_changed ON conversion (changed_at, id, webmaster_id, advertiser_id);
CREATE INDEX upload_by_offer ON upload (offer_id);
