-- Orders that the shop keeps silent about until it hands them over in a file.
CREATE TABLE upload_order (
  order_id TEXT PRIMARY KEY REFERENCES "order" (id)
) STRICT, WITHOUT ROWID;

-- Periods whose file the shop has handed over, by where they begin (ISO 8601, as the network says it).
CREATE TABLE handover (
  period TEXT PRIMARY KEY,
  upload_id TEXT NOT NULL,
  is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT, WITHOUT ROWID;
