-- An order may be told of several times: the sale, then what became of it.
CREATE TABLE postback_2 (
  order_id TEXT NOT NULL REFERENCES "order" (id),
  -- 0 is the sale itself, then its answers in their order; they may be sent in another.
  number INTEGER NOT NULL,
  query TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  receipt TEXT,
  repeats_left INTEGER NOT NULL DEFAULT 0 CHECK (repeats_left >= 0),
  last_status INTEGER,
  last_answer TEXT,
  PRIMARY KEY (order_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO postback_2 SELECT order_id, 0, query, state, attempts, next_at, receipt, repeats_left, last_status, last_answer FROM postback;
DROP TABLE postback;
ALTER TABLE postback_2 RENAME TO postback;
CREATE INDEX postback_by_next_at ON postback (next_at) WHERE next_at IS NOT NULL;
