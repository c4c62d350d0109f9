import { HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import { resealRows } from "../reseal.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { announce, SCREENER } from "./change.ts";
import { openDetails } from "./holds.ts";
import type { Vault } from "../vault.ts";

/** What a screening service says of an account's holder. `unknown`: it can't say, or did not answer. */
export interface ScreeningAnswer {
  kind: "clear" | "hit" | "unknown";
  note: string | null;
}

/** Asks a screening service, for example about lists of sanctions. It throws if there is no answer. */
export type Screening = (subject: { accountId: string; details: PayoutDetails }) => Promise<ScreeningAnswer>;

/** Of one run; each asks a server of another party. */
const SCREENED_MAX = 10;
/** How soon the same question is asked again. */
const AGAIN_MS = HOUR_MS;

/**
 * Asks the screening about new accounts. Only a clear answer ends the hold: "I don't know" keeps it, and is asked again;
 * after a hit an operator decides. Returns how many were asked.
 */
export async function screenAccounts(ctx: Context, vault: Vault, ask: Screening): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "screen payout accounts");
  const { db } = ctx;
  const rows = await db.query
    .selectFrom("payout_account_hold")
    .innerJoin("payout_account", "payout_account.id", "account_id")
    .selectAll("payout_account")
    .where("ended_at", "is", null)
    .where("ask_at", "is not", null)
    .where("ask_at", "<=", ctx.now())
    .orderBy("ask_at")
    .limit(SCREENED_MAX)
    .execute();
  const answerFor = async (row: Parameters<typeof openDetails>[1]): Promise<ScreeningAnswer> => {
    try {
      const { details } = await openDetails(vault, row);
      return await ask({ accountId: row.id, details });
    } catch (error) {
      console.error({ event: "screening.failed", accountId: row.id, error: String(error) });
      return { kind: "unknown", note: null };
    }
  };
  for (const row of rows) {
    const { kind, note } = await answerFor(row);
    const isClear = kind === "clear";
    await db.write([
      rawStatement(
        `UPDATE payout_account_hold SET note = ?1, ask_at = CAST(?2 AS INTEGER), ended_at = CAST(?3 AS INTEGER),
           ended_by = ?4, end_reason = ?5
         WHERE account_id = ?6 AND reason = 'screening' AND ended_at IS NULL`,
        [
          ...[note, kind === "unknown" ? ctx.now() + AGAIN_MS : null, isClear ? ctx.now() : null],
          ...[isClear ? SCREENER : null, isClear ? "The screening found nothing" : null, row.id],
        ],
      ),
      ...(kind === "hit" ? [announce(row, "held", ctx.now())] : []),
    ]);
  }
  return rows.length;
}

/** Seals rows again that another key than the current one sealed. Returns how many. */
export async function resealAccounts(ctx: Context, vault: Vault): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "seal payout accounts again");
  return resealRows(ctx, vault, { table: "payout_account", owner: "webmaster_id" });
}
