-- A claim of a request that died ends; a retry then goes on under the same ids.
ALTER TABLE idempotency ADD COLUMN claimed_until INTEGER NOT NULL DEFAULT 0;
-- SHA-256 of a streamed file, known once it has been read.
ALTER TABLE idempotency ADD COLUMN content TEXT;

-- Messages and tokens get ids of their own, by which a retry finds them.
ALTER TABLE message ADD COLUMN id TEXT;
UPDATE message SET id = 'msg' || substr(thread_id, 4) || '-' || number;
CREATE UNIQUE INDEX message_by_id ON message (id);
ALTER TABLE postback_token ADD COLUMN id TEXT;
UPDATE postback_token SET id = 'ptk_' || substr(sha256, 1, 24);
CREATE UNIQUE INDEX postback_token_by_id ON postback_token (id);
