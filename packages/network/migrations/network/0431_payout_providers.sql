-- Runs whose payouts a provider is asked to pay.
CREATE TABLE payout_handover (
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  provider TEXT NOT NULL CHECK (provider IN ('paypal')),
  requested_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL,
  is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1)),
  PRIMARY KEY (run_id, provider)
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_handover_to_do ON payout_handover (requested_at) WHERE is_done = 0;

-- What a provider is asked to pay by one request. It has its id before it is sent, and keeps it: the provider refuses a second
-- request with the same id.
CREATE TABLE payout_batch (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES payout_run (id),
  provider TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- `new`: not accepted as far as is known; `unknown`: a person must look.
  status TEXT NOT NULL CHECK (status IN ('new', 'submitted', 'refused', 'unknown', 'done')),
  provider_batch_id TEXT,
  created_at INTEGER NOT NULL,
  -- The first time that it may have reached the provider.
  first_sent_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  -- When it is sent or asked about next.
  due_at INTEGER,
  reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_batch_due ON payout_batch (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX payout_batch_by_provider_id ON payout_batch (provider, provider_batch_id) WHERE provider_batch_id IS NOT NULL;
CREATE INDEX payout_batch_by_run ON payout_batch (run_id);

-- What became of a payout at its provider. A payout is handed over once.
CREATE TABLE payout_submission (
  payout_id TEXT PRIMARY KEY REFERENCES payout (id),
  run_id TEXT NOT NULL,
  -- Null: it was not sent.
  batch_id TEXT REFERENCES payout_batch (id),
  status TEXT NOT NULL CHECK (status IN
    ('waiting', 'submitted', 'unclaimed', 'on_hold', 'blocked', 'refused', 'unknown', 'paid', 'returned')),
  -- The provider's own word, and its id of the payment.
  provider_status TEXT,
  provider_item_id TEXT,
  reason TEXT,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_submission_by_run ON payout_submission (run_id, payout_id);
CREATE INDEX payout_submission_by_batch ON payout_submission (batch_id, payout_id);

-- While a provider may still pay a payout, no statement takes it back or marks it as paid besides its answer.
CREATE TRIGGER submitted_payout_waits BEFORE UPDATE OF job ON payout
WHEN NEW.job IN ('return', 'settle') AND OLD.job IS NULL AND EXISTS (
  SELECT 1 FROM payout_submission WHERE payout_id = NEW.id AND status NOT IN ('refused', 'paid', 'returned'))
BEGIN SELECT RAISE(ABORT, 'payout_submitted'); END;
