import { inJson, insertRows, rawStatement, type Db, type Statement } from "../db/index.ts";
import type { PaymentEvent } from "../ledger/index.ts";
import type { Correction } from "./corrections.ts";
import { stepCorrection, writeCorrectionChanges, type CorrectionChange } from "./payment.ts";

/** The actor, time and reason of a payment's step. */
export interface StepCause {
  actor: string;
  reason: string | null;
  /** Unix ms. */
  at: number;
}

/**
 * The lines of these corrections, with their money moved available → on payment. A correction has at most one active
 * line.
 */
export const payCorrections = (payoutId: string, rows: readonly Correction[], cause: StepCause): Statement[] => [
  ...insertRows(
    "payout_correction",
    ["payout_id", "correction_id", "amount_minor", "released_at"],
    rows.map(({ id, amount_minor }) => ({
      payout_id: payoutId,
      correction_id: id,
      amount_minor,
      released_at: null,
    })),
  ),
  ...writeCorrectionChanges(rows.map((row) => stepCorrection(row, "pay", { ...cause, payoutId }))),
];

/** The next step of every correction that these payouts pay. */
export async function stepCorrections(
  db: Db,
  payoutIds: readonly string[],
  event: Exclude<PaymentEvent, "pay">,
  cause: StepCause,
): Promise<Statement[]> {
  const rows = await db.query
    .selectFrom("payout_correction")
    .innerJoin("correction", "correction.id", "payout_correction.correction_id")
    .selectAll("correction")
    .select("payout_correction.payout_id")
    .where("payout_correction.payout_id", "in", inJson(payoutIds))
    .where("payout_correction.released_at", "is", null)
    .execute();
  const changes = rows.map(({ payout_id, ...row }): CorrectionChange =>
    stepCorrection(row, event, { ...cause, payoutId: payout_id }),
  );
  return writeCorrectionChanges(changes);
}

/** Releases the lines, so that another payout can pay their corrections. */
export const releaseLines = (payoutId: string, at: number): Statement[] =>
  ["payout_line", "payout_correction"].map((table) =>
    rawStatement(`UPDATE ${table} SET released_at = ? WHERE payout_id = ? AND released_at IS NULL`, [at, payoutId]),
  );
