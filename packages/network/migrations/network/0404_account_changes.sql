-- What is approved is what is sent: a change of an account that an unsent payout goes to, or comes from, changes the version
-- of its run. So a step that was checked before the change is void.
CREATE INDEX payout_unsent ON payout (webmaster_id, run_id) WHERE status = 'new';

CREATE TRIGGER added_account_changes_runs AFTER INSERT ON payout_account
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE webmaster_id = NEW.webmaster_id AND status = 'new'); END;
CREATE TRIGGER removed_account_changes_runs AFTER UPDATE OF removed_at ON payout_account
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE webmaster_id = NEW.webmaster_id AND status = 'new'); END;
CREATE TRIGGER first_main_account_changes_runs AFTER INSERT ON payout_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE webmaster_id = NEW.webmaster_id AND status = 'new'); END;
CREATE TRIGGER other_main_account_changes_runs AFTER UPDATE ON payout_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE webmaster_id = NEW.webmaster_id AND status = 'new'); END;
CREATE TRIGGER no_main_account_changes_runs AFTER DELETE ON payout_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE webmaster_id = OLD.webmaster_id AND status = 'new'); END;
CREATE TRIGGER account_hold_changes_runs AFTER INSERT ON payout_account_hold
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE status = 'new'
    AND webmaster_id = (SELECT webmaster_id FROM payout_account WHERE id = NEW.account_id)); END;
CREATE TRIGGER ended_account_hold_changes_runs AFTER UPDATE OF ended_at ON payout_account_hold
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved')
  AND id IN (SELECT run_id FROM payout WHERE status = 'new'
    AND webmaster_id = (SELECT webmaster_id FROM payout_account WHERE id = NEW.account_id)); END;

-- A payer account may pay any of them.
CREATE TRIGGER first_payer_changes_runs AFTER INSERT ON payer_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved'); END;
CREATE TRIGGER other_payer_changes_runs AFTER UPDATE ON payer_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved'); END;
CREATE TRIGGER no_payer_changes_runs AFTER DELETE ON payer_account_main
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved'); END;
CREATE TRIGGER legal_entity_changes_runs AFTER UPDATE ON legal_entity
BEGIN UPDATE payout_run SET version = version + 1 WHERE status IN ('draft', 'approved'); END;
