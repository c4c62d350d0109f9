-- From which addresses people of a webmaster's account signed in on a UTC day, as clicks of that day have them: a keyed
-- hash, which can't be compared with one of another day. A job deletes the rows.
CREATE TABLE sign_in_address (
  day INTEGER NOT NULL,
  webmaster_id TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (day, webmaster_id, address)
) STRICT, WITHOUT ROWID;
