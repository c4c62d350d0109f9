-- What webmasters claim of advertisers: an order that was not recorded for them, another amount, or a rejection taken back.
CREATE TABLE claim (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('untracked', 'wrong', 'declined')),
  status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'withdrawn')),
  webmaster_id TEXT NOT NULL,
  -- Of the click.
  offer_id TEXT NOT NULL,
  advertiser_id TEXT NOT NULL,
  goal_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  click_id TEXT NOT NULL,
  -- What a webmaster claims once at a time: the identity of the order, or the id of the conversion.
  subject TEXT NOT NULL,
  -- The identity of the order among conversions; null if it has no order id.
  identity TEXT,
  -- The webmaster's own conversion that it is about; null for an order that is not recorded.
  conversion_id TEXT,
  order_id TEXT,
  -- When the order was made: a moment, or a day.
  occurred_from INTEGER NOT NULL,
  occurred_until INTEGER NOT NULL,
  -- The amount that is claimed; null: none is.
  amount_minor INTEGER,
  currency TEXT NOT NULL,
  comment TEXT,
  filed_at INTEGER NOT NULL,
  filed_by TEXT NOT NULL,
  -- From then on it waits for the operator.
  due_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT,
  answer_code TEXT,
  answer_reason TEXT,
  -- The conversion that its acceptance recorded or changed.
  result_id TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claim_is_open_once ON claim (webmaster_id, subject) WHERE status = 'open';
CREATE INDEX claim_of_subject ON claim (webmaster_id, subject, filed_at);
CREATE INDEX claim_of_conversion ON claim (conversion_id, due_at, id);
CREATE INDEX claim_by_webmaster ON claim (webmaster_id, due_at, id);
CREATE INDEX claim_by_advertiser ON claim (advertiser_id, due_at, id);
-- What waits for an answer: the advertiser's list, and the numbers on home pages.
CREATE INDEX claim_open_of_advertiser ON claim (advertiser_id, due_at, id) WHERE status = 'open';
CREATE INDEX claim_open ON claim (due_at, id) WHERE status = 'open';
CREATE INDEX claim_open_of_webmaster ON claim (webmaster_id, due_at, id) WHERE status = 'open';
CREATE INDEX claim_of_offer ON claim (offer_id, due_at, id);
CREATE INDEX claim_by_due ON claim (due_at, id);
-- For the audit.
CREATE INDEX claim_by_time ON claim (filed_at);
CREATE INDEX claim_by_end ON claim (ended_at) WHERE ended_at IS NOT NULL;
-- What a webmaster's home page counts: answers of the last days.
CREATE INDEX claim_answered ON claim (webmaster_id, ended_at) WHERE status IN ('accepted', 'declined');

-- Days within which the advertiser answers a claim.
ALTER TABLE offer ADD COLUMN claim_days INTEGER NOT NULL DEFAULT 14;
