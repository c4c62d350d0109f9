-- What is approved is what is sent: a run gets payouts only while it is a draft. A concurrent approval voids the batch.
CREATE TRIGGER approved_run_gets_no_payout BEFORE INSERT ON payout
WHEN (SELECT status FROM payout_run WHERE id = NEW.run_id) IS NOT 'draft'
BEGIN SELECT RAISE(ABORT, 'run_approved'); END;
