-- Who paused or archived an offer. Visitors of what the operator stopped go to the network's own page.
ALTER TABLE offer ADD COLUMN stopped_by TEXT CHECK (stopped_by IN ('advertiser', 'operator'));
UPDATE offer SET stopped_by = CASE WHEN EXISTS (
    SELECT 1 FROM offer_change
    WHERE offer_id = offer.id AND actor LIKE 'operator:%' AND json_extract(fields, '$.status') IN ('paused', 'archived')
      AND version > coalesce(
        (SELECT max(version) FROM offer_change
         WHERE offer_id = offer.id AND json_extract(fields, '$.status') = 'active'), 0)
  ) THEN 'operator' ELSE 'advertiser' END
WHERE status IN ('paused', 'archived');
