-- Accounts, offers, links, conversions, ledger, payouts. Times are Unix ms UTC, amounts integer minor units.

CREATE TABLE advertiser (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked')),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the hash of a postback token is kept.
CREATE TABLE postback_token (
  sha256 TEXT PRIMARY KEY,
  advertiser_id TEXT NOT NULL REFERENCES advertiser (id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX postback_token_by_advertiser ON postback_token (advertiser_id);

CREATE TABLE webmaster (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked')),
  -- The longer of this and the offer's counts.
  hold_days INTEGER NOT NULL DEFAULT 0 CHECK (hold_days >= 0),
  -- Smallest payout, in minor units of the payout's currency.
  payout_minimum_minor INTEGER NOT NULL DEFAULT 3000 CHECK (payout_minimum_minor >= 0),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the hash of an API key is kept. Exactly one of the two account columns is set, neither for an operator.
CREATE TABLE api_key (
  sha256 TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'webmaster')),
  advertiser_id TEXT REFERENCES advertiser (id),
  webmaster_id TEXT REFERENCES webmaster (id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  CHECK ((role = 'advertiser') = (advertiser_id IS NOT NULL)),
  CHECK ((role = 'webmaster') = (webmaster_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE offer (
  id TEXT PRIMARY KEY,
  advertiser_id TEXT NOT NULL REFERENCES advertiser (id),
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'active', 'paused', 'archived')),
  validation TEXT NOT NULL CHECK (validation IN ('real_time', 'upload')),
  -- Days after which a conversion approves itself; null: never.
  validation_days INTEGER CHECK (validation_days >= 0),
  hold_days INTEGER NOT NULL CHECK (hold_days >= 0),
  attribution_days INTEGER NOT NULL CHECK (attribution_days > 0),
  click_parameter TEXT NOT NULL DEFAULT 'click_id',
  fallback_url TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  CHECK (validation_days IS NULL OR validation <> 'upload')
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_by_advertiser ON offer (advertiser_id);

-- What one conversion costs the advertiser (revenue) and brings the webmaster (commission):
-- a fixed part in minor units plus a share of the amount in basis points.
CREATE TABLE goal (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  code TEXT NOT NULL,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  currency TEXT NOT NULL,
  revenue_fixed_minor INTEGER NOT NULL CHECK (revenue_fixed_minor >= 0),
  revenue_bps INTEGER NOT NULL CHECK (revenue_bps >= 0),
  commission_fixed_minor INTEGER NOT NULL CHECK (commission_fixed_minor >= 0),
  commission_bps INTEGER NOT NULL CHECK (commission_bps >= 0),
  UNIQUE (offer_id, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX goal_default ON goal (offer_id) WHERE is_default = 1;

CREATE TABLE landing (
  id TEXT PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  url TEXT NOT NULL,
  weight INTEGER NOT NULL CHECK (weight > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX landing_by_offer ON landing (offer_id);

-- AUTOINCREMENT: a number is in every click_ID of its link and must never be given twice.
CREATE TABLE link (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  offer_id TEXT NOT NULL REFERENCES offer (id),
  webmaster_id TEXT NOT NULL REFERENCES webmaster (id),
  landing_id TEXT REFERENCES landing (id),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
  fallback_url TEXT,
  -- JSON object of defaults by sub-id name.
  defaults TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_by_webmaster ON link (webmaster_id);
CREATE INDEX link_by_offer ON link (offer_id);

-- Keys of KV whose value must be published again. Written in the batch of the change itself.
CREATE TABLE outbox (
  key TEXT PRIMARY KEY,
  -- New with each change, so that a drainer deletes only what it has published.
  mark TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Work that only one worker may do at a time. Any worker may take an expired lease.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every accepted postback and what became of it.
CREATE TABLE postback (
  receipt TEXT PRIMARY KEY,
  advertiser_id TEXT NOT NULL,
  click_id TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  -- recorded, updated, duplicate, stale, parked, rejected
  outcome TEXT NOT NULL,
  reason TEXT,
  conversion_id TEXT,
  -- JSON of method, content type and parameters; without the token.
  request TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX postback_by_click ON postback (click_id);

CREATE TABLE conversion (
  id TEXT PRIMARY KEY,
  -- (offer, goal, order id) or (click, goal): what may happen once.
  identity TEXT NOT NULL UNIQUE,
  offer_id TEXT NOT NULL,
  goal_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  webmaster_id TEXT NOT NULL,
  advertiser_id TEXT NOT NULL,
  click_id TEXT NOT NULL,
  order_id TEXT,
  clicked_at INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  currency TEXT NOT NULL,
  -- What the visitor paid; null where the advertiser named no amount.
  amount_minor INTEGER,
  revenue_minor INTEGER NOT NULL CHECK (revenue_minor >= 0),
  commission_minor INTEGER NOT NULL CHECK (commission_minor >= 0),
  hold_days INTEGER NOT NULL,
  -- The advertiser's answer, the network's check, the payment, and the set-off of a reversal after payment.
  validation TEXT NOT NULL CHECK (validation IN ('pending', 'approved', 'rejected', 'reversed')),
  check_state TEXT NOT NULL CHECK (check_state IN ('clear', 'held', 'refused')),
  payment TEXT NOT NULL CHECK (payment IN ('none', 'on_payment', 'paid')),
  setoff TEXT NOT NULL CHECK (setoff IN ('none', 'on_payment', 'paid')),
  hold_over INTEGER NOT NULL CHECK (hold_over IN (0, 1)),
  -- When an approved conversion's hold ends; null until it is approved.
  available_at INTEGER,
  -- When it approves itself; null: it does not.
  approves_at INTEGER,
  -- When the edge accepted the advertiser's last answer: older ones are stale.
  answered_at INTEGER NOT NULL,
  -- +1 the next payout pays the commission, -1 it sets it off, 0 neither.
  claimable INTEGER NOT NULL CHECK (claimable IN (-1, 0, 1)),
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversion_by_webmaster ON conversion (webmaster_id, id);
CREATE INDEX conversion_by_advertiser ON conversion (advertiser_id, id);
CREATE INDEX conversion_by_click ON conversion (click_id);
CREATE INDEX conversion_claimable ON conversion (webmaster_id, currency, id) WHERE claimable <> 0;
CREATE INDEX conversion_on_hold ON conversion (available_at)
  WHERE validation = 'approved' AND check_state = 'clear' AND payment = 'none' AND hold_over = 0;
CREATE INDEX conversion_undecided ON conversion (approves_at)
  WHERE validation = 'pending' AND approves_at IS NOT NULL;

-- One row a change. A rival writes the same (conversion, version) and loses its whole batch.
CREATE TABLE conversion_change (
  conversion_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT,
  changed_at INTEGER NOT NULL,
  validation TEXT NOT NULL,
  check_state TEXT NOT NULL,
  payment TEXT NOT NULL,
  setoff TEXT NOT NULL,
  hold_over INTEGER NOT NULL,
  PRIMARY KEY (conversion_id, version)
) STRICT, WITHOUT ROWID;

-- Only ever inserted: a mistake is mended by another transfer.
CREATE TABLE transfer (
  id TEXT PRIMARY KEY,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  conversion_id TEXT NOT NULL,
  payout_id TEXT,
  posted_at INTEGER NOT NULL,
  CHECK (debit <> credit)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

-- Running sums: credits less debits. Updated in the batch of their transfers.
CREATE TABLE balance (
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance_minor INTEGER NOT NULL,
  PRIMARY KEY (account, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE payout_run (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'sent', 'settled')),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a step: of two who take the same step, one loses its batch.
CREATE TABLE payout_run_step (
  run_id TEXT NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE payout (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  webmaster_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  status TEXT NOT NULL CHECK (status IN ('new', 'on_payment', 'paid', 'returned', 'declined', 'cancelled')),
  created_at INTEGER NOT NULL,
  paid_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_by_run ON payout (run_id);
CREATE INDEX payout_by_webmaster ON payout (webmaster_id, id);

-- What a payout pays: commissions, and set-offs of reversals after payment (negative).
CREATE TABLE payout_line (
  payout_id TEXT NOT NULL REFERENCES payout (id),
  conversion_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('commission', 'setoff')),
  amount_minor INTEGER NOT NULL,
  -- A returned payout's lines are released, so that another payout may pay the conversion.
  released_at INTEGER,
  PRIMARY KEY (payout_id, conversion_id, kind)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payout_line_lives_once ON payout_line (conversion_id, kind) WHERE released_at IS NULL;

-- Messages that no consumer could take in, with the reason.
CREATE TABLE dead_letter (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
