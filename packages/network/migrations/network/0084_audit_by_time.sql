-- The audit reads every history newest first.
CREATE INDEX offer_change_by_time ON offer_change (changed_at);
CREATE INDEX terms_by_time ON terms (proposed_at);
CREATE INDEX terms_answer_by_time ON terms_answer (answered_at);
CREATE INDEX block_by_time ON block (changed_at);
CREATE INDEX application_change_by_time ON application_change (changed_at);
CREATE INDEX postback_settings_by_time ON postback_settings (changed_at);
CREATE INDEX profile_by_time ON profile (changed_at);
CREATE INDEX joining_by_time ON joining (changed_at);
CREATE INDEX payout_run_step_by_time ON payout_run_step (taken_at);
CREATE INDEX upload_step_by_time ON upload_step (taken_at);
CREATE INDEX correction_by_time ON correction (proposed_at);
CREATE INDEX correction_answer_by_time ON correction_answer (answered_at);
CREATE INDEX postback_resolution_by_time ON postback_resolution (resolved_at);
