-- When a session was last used, to the minute, and the caller's network at the sign-in as a keyed hash.
ALTER TABLE session ADD COLUMN last_used_at INTEGER;
ALTER TABLE session ADD COLUMN network TEXT;

-- The zone in which a person reads times, and the currency in which they read sums; null: those of the network.
ALTER TABLE person ADD COLUMN zone TEXT;
ALTER TABLE person ADD COLUMN currency TEXT;
