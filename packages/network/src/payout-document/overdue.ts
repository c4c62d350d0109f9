import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, rawStatement } from "../db/index.ts";
import { returnStatements, workOnRuns } from "../payout/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { unlessChanged } from "./upload.ts";

/** Payouts of one step. Each is returned with its lines. */
const PAYOUTS_A_STEP = 5;
const REASON = "No signed document came in time";

/** Returns the money of payouts whose signed document did not come in time. Returns how many documents it closed. */
export async function returnOverdue(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "return payouts without a document");
  const due = await ctx.db.query
    .selectFrom("payout_document as d")
    .innerJoin("payout as p", "p.id", "d.payout_id")
    .select(["d.id", "d.version", "d.webmaster_id", "d.payout_id", "p.run_id", "p.status", "p.job"])
    .where("d.status", "=", "required")
    .where("d.due_at", "<=", ctx.now())
    .orderBy("d.due_at")
    .limit(PAYOUTS_A_STEP)
    .execute();
  let closed = 0;
  for (const one of due) {
    try {
      if (one.job !== null) continue; // its lines are being moved: the next step looks again
      // One that a bank paid all the same is only closed.
      const isPaid = one.status === "paid";
      await ctx.db.write([
        unlessChanged(ctx, one),
        rawStatement(
          `UPDATE payout_document SET status = 'missed', version = version + 1, reason = ?, decided_at = CAST(? AS INTEGER),
             decided_by = ? WHERE id = ?`,
          [REASON, ctx.now(), actorName(ctx.actor), one.id],
        ),
        ...audit(ctx, { event: "payout_document.miss", subject: one.id, account: one.webmaster_id, reason: REASON }),
        ...(isPaid ? [] : await returnStatements(ctx, one.payout_id, { reason: REASON, chargeMinor: 0 })),
      ]);
      closed++;
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error; // it was uploaded, or changed otherwise, just now
    }
  }
  await workOnRuns(ctx, [...new Set(due.map(({ run_id }) => run_id))]);
  return closed;
}
