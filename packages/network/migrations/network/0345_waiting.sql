-- What waits for a decision of the operator or of an advertiser, each in the order in which it came.
CREATE INDEX conversion_held ON conversion (id)
  WHERE check_state = 'held' AND validation IN ('pending', 'approved') AND is_test = 0;
CREATE INDEX conversion_unanswered ON conversion (advertiser_id, id)
  WHERE validation = 'pending' AND check_state = 'clear' AND is_test = 0;
CREATE INDEX webmaster_frozen ON webmaster (frozen_at) WHERE frozen_at IS NOT NULL;
CREATE INDEX offer_submitted ON offer (id) WHERE status = 'submitted';
CREATE INDEX payout_run_unsettled ON payout_run (created_at) WHERE status <> 'settled';
CREATE INDEX channel_unverified ON traffic_source (created_at) WHERE kind = 'channel' AND status = 'unverified';
CREATE INDEX dead_letter_waiting ON dead_letter (kept_at) WHERE replayed_at IS NULL;
CREATE INDEX upload_period_unreceived ON upload_period (overdue_at) WHERE upload_id IS NULL;
