-- What the redirector decides by: rules, expiries, caps, since when something was stopped; look-alikes; reports.

-- JSON of what the offer's snapshot is compiled from (packages/network/src/offer/routing.ts).
ALTER TABLE offer ADD COLUMN routing TEXT NOT NULL DEFAULT '{}';
ALTER TABLE offer ADD COLUMN expires_at INTEGER;
-- Since when its cap is reached; null: it is not.
ALTER TABLE offer ADD COLUMN capped_at INTEGER;

ALTER TABLE link ADD COLUMN expires_at INTEGER;
-- The slug with look-alikes folded. Of links that looked alike before this was unique, only the first has it.
ALTER TABLE link ADD COLUMN skeleton TEXT;
UPDATE link SET skeleton =
  replace(replace(replace(replace(replace(replace(slug, 'rn', 'm'), 'vv', 'w'), 'o', '0'), 'l', '1'), 'i', '1'), '_', '-');
UPDATE link SET skeleton = NULL
WHERE EXISTS (SELECT 1 FROM link older WHERE older.skeleton = link.skeleton AND older.number < link.number);
CREATE UNIQUE INDEX link_by_skeleton ON link (skeleton);

-- Why clicks were unwanted, and when: a click is judged by its own time, whenever it is stored.
CREATE TABLE stop (
  -- A key of KV: link:/slug would change, so it is link:{id}, offer:{id} or webmaster:{id}.
  subject TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('paused', 'expired', 'cap', 'webmaster_blocked')),
  since INTEGER NOT NULL,
  -- Null while it lasts.
  until INTEGER,
  PRIMARY KEY (subject, reason, since)
) STRICT, WITHOUT ROWID;
INSERT INTO stop (subject, reason, since) SELECT 'offer:' || id, 'paused', unixepoch() * 1000 FROM offer WHERE status = 'paused';
INSERT INTO stop (subject, reason, since) SELECT 'link:' || id, 'paused', unixepoch() * 1000 FROM link WHERE status = 'paused';
INSERT INTO stop (subject, reason, since)
SELECT 'webmaster:' || id, 'webmaster_blocked', unixepoch() * 1000 FROM webmaster WHERE status = 'blocked';

-- Where work that takes many runs goes on; the position is the work's own.
CREATE TABLE progress (
  name TEXT PRIMARY KEY,
  position TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Reports about links. Of the reporter only what they wrote.
CREATE TABLE abuse_report (
  id TEXT PRIMARY KEY,
  -- As the reporter wrote it, and the link that it names, if any.
  link TEXT NOT NULL,
  link_id TEXT,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  contact TEXT NOT NULL,
  reported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
