import { rawStatement, type Statement } from "../db/index.ts";

/** SQL of the status of a row of `payout_request`: a payout that is cancelled or returned gives its request back. */
export const REQUEST_STATUS = `CASE WHEN payout_request.withdrawn_at IS NOT NULL THEN 'withdrawn'
  WHEN payout_request.payout_id IS NULL OR EXISTS (SELECT 1 FROM payout p WHERE p.id = payout_request.payout_id
    AND p.status IN ('cancelled', 'returned')) THEN 'open' ELSE 'taken' END`;

/** The open requests of payees belong to the payouts that are made for them: JSON of `[id, webmaster, currency]`. */
export const takeRequests = (payouts: string): Statement =>
  rawStatement(
    `UPDATE payout_request SET payout_id = made.value ->> 0 FROM json_each(?) made
     WHERE payout_request.webmaster_id = made.value ->> 1 AND payout_request.currency = made.value ->> 2
       AND payout_request.withdrawn_at IS NULL
       AND ${REQUEST_STATUS} = 'open'`,
    [payouts],
  );
