-- Who revoked an invitation, a postback token or a signing secret, and why; as api_key has it.
ALTER TABLE invitation ADD COLUMN revoked_by TEXT;
ALTER TABLE invitation ADD COLUMN revoked_reason TEXT;
ALTER TABLE postback_token ADD COLUMN revoked_by TEXT;
ALTER TABLE postback_token ADD COLUMN revoked_reason TEXT;
ALTER TABLE postback_secret ADD COLUMN revoked_by TEXT;
ALTER TABLE postback_secret ADD COLUMN revoked_reason TEXT;
