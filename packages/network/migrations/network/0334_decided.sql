-- When a conversion was last decided: answered by the advertiser, or refused by the check. Null: never. A reopened one
-- keeps it.
ALTER TABLE conversion ADD COLUMN decided_at INTEGER;
UPDATE conversion SET decided_at = (
  SELECT max(changed_at) FROM (
    SELECT changed_at, validation, check_state, lag(validation) OVER history AS earlier_validation,
      lag(check_state) OVER history AS earlier_check
    FROM conversion_change WHERE conversion_id = conversion.id WINDOW history AS (ORDER BY version))
  WHERE (validation <> 'pending' AND validation IS NOT earlier_validation)
    OR (check_state = 'refused' AND check_state IS NOT earlier_check));
