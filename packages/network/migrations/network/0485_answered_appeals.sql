-- What a webmaster's home page counts: answers of the last days.
CREATE INDEX appeal_answered ON appeal (webmaster_id, ended_at) WHERE status IN ('accepted', 'declined');
