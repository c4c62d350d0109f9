-- D1 answers with doubles: a balance stays an integer that a double holds exactly. The name of the check is the code of
-- the refusal.
CREATE TABLE balance_2 (
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance_minor INTEGER NOT NULL
    CONSTRAINT sum_too_large CHECK (balance_minor BETWEEN -9007199254740991 AND 9007199254740991),
  PRIMARY KEY (account, currency)
) STRICT, WITHOUT ROWID;
INSERT INTO balance_2 (account, currency, balance_minor) SELECT account, currency, balance_minor FROM balance;
DROP TABLE balance;
ALTER TABLE balance_2 RENAME TO balance;
