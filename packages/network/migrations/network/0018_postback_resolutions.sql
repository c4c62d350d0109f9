-- What resolved a parked postback: at most one resolution each. Of two that resolve it at once, one loses its batch.
CREATE TABLE postback_resolution (
  receipt TEXT PRIMARY KEY REFERENCES postback (receipt),
  verb TEXT NOT NULL CHECK (verb IN ('accept', 'attribute', 'dismiss', 'replay')),
  actor TEXT NOT NULL,
  reason_code TEXT,
  -- Null of a replay only: its new receipt says what became of it.
  reason TEXT,
  -- The conversion that it changed or made.
  conversion_id TEXT,
  -- The conversion that gave up the order.
  other_conversion_id TEXT,
  -- The receipt of the replay.
  replayed_as TEXT,
  resolved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER postback_resolution_is_never_changed BEFORE UPDATE ON postback_resolution
BEGIN SELECT RAISE(ABORT, 'a resolution is never changed'); END;
CREATE TRIGGER postback_resolution_is_never_deleted BEFORE DELETE ON postback_resolution
BEGIN SELECT RAISE(ABORT, 'a resolution is never deleted'); END;

-- Written with its resolution, so that the list of what waits is as long as what waits.
ALTER TABLE postback ADD COLUMN resolved_at INTEGER;
CREATE INDEX postback_parked ON postback (receipt) WHERE outcome = 'parked' AND resolved_at IS NULL;
