-- Which channel reported a conversion (report/channels.ts): what a pixel reported, a trusted report of its click completes.
ALTER TABLE conversion ADD COLUMN channel TEXT NOT NULL DEFAULT 'postback';
UPDATE conversion SET channel = 'pixel' WHERE EXISTS (
  SELECT 1 FROM conversion_change c WHERE c.conversion_id = conversion.id AND c.version = 1 AND c.actor = 'pixel');
UPDATE conversion SET channel = 'upload' WHERE EXISTS (
  SELECT 1 FROM conversion_change c WHERE c.conversion_id = conversion.id AND c.version = 1
    AND (c.reason LIKE 'upl\_%' ESCAPE '\'));

-- When the answer was given that stated the amount, where a channel may change it: older statements are stale.
ALTER TABLE conversion ADD COLUMN amount_at INTEGER NOT NULL DEFAULT 0;

-- An answer of unknown time took back a rejection, so it may be older: 'answer_changed_back'.
ALTER TABLE conversion ADD COLUMN flag TEXT;
ALTER TABLE conversion_change ADD COLUMN flag TEXT;
CREATE INDEX conversion_flagged ON conversion (id) WHERE flag IS NOT NULL;
