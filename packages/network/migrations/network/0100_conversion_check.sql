-- Conversions by why they are held or refused, for lists; and those that the block of a webmaster holds.
CREATE INDEX conversion_by_check ON conversion (check_code) WHERE check_code IS NOT NULL;
CREATE INDEX conversion_by_block ON conversion (webmaster_id) WHERE check_code = 'webmaster_blocked';
