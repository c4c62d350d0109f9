-- Addresses and parameters of the network's own traffic. What was listed, and the note, are sealed
-- (packages/network/src/vault.ts). Rows are never deleted: a click is judged by what was listed at its own time.
CREATE TABLE own_traffic (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('address', 'parameter')),
  -- The name of the parameter.
  parameter TEXT,
  -- How many hashes of a day it takes to compare clicks with it.
  networks INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  since INTEGER NOT NULL,
  -- Null: without an end.
  until INTEGER,
  added_by TEXT NOT NULL,
  ended_by TEXT,
  CHECK ((kind = 'parameter') = (parameter IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX own_traffic_by_end ON own_traffic (until);
CREATE INDEX own_traffic_by_key ON own_traffic (key_id);

-- A conversion that the network refuses as its own traffic is in no figure, as a trial, until a person releases it: it has
-- no fact (packages/network/src/conversion/sql.ts).
DROP TRIGGER conversion_fact_changed;
DROP TRIGGER conversion_fact_paid;
DROP TRIGGER conversion_fact_moved;
DROP VIEW conversion_fact_due;
CREATE VIEW conversion_fact_due AS
SELECT occurred_at, id, clicked_at, iif(standing < 2, NULL, decided_at) AS decided_at, webmaster, offer, link, standing,
  currency, coalesce(amount_minor, 0) AS amount_minor, revenue_minor, commission_minor
FROM (
  SELECT *,
    coalesce((SELECT number FROM entity_number WHERE entity_number.id = webmaster_id), 0) AS webmaster,
    coalesce((SELECT number FROM entity_number WHERE entity_number.id = offer_id), 0) AS offer,
    coalesce((SELECT number FROM link WHERE link.id = link_id), 0) AS link,
    CASE
      WHEN validation = 'reversed' THEN 7
      WHEN validation = 'rejected' OR check_state = 'refused' THEN 6
      WHEN check_state = 'held' THEN 1
      WHEN validation = 'pending' OR click_facts = 'awaited' THEN 0
      WHEN payment = 'paid' THEN 5
      WHEN payment = 'on_payment' THEN 4
      WHEN hold_over = 1 THEN 3
      ELSE 2 END AS standing
  FROM conversion WHERE is_test = 0 AND check_code IS NOT 'own_traffic');

CREATE TRIGGER conversion_fact_changed
AFTER UPDATE OF validation, check_state, click_facts, hold_over, decided_at, amount_minor, revenue_minor, commission_minor
ON conversion WHEN NEW.is_test = 0 AND NEW.occurred_at = OLD.occurred_at
  AND NEW.check_code IS NOT 'own_traffic' AND OLD.check_code IS NOT 'own_traffic' BEGIN
  UPDATE conversion_fact SET (decided_at, standing, amount_minor, revenue_minor, commission_minor) =
    (SELECT decided_at, standing, amount_minor, revenue_minor, commission_minor FROM conversion_fact_due
     WHERE id = NEW.id)
  WHERE occurred_at = NEW.occurred_at AND id = NEW.id;
END;
CREATE TRIGGER conversion_fact_paid
AFTER UPDATE OF payment ON conversion
WHEN NEW.is_test = 0 AND NEW.occurred_at = OLD.occurred_at AND NEW.payment <> OLD.payment
  AND NEW.check_code IS NOT 'own_traffic' AND OLD.check_code IS NOT 'own_traffic' BEGIN
  UPDATE conversion_fact SET standing = (SELECT standing FROM conversion_fact_due WHERE id = NEW.id)
  WHERE occurred_at = NEW.occurred_at AND id = NEW.id;
END;
-- The key of the fact, or whether there is one.
CREATE TRIGGER conversion_fact_moved
AFTER UPDATE OF occurred_at, check_code ON conversion
WHEN NEW.is_test = 0 AND (NEW.occurred_at <> OLD.occurred_at
  OR (NEW.check_code IS 'own_traffic') <> (OLD.check_code IS 'own_traffic')) BEGIN
  DELETE FROM conversion_fact WHERE occurred_at = OLD.occurred_at AND id = OLD.id;
  INSERT INTO conversion_fact SELECT * FROM conversion_fact_due WHERE id = NEW.id;
END;
