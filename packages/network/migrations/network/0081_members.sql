-- What a member may do in their account (packages/network/src/identity/rights.ts).
ALTER TABLE person ADD COLUMN member_role TEXT NOT NULL DEFAULT 'owner'
  CHECK (member_role IN ('owner', 'manager', 'finance', 'read_only'));
-- The row of a member who was removed stays, because histories name it; the address is free again.
ALTER TABLE person ADD COLUMN removed_at INTEGER;
CREATE INDEX person_by_account ON person (role, coalesce(advertiser_id, webmaster_id), id);
ALTER TABLE invitation ADD COLUMN member_role TEXT NOT NULL DEFAULT 'owner'
  CHECK (member_role IN ('owner', 'manager', 'finance', 'read_only'));

-- The person who made the key: it never exceeds their rights, and ends with their membership.
ALTER TABLE api_key ADD COLUMN person_id TEXT REFERENCES person (id);
UPDATE api_key SET person_id = (SELECT id FROM person WHERE id = substr(created_by, instr(created_by, ':') + 1));
CREATE INDEX api_key_by_person ON api_key (person_id) WHERE person_id IS NOT NULL;
ALTER TABLE api_key ADD COLUMN revoked_by TEXT;
ALTER TABLE api_key ADD COLUMN revoked_reason TEXT;
