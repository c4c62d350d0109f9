-- How conversions of a goal, of an advertiser or of the whole network were decided in the last 90 days; learnt daily.
CREATE TABLE maturation (
  -- goal:{id}, advertiser:{id} or network
  scope TEXT PRIMARY KEY,
  decisions INTEGER NOT NULL,
  -- JSON (packages/network/src/forecast/curves.ts).
  curves TEXT NOT NULL,
  learnt_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was expected for the next days, and what came: kept once a UTC day, and compared when the days are over.
CREATE TABLE expected_money (
  -- commission, by when it becomes available; or revenue, by when it is approved
  kind TEXT NOT NULL CHECK (kind IN ('commission', 'revenue')),
  -- The webmaster of a commission, the advertiser of a revenue.
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  horizon_days INTEGER NOT NULL,
  -- When it was expected, Unix ms.
  made_at INTEGER NOT NULL,
  expected_minor INTEGER NOT NULL,
  -- Null until the days are over.
  came_minor INTEGER,
  PRIMARY KEY (kind, account, currency, horizon_days, made_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX expected_money_due ON expected_money (made_at) WHERE came_minor IS NULL;
