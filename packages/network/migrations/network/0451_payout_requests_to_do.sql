-- What webmasters asked for and no run has paid yet, in the order in which they asked.
CREATE INDEX payout_request_not_withdrawn ON payout_request (requested_at) WHERE withdrawn_at IS NULL;
