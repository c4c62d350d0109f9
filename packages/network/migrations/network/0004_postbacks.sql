-- What an advertiser's postbacks are like, who may send them, and what was sent.

ALTER TABLE postback_token ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE postback_token ADD COLUMN expires_at INTEGER;

-- Only ever inserted: the newest version is in force. Of two who change the same version one loses.
CREATE TABLE postback_settings (
  advertiser_id TEXT NOT NULL REFERENCES advertiser (id),
  version INTEGER NOT NULL,
  -- JSON (packages/network/src/postback/settings.ts).
  settings TEXT NOT NULL,
  actor TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (advertiser_id, version)
) STRICT, WITHOUT ROWID;

-- What an advertiser signs by follows from the id and a secret of the Workers; it is stored nowhere.
CREATE TABLE postback_secret (
  id TEXT PRIMARY KEY,
  advertiser_id TEXT NOT NULL REFERENCES advertiser (id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX postback_secret_by_advertiser ON postback_secret (advertiser_id);

-- The receipt whose request was applied once more. `request` is empty after its retention.
ALTER TABLE postback ADD COLUMN replay_of TEXT;
CREATE INDEX postback_by_advertiser ON postback (advertiser_id, receipt);

-- Tokens are published with their advertisers' settings now.
INSERT INTO outbox (key, mark, changed_at)
SELECT 'token:' || sha256, hex(randomblob(8)), unixepoch() * 1000 FROM postback_token WHERE true
ON CONFLICT (key) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at;
