-- Reports that a person keeps under a name. `query` is the part of the cabinet's address that has the question.
CREATE TABLE report_view (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (person_id, name)
) STRICT, WITHOUT ROWID;
