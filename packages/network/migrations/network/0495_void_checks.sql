-- The second stage also looks at what was rejected or reversed before it, for the record.
CREATE INDEX conversion_check_due_void ON conversion (recorded_at, offer_id)
  WHERE check_due <> 'no' AND check_state = 'clear' AND click_facts <> 'awaited' AND validation IN ('rejected', 'reversed');
