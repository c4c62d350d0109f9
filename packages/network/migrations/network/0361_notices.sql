-- Messages to the people of a side: a kind with parameters, rendered in the language of each reader.
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  -- As in packages/network/src/mail/notice.ts.
  kind TEXT NOT NULL,
  -- What it is about. One is open for a kind, subject and account, until it is over.
  subject TEXT NOT NULL,
  -- A JSON object.
  parameters TEXT NOT NULL,
  -- The id of the advertiser or the webmaster, or operator.
  account TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  over_at INTEGER,
  acknowledged_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX notice_open ON notice (kind, subject, account) WHERE over_at IS NULL;
CREATE INDEX notice_by_account ON notice (account, id);

-- What is usual for a link or an offer, by hour of the week; learnt daily from its valid clicks of six weeks.
CREATE TABLE traffic_baseline (
  -- link or offer
  kind TEXT NOT NULL CHECK (kind IN ('link', 'offer')),
  -- The number of the link or the offer.
  number INTEGER NOT NULL,
  -- JSON (packages/network/src/alert/baselines.ts).
  baseline TEXT NOT NULL,
  learnt_at INTEGER NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
