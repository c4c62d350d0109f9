-- A payment's step moves only the standing of a fact, so it need not write the index of decisions again.
DROP TRIGGER conversion_fact_changed;
CREATE TRIGGER conversion_fact_changed
AFTER UPDATE OF validation, check_state, click_facts, hold_over, decided_at, amount_minor, revenue_minor, commission_minor
ON conversion WHEN NEW.is_test = 0 AND NEW.occurred_at = OLD.occurred_at BEGIN
  UPDATE conversion_fact SET (decided_at, standing, amount_minor, revenue_minor, commission_minor) =
    (SELECT decided_at, standing, amount_minor, revenue_minor, commission_minor FROM conversion_fact_due
     WHERE id = NEW.id)
  WHERE occurred_at = NEW.occurred_at AND id = NEW.id;
END;
CREATE TRIGGER conversion_fact_paid
AFTER UPDATE OF payment ON conversion
WHEN NEW.is_test = 0 AND NEW.occurred_at = OLD.occurred_at AND NEW.payment <> OLD.payment BEGIN
  UPDATE conversion_fact SET standing = (SELECT standing FROM conversion_fact_due WHERE id = NEW.id)
  WHERE occurred_at = NEW.occurred_at AND id = NEW.id;
END;
