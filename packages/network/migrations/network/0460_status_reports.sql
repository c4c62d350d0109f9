-- The file of payments that a bank's status report answers; null: an account statement.
ALTER TABLE bank_statement ADD COLUMN original_message_id TEXT;
CREATE INDEX payout_instruction_of_file ON payout_instruction (run_id, reference);
