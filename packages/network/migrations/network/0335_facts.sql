-- Narrow facts of conversions, for reports: numbers for ids, and a code for where it stands
-- (packages/network/src/conversion/sql.ts). Triggers keep them, so that each write of a conversion writes its fact.
-- Trials have none.
CREATE TABLE conversion_fact (
  occurred_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  clicked_at INTEGER NOT NULL,
  -- Null while it waits for an answer, for the check or for its click.
  decided_at INTEGER,
  webmaster INTEGER NOT NULL,
  offer INTEGER NOT NULL,
  link INTEGER NOT NULL,
  standing INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  revenue_minor INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL,
  PRIMARY KEY (occurred_at, id)
) STRICT, WITHOUT ROWID;

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
  FROM conversion WHERE is_test = 0);

INSERT INTO conversion_fact SELECT * FROM conversion_fact_due;
CREATE INDEX conversion_fact_by_click ON conversion_fact (clicked_at, webmaster);
CREATE INDEX conversion_fact_by_decision ON conversion_fact (decided_at, webmaster) WHERE decided_at IS NOT NULL;

CREATE TRIGGER conversion_fact_recorded AFTER INSERT ON conversion WHEN NEW.is_test = 0 BEGIN
  INSERT INTO conversion_fact SELECT * FROM conversion_fact_due WHERE id = NEW.id;
END;
CREATE TRIGGER conversion_fact_deleted AFTER DELETE ON conversion BEGIN
  DELETE FROM conversion_fact WHERE occurred_at = OLD.occurred_at AND id = OLD.id;
END;
CREATE TRIGGER conversion_fact_changed
AFTER UPDATE OF validation, check_state, click_facts, payment, hold_over, decided_at, amount_minor, revenue_minor,
  commission_minor ON conversion WHEN NEW.is_test = 0 AND NEW.occurred_at = OLD.occurred_at BEGIN
  UPDATE conversion_fact SET (decided_at, standing, amount_minor, revenue_minor, commission_minor) =
    (SELECT decided_at, standing, amount_minor, revenue_minor, commission_minor FROM conversion_fact_due
     WHERE id = NEW.id)
  WHERE occurred_at = NEW.occurred_at AND id = NEW.id;
END;
-- The key of the fact.
CREATE TRIGGER conversion_fact_moved
AFTER UPDATE OF occurred_at ON conversion WHEN NEW.is_test = 0 AND NEW.occurred_at <> OLD.occurred_at BEGIN
  DELETE FROM conversion_fact WHERE occurred_at = OLD.occurred_at AND id = OLD.id;
  INSERT INTO conversion_fact SELECT * FROM conversion_fact_due WHERE id = NEW.id;
END;
