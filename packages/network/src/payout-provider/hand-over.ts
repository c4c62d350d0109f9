import { sql, type SqlBool } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, voidIf } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { getPayoutRun, instructPayouts, requireNoInstruction, WAITS_FOR_DOCUMENT } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { PayoutProviderName } from "../words.ts";
import type { PayoutProvider } from "./provider.ts";

/**
 * Asks for all payouts of a sent run to accounts of a provider to be paid by it. A job hands them over in batches. A repeat
 * hands over those that waited for a document before. Throws `forbidden`, `scope_missing`, `not_found`, `run_step_refused`, `paid_elsewhere`.
 */
export async function handOverRun(ctx: Context, runId: string, provider: PayoutProvider | undefined): Promise<void> {
  requireRole(ctx, OPERATOR, "hand payouts over to a provider");
  requireMoneyScope(ctx);
  const run = await getPayoutRun(ctx, runId);
  if (provider === undefined)
    throw new NetworkError("run_step_refused", "PayPal is not connected: its access is not configured");
  if (run.status !== "sent" || run.job !== null)
    throw new NetworkError(
      "run_step_refused",
      `Only a run that is sent is handed over; this one is ${run.job ?? run.status}`,
    );
  const known = await ctx.db.query
    .selectFrom("payout_handover")
    .select("is_done")
    .where("run_id", "=", runId)
    .where("provider", "=", provider.name)
    .executeTakeFirst();
  if (known?.is_done === 0) return;
  const payoutIds = await listPayoutsFor(ctx, runId, provider.name);
  if (known !== undefined && payoutIds.length === 0) return;
  await requireNoInstruction(ctx, "id", payoutIds);
  await ctx.db.write([
    ...instructPayouts(ctx, { runId, payoutIds, source: "provider", reference: provider.name }),
    rawStatement(
      `INSERT INTO payout_handover (run_id, provider, requested_at, requested_by) VALUES (?, ?, CAST(? AS INTEGER), ?)
       ON CONFLICT (run_id, provider) DO UPDATE SET is_done = 0`,
      [...[runId, provider.name, ctx.now(), actorName(ctx.actor)]],
    ),
    ...audit(ctx, { event: "payout_run.hand_over", subject: runId, account: "", after: { provider: provider.name } }),
  ]);
}

/** What a run pays to accounts of a provider, apart from what was handed over or waits for a document. */
async function listPayoutsFor({ db }: Context, runId: string, method: PayoutProviderName): Promise<string[]> {
  const rows = await db.query
    .selectFrom("payout as p")
    .innerJoin("payout_account as a", "a.id", "p.account_id")
    .select("p.id")
    .where("p.run_id", "=", runId)
    .where("p.status", "=", "on_payment")
    .where("p.job", "is", null)
    .where("a.method", "=", method)
    .where(
      sql<SqlBool>`NOT ${WAITS_FOR_DOCUMENT} AND NOT EXISTS (SELECT 1 FROM payout_submission s WHERE s.payout_id = p.id)`,
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** A payout that waits to be handed over. */
interface Candidate {
  id: string;
  version: number;
  currency: string;
  net_minor: number;
  removed_at: number | null;
  is_held: 0 | 1;
}

/**
 * Makes the next batch of a run that is handed over, before anything is sent. What the provider can't pay is refused with
 * the reason. Returns how many payouts it looked at; 0 if no run is left.
 */
export async function makeNextBatch(ctx: Context, provider: PayoutProvider): Promise<number> {
  const run = await ctx.db.query
    .selectFrom("payout_handover")
    .select("run_id")
    .where("is_done", "=", 0)
    .where("provider", "=", provider.name)
    .orderBy("requested_at")
    .limit(1)
    .executeTakeFirst();
  if (run === undefined) return 0;
  const candidates = await listCandidates(ctx, run.run_id, provider);
  if (candidates.length === 0) {
    await ctx.db.write([
      rawStatement("UPDATE payout_handover SET is_done = 1 WHERE run_id = ? AND provider = ?", [
        run.run_id,
        provider.name,
      ]),
    ]);
    return 1;
  }
  await writeBatch(ctx, provider, run.run_id, candidates);
  return candidates.length;
}

/** Payouts on payment, of one currency: a batch has one. */
async function listCandidates({ db }: Context, runId: string, provider: PayoutProvider): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    SELECT p.id, p.version, p.currency, p.net_minor, a.removed_at,
      EXISTS (SELECT 1 FROM payout_account_hold h WHERE h.account_id = a.id AND h.ended_at IS NULL) AS is_held
    FROM payout p JOIN payout_account a ON a.id = p.account_id
    WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND a.method = ${provider.name}
      AND NOT EXISTS (SELECT 1 FROM payout_submission s WHERE s.payout_id = p.id)
      AND EXISTS (SELECT 1 FROM payout_instruction i
        WHERE i.payout_id = p.id AND i.source = 'provider' AND i.reference = ${provider.name} AND i.ended_at IS NULL)
    ORDER BY p.currency, p.id LIMIT ${provider.paymentsMax}`.execute(db.query);
  return rows.filter(({ currency }) => currency === rows[0]?.currency);
}

async function writeBatch(ctx: Context, provider: PayoutProvider, runId: string, candidates: readonly Candidate[]) {
  const { count } = await ctx.db.query
    .selectFrom("payout_batch")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("run_id", "=", runId)
    .executeTakeFirstOrThrow(); // a count is one row
  const id = `${runId}-${count + 1}`;
  const at = ctx.now();
  const submissions = candidates.map((payout) => ({ payout, fault: faultOf(provider, payout) }));
  const isSent = submissions.some(({ fault }) => fault === null);
  const [first] = candidates;
  if (first === undefined) return;
  await ctx.db.write([
    voidIf(
      ctx.db,
      sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(candidates.map(({ id: of, version }) => [of, version]))}) old
        JOIN payout ON payout.id = old.value ->> 0
        WHERE payout.version <> old.value ->> 1 OR payout.status <> 'on_payment' OR payout.job IS NOT NULL)`,
    ),
    ...(isSent
      ? insertRows(
          "payout_batch",
          ["id", "run_id", "provider", "currency", "status", "created_at", "due_at"],
          [
            {
              id,
              run_id: runId,
              provider: provider.name,
              currency: first.currency,
              status: "new",
              created_at: at,
              due_at: at,
            },
          ],
        )
      : []),
    ...insertRows(
      "payout_submission",
      ["payout_id", "run_id", "batch_id", "status", "reason", "changed_at"],
      submissions.map(({ payout, fault }) => ({
        payout_id: payout.id,
        run_id: runId,
        batch_id: fault === null ? id : null,
        status: fault === null ? "waiting" : "refused",
        reason: fault,
        changed_at: at,
      })),
    ),
  ]);
}

function faultOf(provider: PayoutProvider, { currency, net_minor, removed_at, is_held }: Candidate): string | null {
  if (removed_at !== null) return "The account was removed after the run was sent";
  if (is_held === 1) return "The account is on hold";
  return provider.faultOf({ amountMinor: net_minor, currency }) ?? null;
}
