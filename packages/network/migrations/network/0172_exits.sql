-- Conversions that bring a webmaster nothing, to sum them up without reading the others.
CREATE INDEX conversion_exits ON conversion (webmaster_id, currency, validation, is_test, commission_minor)
  WHERE validation IN ('rejected', 'reversed') OR check_state = 'refused';

-- What waits for an answer, and what starts soon.
CREATE INDEX terms_proposed ON terms (webmaster_id, offer_id) WHERE status = 'proposed';
CREATE INDEX terms_starting ON terms (in_force_from) WHERE status = 'accepted';
CREATE INDEX application_pending ON application (advertiser_id) WHERE status = 'pending';
