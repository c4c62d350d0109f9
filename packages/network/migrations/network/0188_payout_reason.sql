-- Why a payout was returned or cancelled.
ALTER TABLE payout ADD COLUMN status_reason TEXT;
UPDATE payout SET status_reason =
  (SELECT reason FROM audit WHERE audit.event = 'payout.return' AND audit.subject = payout.id ORDER BY at DESC LIMIT 1)
WHERE status IN ('returned', 'cancelled');
