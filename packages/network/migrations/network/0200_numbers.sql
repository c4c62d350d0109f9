-- Numbers of webmasters, offers and landings, for rollups: three bytes instead of 28. AUTOINCREMENT and a table of
-- their own: a landing may be deleted, and its number must never be given to another one. Links have their own number.
CREATE TABLE entity_number (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO entity_number (id) SELECT id FROM webmaster ORDER BY created_at, id;
INSERT INTO entity_number (id) SELECT id FROM offer ORDER BY created_at, id;
INSERT INTO entity_number (id) SELECT id FROM landing ORDER BY id;

CREATE TRIGGER webmaster_number AFTER INSERT ON webmaster BEGIN
  INSERT INTO entity_number (id) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM entity_number WHERE id = NEW.id);
END;
CREATE TRIGGER offer_number AFTER INSERT ON offer BEGIN
  INSERT INTO entity_number (id) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM entity_number WHERE id = NEW.id);
END;
CREATE TRIGGER landing_number AFTER INSERT ON landing BEGIN
  INSERT INTO entity_number (id) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM entity_number WHERE id = NEW.id);
END;

-- The zone whose days the rollups keep, from an hour on (hours since 1970). A new zone begins with one of its days.
CREATE TABLE day_zone (
  since INTEGER PRIMARY KEY,
  zone TEXT NOT NULL
) STRICT;
