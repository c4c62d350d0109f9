-- Why an offer got its status: why it was returned, paused or archived. It takes the place of returned_reason.
ALTER TABLE offer ADD COLUMN status_reason TEXT;
UPDATE offer SET status_reason = returned_reason;
