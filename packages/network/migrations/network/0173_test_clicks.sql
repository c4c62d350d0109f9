-- Test clicks that webmasters asked for, the newest of each: they bound the tests of an hour.
CREATE TABLE test_click (
  id TEXT PRIMARY KEY,
  click_id TEXT NOT NULL,
  link_id TEXT NOT NULL REFERENCES link (id),
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX test_click_by_webmaster ON test_click (webmaster_id, created_at);
