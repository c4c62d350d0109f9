-- Mails of a UTC day to the people of a side that other parties caused: the operator, or an account.
CREATE TABLE side_mail (
  side TEXT NOT NULL,
  -- Days since 1970.
  day INTEGER NOT NULL,
  mails INTEGER NOT NULL,
  PRIMARY KEY (side, day)
) STRICT, WITHOUT ROWID;
