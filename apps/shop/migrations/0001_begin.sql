-- The sample shop's own storage. Times are Unix ms UTC, amounts integer minor units.

CREATE TABLE "order" (
  id TEXT PRIMARY KEY,
  product TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 9),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  -- Null where the buyer did not come by a partner link.
  click_id TEXT,
  ordered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the network is told of an order, until it acknowledges.
CREATE TABLE postback (
  order_id TEXT PRIMARY KEY REFERENCES "order" (id),
  -- The query without the token, frozen at the purchase: every attempt says the same.
  query TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0,
  -- When to send, or when a sender's lease on the row ends; null where nothing is left to send.
  next_at INTEGER,
  -- Of the first acknowledgement.
  receipt TEXT,
  repeats_left INTEGER NOT NULL DEFAULT 0 CHECK (repeats_left >= 0),
  -- Null where the network gave no answer; last_answer then says why.
  last_status INTEGER,
  last_answer TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX postback_by_next_at ON postback (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
