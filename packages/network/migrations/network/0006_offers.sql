-- What an offer says of itself, who may see it, its files, its history, its terms over time, its figures.

ALTER TABLE offer ADD COLUMN description TEXT NOT NULL DEFAULT '';
-- JSON arrays of words.
ALTER TABLE offer ADD COLUMN categories TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offer ADD COLUMN traffic_allowed TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offer ADD COLUMN traffic_forbidden TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offer ADD COLUMN preview_url TEXT;
ALTER TABLE offer ADD COLUMN access TEXT NOT NULL DEFAULT 'public' CHECK (access IN ('public', 'application', 'private'));
-- Why the operator returned it; null once it is submitted again.
ALTER TABLE offer ADD COLUMN returned_reason TEXT;

-- Who may see and join a private offer.
CREATE TABLE offer_webmaster (
  offer_id TEXT NOT NULL REFERENCES offer (id),
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  PRIMARY KEY (offer_id, webmaster_id)
) STRICT, WITHOUT ROWID;

-- One row a change. A rival writes the same (offer, version) and loses its whole batch.
CREATE TABLE offer_change (
  offer_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  actor TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  -- JSON of what was set, by the API's names.
  fields TEXT NOT NULL,
  PRIMARY KEY (offer_id, version)
) STRICT, WITHOUT ROWID;

-- The row's bytes are in the bucket of files, under creative/{offer}/{id}, until it is taken back.
CREATE TABLE creative (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX creative_by_offer ON creative (offer_id);

-- Amendments. The offer's and its goals' own columns are the first terms, in force from the beginning, and no
-- amendment ever changes them.
CREATE TABLE terms (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  -- Null: everybody's; else this webmaster's own.
  webmaster_id TEXT REFERENCES webmaster (id),
  -- JSON of what they say; of what they don't, what was in force stays.
  says TEXT NOT NULL,
  -- When they are to start and to end; null: until others say otherwise.
  starts_at INTEGER NOT NULL,
  ends_at INTEGER CHECK (ends_at > starts_at),
  status TEXT NOT NULL CHECK (status IN ('proposed', 'accepted', 'refused', 'withdrawn')),
  -- Since when they are in force: the start, or the last acceptance if that came later. Null before it.
  in_force_from INTEGER,
  proposed_by TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  CHECK ((status = 'accepted') = (in_force_from IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX terms_by_offer ON terms (offer_id, in_force_from);

-- One answer a side, the proposer's own included: terms for everyone need the advertiser and the operator, a webmaster's
-- own terms need the webmaster too.
CREATE TABLE terms_answer (
  terms_id TEXT NOT NULL REFERENCES terms (id),
  side TEXT NOT NULL CHECK (side IN ('operator', 'advertiser', 'webmaster')),
  answer TEXT NOT NULL CHECK (answer IN ('accepted', 'refused', 'withdrawn')),
  actor TEXT NOT NULL,
  reason TEXT,
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (terms_id, side, answer)
) STRICT, WITHOUT ROWID;

-- What the catalogue shows of the last 90 days, counted by a job.
CREATE TABLE offer_figures (
  offer_id TEXT PRIMARY KEY,
  clicks INTEGER NOT NULL,
  conversions INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  -- Null where nothing was decided.
  decision_ms_median INTEGER,
  -- JSON of commission in minor units by currency.
  commissions TEXT NOT NULL,
  counted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_figures_by_age ON offer_figures (counted_at);
CREATE INDEX conversion_by_offer ON conversion (offer_id, occurred_at);
