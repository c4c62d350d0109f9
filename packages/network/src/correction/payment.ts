import { insertRows, jsonChunks, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import {
  PAYMENT,
  postTransfers,
  transferIdFor,
  webmasterAccount,
  type PaymentEvent,
  type Transfer,
} from "../ledger/index.ts";
import type { Correction } from "./corrections.ts";
import type { Payment } from "../words.ts";

/** One step of a correction's payment with everything that must be written for it. */
export interface CorrectionChange {
  row: Correction;
  history: Tables["correction_change"];
  transfer: Transfer;
}

/** Applies a payment step to a correction of a webmaster's account. Throws `transition_refused`. */
export function stepCorrection(
  row: Correction,
  event: PaymentEvent,
  cause: { actor: string; reason: string | null; at: number; payoutId: string },
): CorrectionChange {
  const steps: Partial<Record<PaymentEvent, Payment>> = PAYMENT[row.payment];
  const [payment, webmasterId] = [steps[event], row.webmaster_id];
  if (payment === undefined || webmasterId === null || row.status !== "posted")
    throw new NetworkError(
      "transition_refused",
      `${event} is refused: the correction is ${row.status}, its payment is ${row.payment}`,
    );
  const version = row.version + 1;
  const purse = (of: Payment) => webmasterAccount(webmasterId, of === "none" ? "available" : of);
  const [from, to] = [purse(row.payment), purse(payment)];
  return {
    row: { ...row, payment, version },
    history: {
      correction_id: row.id,
      version,
      payment,
      payout_id: cause.payoutId,
      actor: cause.actor,
      reason: cause.reason,
      changed_at: cause.at,
    },
    transfer: {
      id: transferIdFor(row.id, version, "payment"),
      // A returned payment is transferred in the opposite direction.
      ...(row.amount_minor > 0 ? { debit: from, credit: to } : { debit: to, credit: from }),
      currency: row.currency,
      amountMinor: Math.abs(row.amount_minor),
      conversionId: null,
      payoutId: cause.payoutId,
      postedAt: cause.at,
      correctionId: row.id,
    },
  };
}

/**
 * Everything that these steps write. Steps are unique by correction and version: a concurrent writer voids the batch.
 */
export function writeCorrectionChanges(changes: readonly CorrectionChange[]): Statement[] {
  const text = `UPDATE correction SET payment = changed.value ->> 1, version = changed.value ->> 2
    FROM json_each(?) changed WHERE correction.id = changed.value ->> 0`;
  return [
    ...insertRows(
      "correction_change",
      ["correction_id", "version", "payment", "payout_id", "actor", "reason", "changed_at"],
      changes.map(({ history }) => history),
    ),
    ...jsonChunks(changes.map(({ row }) => [row.id, row.payment, row.version])).map((json) =>
      rawStatement(text, [json]),
    ),
    ...postTransfers(changes.map(({ transfer }) => transfer)),
  ];
}

/** Corrections that the next payout pays or sets off, the most negative first. */
export const listPayableCorrections = (
  { query }: Db,
  of: { webmasterId: string; currency: string },
  max: number,
): Promise<Correction[]> =>
  query
    .selectFrom("correction")
    .selectAll()
    .where("webmaster_id", "=", of.webmasterId)
    .where("currency", "=", of.currency)
    .where("status", "=", "posted")
    .where("payment", "=", "none")
    .orderBy("amount_minor")
    .orderBy("id")
    .limit(max)
    .execute();
