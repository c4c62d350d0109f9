/** The one place that knows which bank file, or which provider, was told to pay a payout. */
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { jsonChunks, rawStatement, valuesIn, voidIf, type Statement, type Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { WAITS_FOR_DOCUMENT } from "./documents.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** What pays a payout: the message id of a file, or the name of a provider. */
export type Instruction = Pick<Tables["payout_instruction"], "source" | "reference">;

interface Instructed extends Instruction {
  runId: string;
  payoutIds: readonly string[];
}

/**
 * Gives payouts their instruction. It belongs into the batch that makes the file or asks the provider: the batch is void
 * if something else pays one of them, one is not on payment any more, or one waits for a document. The same instruction again changes nothing.
 * Throws `forbidden`.
 */
export function instructPayouts(ctx: Context, { runId, payoutIds, source, reference }: Instructed): Statement[] {
  requireRole(ctx, OPERATOR_OR_JOB, "instruct others to pay payouts");
  return jsonChunks(payoutIds).flatMap((json) => [
    voidIf(
      ctx.db,
      sql`EXISTS (SELECT 1 FROM json_each(${json}) one LEFT JOIN payout p ON p.id = one.value AND p.run_id = ${runId}
        WHERE p.status IS NOT 'on_payment' OR p.job IS NOT NULL OR ${WAITS_FOR_DOCUMENT})`,
    ),
    rawStatement(
      `INSERT INTO payout_instruction (payout_id, instructed_at, run_id, source, reference)
       SELECT one.value, CAST(?2 AS INTEGER), ?3, ?4, ?5 FROM json_each(?1) one
       WHERE NOT EXISTS (SELECT 1 FROM payout_instruction i
         WHERE i.payout_id = one.value AND i.ended_at IS NULL AND i.reference = ?5)`,
      [json, ctx.now(), runId, source, reference],
    ),
  ]);
}

/** Refuses to instruct others to pay payouts of which something else pays one. Throws `forbidden`, `paid_elsewhere`. */
export async function requireNoInstruction(ctx: Context, path: string, payoutIds: readonly string[]): Promise<void> {
  requireRole(ctx, OPERATOR_OR_JOB, "instruct others to pay payouts");
  for (const json of jsonChunks(payoutIds)) {
    const rows = await ctx.db.query
      .selectFrom("payout_instruction")
      .select(["payout_id as payoutId", "source", "reference"])
      .where("payout_id", "in", valuesIn<string>(json))
      .where("ended_at", "is", null)
      .execute();
    if (rows.length > 0) throw paidElsewhere(path, rows);
  }
}

/** Ends an instruction for the payouts that are not paid: something else may pay them. Throws `forbidden`. */
export function endInstruction(ctx: Context, { runId, reference }: { runId: string; reference: string }): Statement[] {
  requireRole(ctx, OPERATOR_OR_JOB, "end instructions to pay payouts");
  return [
    rawStatement(
      `UPDATE payout_instruction SET ended_at = CAST(?1 AS INTEGER) WHERE run_id = ?2 AND reference = ?3 AND ended_at IS NULL
         AND EXISTS (SELECT 1 FROM payout p WHERE p.id = payout_id AND p.status = 'on_payment')`,
      [ctx.now(), runId, reference],
    ),
  ];
}

/** Refuses to pay what something else pays already, and names the first of these payouts with what pays them. */
export function paidElsewhere(path: string, payouts: readonly (Instruction & { payoutId: string })[]): NetworkError {
  const payers = [...new Set(payouts.map(nameOf))];
  const others = payers.length > PAYERS_NAMED_MAX ? " and others" : "";
  return new NetworkError(
    "paid_elsewhere",
    `${payouts.length} of these payouts are already paid by ${payers.slice(0, PAYERS_NAMED_MAX).join(", ")}${others}. Leave them out; if the bank refused or never got a file, void it first`,
    payouts.slice(0, PAYOUTS_NAMED_MAX).map((payout) => ({
      path,
      message: `${payout.payoutId} is already paid by ${nameOf(payout)}`,
    })),
  );
}

const PAYERS_NAMED_MAX = 5;
const PAYOUTS_NAMED_MAX = 100;

const nameOf = ({ source, reference }: Instruction) =>
  source === "file" ? `the file ${reference}` : `the provider ${reference}`;
