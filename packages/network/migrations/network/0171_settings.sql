-- What the network is called and looks like: each change is a row.
CREATE TABLE network_settings (
  version INTEGER PRIMARY KEY,
  -- A JSON object; fields that are not in it have their defaults.
  settings TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;
INSERT INTO network_settings VALUES (1, '{}', 0, 'system:setup');

-- Each version of the terms of use and of the privacy notice.
CREATE TABLE legal_text (
  kind TEXT NOT NULL CHECK (kind IN ('terms', 'privacy')),
  version INTEGER NOT NULL,
  -- A JSON object: the text by language.
  texts TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

-- Which versions of the terms of use a person accepted.
CREATE TABLE terms_acceptance (
  person_id TEXT NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, version)
) STRICT, WITHOUT ROWID;
