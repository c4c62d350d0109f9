-- The 30-second step of the last code that was used: a code works once, and so does no older one.
ALTER TABLE two_factor ADD COLUMN last_step INTEGER NOT NULL DEFAULT 0;
