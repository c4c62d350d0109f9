-- Quality of sources: what is scored each day, policies that limit sources, and limits.

-- Days on which all sources were scored. A day is one of the network's zone, since 1970.
CREATE TABLE source_score_day (
  day INTEGER PRIMARY KEY,
  -- Unix ms.
  finished_at INTEGER NOT NULL,
  -- Conversions of links beyond the bounds of a day: they have no score.
  left_out INTEGER NOT NULL
) STRICT;

-- What was counted of a webmaster or a link on a day, and the score.
CREATE TABLE source_score (
  day INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('webmaster', 'link')),
  -- The webmaster or the link.
  id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL,
  -- Empty for a webmaster.
  offer_id TEXT NOT NULL,
  -- 0 to 100; null: see absent.
  score INTEGER,
  absent TEXT CHECK (absent IN ('too_few', 'no_peers')),
  -- 100 less the score, so that the worst come first; 0 without one.
  badness INTEGER NOT NULL DEFAULT 0,
  -- Conversions that the traffic check has judged in the window.
  conversions INTEGER NOT NULL,
  -- JSON by part: how many were found, of how many (packages/check).
  shares TEXT NOT NULL,
  -- JSON: the parts of the score. Null until the day's sources are compared.
  parts TEXT,
  -- JSON: sub-id values with most conversions, with their shares, scores and parts.
  subs TEXT NOT NULL DEFAULT '[]',
  -- Sub-id values that are not among them.
  subs_left INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_score_by_badness ON source_score (day, kind, badness, id);
CREATE INDEX source_score_by_conversions ON source_score (day, kind, conversions, id);
CREATE INDEX source_score_by_webmaster ON source_score (day, webmaster_id, kind, badness, id);
CREATE INDEX source_score_by_offer ON source_score (day, offer_id, id);
CREATE INDEX source_score_of_source ON source_score (id, day);

-- Policies. A version is never changed: another one takes its place.
CREATE TABLE quality_policy (
  version INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- JSON: the rules (packages/check).
  rules TEXT NOT NULL,
  note TEXT,
  status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'retired')),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX quality_policy_active ON quality_policy (status) WHERE status = 'active';

-- When a version was switched on or off, by whom and why.
CREATE TABLE quality_policy_change (
  number INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES quality_policy (version),
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  changed_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- Limits of sources, imposed by a policy or by the operator.
CREATE TABLE source_limit (
  id TEXT PRIMARY KEY,
  -- `webmaster:{id}` or `link:{id}`, as stops name them.
  subject TEXT NOT NULL,
  -- `hold`: conversions that are recorded while it is in force are held longer. `pause`: the link is paused.
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'pause')),
  webmaster_id TEXT NOT NULL,
  -- Null for a webmaster.
  link_id TEXT,
  offer_id TEXT,
  hold_days INTEGER CHECK (hold_days BETWEEN 1 AND 60),
  -- Whether the link's pause by the network is this limit's: then it ends with it.
  is_pausing INTEGER NOT NULL CHECK (is_pausing IN (0, 1)),
  reason TEXT NOT NULL,
  -- By a policy: its version and rule (JSON), and what it saw; null: by hand.
  policy_version INTEGER REFERENCES quality_policy (version),
  rule_name TEXT,
  rule TEXT,
  score INTEGER,
  parts TEXT,
  since INTEGER NOT NULL,
  -- Unix ms at which it ends in any case.
  until INTEGER NOT NULL,
  began_by TEXT NOT NULL,
  ended_at INTEGER,
  ended_by TEXT,
  -- `lifted`: by the operator. `recovered`: by its score. `over`: by its date.
  ended_as TEXT CHECK (ended_as IN ('lifted', 'recovered', 'over')),
  end_reason TEXT,
  -- No policy limits the same source in the same way before.
  again_from INTEGER
) STRICT;
CREATE UNIQUE INDEX source_limit_once ON source_limit (subject, kind) WHERE ended_at IS NULL;
CREATE INDEX source_limit_by_time ON source_limit (since, id);
CREATE INDEX source_limit_by_webmaster ON source_limit (webmaster_id, since, id);
CREATE INDEX source_limit_by_subject ON source_limit (subject, since, id);
-- What ends next.
CREATE INDEX source_limit_open ON source_limit (until) WHERE ended_at IS NULL;
-- What the operator's home page counts: limits that a policy has imposed.
CREATE INDEX source_limit_by_policy ON source_limit (since) WHERE ended_at IS NULL AND policy_version IS NOT NULL;
-- What a webmaster's home page counts.
CREATE INDEX source_limit_open_of_webmaster ON source_limit (webmaster_id) WHERE ended_at IS NULL;
