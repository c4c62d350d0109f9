-- A decision carries a reason: a code of a closed list, a text, and the side that gave it. What brought a change (a
-- receipt, or an upload with its row) is its source, which stood in `reason` before.

ALTER TABLE conversion_change ADD COLUMN reason_code TEXT;
ALTER TABLE conversion_change ADD COLUMN source TEXT;

-- Why it was answered, and why it is held or refused (`check_reason` is the text).
ALTER TABLE conversion ADD COLUMN validation_code TEXT;
ALTER TABLE conversion ADD COLUMN validation_reason TEXT;
ALTER TABLE conversion ADD COLUMN validation_by TEXT
  CHECK (validation_by IN ('webmaster', 'advertiser', 'operator', 'network'));
ALTER TABLE conversion ADD COLUMN check_code TEXT;
ALTER TABLE conversion ADD COLUMN check_by TEXT CHECK (check_by IN ('webmaster', 'advertiser', 'operator', 'network'));

UPDATE conversion_change SET source = reason, reason = NULL WHERE reason GLOB 'rcp_*';
UPDATE conversion_change SET
  source = iif(instr(reason, ': ') = 0, reason, substr(reason, 1, instr(reason, ': ') - 1)),
  reason = iif(instr(reason, ': ') = 0, NULL, substr(reason, instr(reason, ': ') + 2))
WHERE reason GLOB 'upl_*';
UPDATE conversion_change SET reason_code = reason, reason = NULL, actor = 'system:check'
WHERE event IN ('hold', 'refuse') AND reason IN ('webmaster_blocked', 'pixel', 'click_missing', 'click_duplicate',
  'click_bot', 'click_embedded', 'click_fallback', 'click_stopped');

UPDATE conversion SET check_code = check_reason, check_reason = NULL, check_by = 'network'
WHERE check_reason IN ('webmaster_blocked', 'pixel', 'click_missing', 'click_duplicate',
  'click_bot', 'click_embedded', 'click_fallback', 'click_stopped');
UPDATE conversion SET check_by = 'operator' WHERE check_state <> 'clear' AND check_by IS NULL;
UPDATE conversion SET (validation_reason, validation_by) = (
  SELECT reason, CASE
    WHEN actor GLOB 'operator:*' THEN 'operator' WHEN actor GLOB 'advertiser:*' THEN 'advertiser' ELSE 'network' END
  FROM conversion_change
  WHERE conversion_id = conversion.id AND event IN ('approve', 'reject', 'reverse', 'reopen')
  ORDER BY version DESC LIMIT 1
);
