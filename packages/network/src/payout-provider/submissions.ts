import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement, retryOnConcurrentWrite, voidIf, type ListPage, type Tables } from "../db/index.ts";
import { sql } from "kysely";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { getPayout, getPayoutRun, markArrived, returnStatements, workOnRuns, type Payout } from "../payout/index.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { SubmissionStatus } from "../words.ts";
import type { PayoutProvider, WebhookAnswer } from "./provider.ts";

/** What became of a payout at its provider. */
export type Submission = Tables["payout_submission"] & { webmaster_id: string; currency: string; net_minor: number };

/** Payouts of a run that were handed over, by id. Throws `forbidden`, `not_found`. */
export async function listSubmissions(
  ctx: Context,
  runId: string,
  { status, cursor = "", limit }: { status?: SubmissionStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<ListPage<Submission>> {
  requireRole(ctx, OPERATOR, "read what providers pay");
  await getPayoutRun(ctx, runId);
  let found = ctx.db.query
    .selectFrom("payout_submission as s")
    .innerJoin("payout as p", "p.id", "s.payout_id")
    .selectAll("s")
    .select(["p.webmaster_id", "p.currency", "p.net_minor"])
    .where("s.run_id", "=", runId)
    .where("s.payout_id", ">", cursor)
    .orderBy("s.payout_id")
    .limit(limit + 1);
  if (status !== undefined) found = found.where("s.status", "=", status);
  const rows = await found.execute();
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.payout_id ?? null) : null };
}

/** Statuses that a person resolves: no answer of the provider ends them. */
const TO_RESOLVE: readonly SubmissionStatus[] = ["blocked", "refused", "unknown"];

/**
 * Decides what became of a payout where the provider's answers do not say it: the person has looked at the provider. Paid:
 * it is settled. Not paid: its money is available again. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`.
 */
export async function resolveSubmission(
  ctx: Context,
  payoutId: string,
  { isPaid, reason }: { isPaid: boolean; reason: string },
): Promise<Payout> {
  requireRole(ctx, OPERATOR, "resolve what a provider paid");
  requireMoneyScope(ctx);
  await retryOnConcurrentWrite(
    async () => {
      const { payout } = await getPayout(ctx, payoutId);
      const submission = await ctx.db.query
        .selectFrom("payout_submission")
        .selectAll()
        .where("payout_id", "=", payoutId)
        .executeTakeFirst();
      if (submission === undefined) throw notFound("payout that was handed to a provider");
      if (!TO_RESOLVE.includes(submission.status))
        throw new NetworkError(
          "transition_refused",
          `The payout is ${submission.status} at its provider: only ${TO_RESOLVE.join(", ")} are resolved by hand`,
        );
      const moves =
        isPaid && payout.status === "on_payment"
          ? markArrived(ctx, [payout])
          : !isPaid && payout.status !== "returned"
            ? await returnStatements(ctx, payoutId, { reason, chargeMinor: 0 })
            : [];
      if (isPaid && payout.status === "returned")
        throw new NetworkError(
          "transition_refused",
          "The payout is already returned: correct the webmaster's balance by what was paid twice, and resolve it as not paid",
        );
      await ctx.db.write([
        voidIf(
          ctx.db,
          sql`NOT EXISTS (SELECT 1 FROM payout_submission WHERE payout_id = ${payoutId} AND status = ${submission.status})`,
        ),
        rawStatement(
          "UPDATE payout_submission SET status = ?, reason = ?, changed_at = CAST(? AS INTEGER) WHERE payout_id = ?",
          [isPaid ? "paid" : "returned", reason, ctx.now(), payoutId],
        ),
        ...moves,
        ...audit(ctx, {
          ...{ event: "payout.resolve", subject: payoutId, account: payout.webmaster_id, reason },
          ...{ before: { status: submission.status }, after: { status: isPaid ? "paid" : "returned" } },
        }),
      ]);
    },
    { triesMax: 3 },
  );
  const { payout } = await getPayout(ctx, payoutId);
  await workOnRuns(ctx, [payout.run_id]);
  return (await getPayout(ctx, payoutId)).payout;
}

/**
 * A message of a provider. It is verified, and only brings forward when the batch is asked about: what it says is never
 * believed. Throws `forbidden`.
 */
export async function noteWebhook(
  ctx: Context,
  provider: PayoutProvider,
  { headers, body }: { headers: Headers; body: string },
): Promise<WebhookAnswer["kind"]> {
  requireRole(ctx, OPERATOR_OR_JOB, "take messages of a provider");
  const answer = await provider.readWebhook(headers, body);
  if (answer.kind === "genuine" && answer.providerBatchId !== null)
    await ctx.db.write([
      rawStatement(
        `UPDATE payout_batch SET due_at = CAST(?1 AS INTEGER), status = 'submitted'
         WHERE provider = ?2 AND provider_batch_id = ?3 AND status IN ('submitted', 'done', 'unknown')`,
        [ctx.now(), provider.name, answer.providerBatchId],
      ),
    ]);
  return answer.kind;
}
