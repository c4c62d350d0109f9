import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { ConcurrentWriteError, rawStatement, voidIf, type Statement, type Tables } from "../db/index.ts";
import { sql, type Selectable } from "kysely";
import type { Context } from "../context.ts";
import { markArrived, returnStatements, workOnRuns } from "../payout/index.ts";
import { openDetails } from "../payout-account/index.ts";
import type { Vault } from "../vault.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import type { SubmissionStatus } from "../words.ts";
import { makeNextBatch } from "./hand-over.ts";
import {
  changeBy,
  type PayoutProvider,
  type ProviderPayment,
  type ReportedPayment,
  type SubmitAnswer,
} from "./provider.ts";

type Batch = Selectable<Tables["payout_batch"]>;

/** Returns of one step; each is a payout with its lines. */
const RETURNS_A_STEP = 3;
/** Payments that are open for longer are for a person. UNCLAIMED ends after 30 days. */
const ASKED_FOR_MS = 60 * DAY_MS;

/**
 * Does one step of what providers have to pay: sends a batch, asks about one, or makes one. If a worker dies, a batch is sent
 * again only with its own id, and only while the provider refuses duplicates. Returns how much it did; 0 also if the provider
 * gave no answer, so that the next try waits a minute.
 */
export async function advanceProvider(
  ctx: Context,
  provider: PayoutProvider | undefined,
  vault: Vault,
): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "hand payouts over to a provider");
  if (provider === undefined) return 0;
  try {
    const batch = await ctx.db.query
      .selectFrom("payout_batch")
      .selectAll()
      .where("provider", "=", provider.name)
      .where("due_at", "is not", null)
      .where("due_at", "<=", ctx.now())
      .orderBy("due_at")
      .limit(1)
      .executeTakeFirst();
    if (batch === undefined) return await makeNextBatch(ctx, provider);
    const isAnswered = await (batch.status === "new"
      ? send(ctx, provider, vault, batch)
      : askAbout(ctx, provider, batch));
    return isAnswered ? 1 : 0;
  } catch (error) {
    if (error instanceof ConcurrentWriteError) return 0; // another worker was first: the next run goes on
    throw error;
  }
}

/** Voids its batch of statements if another worker has changed the provider's batch. */
const unlessChanged = (ctx: Context, { id, status, tries }: Batch): Statement =>
  voidIf(
    ctx.db,
    sql`NOT EXISTS (SELECT 1 FROM payout_batch WHERE id = ${id} AND status = ${status} AND tries = ${tries})`,
  );

/** All payments of a batch that have a status get another one. */
const moveAll = (
  { id }: Batch,
  { from, to, reason, at }: { from: SubmissionStatus; to: SubmissionStatus; reason: string | null; at: number },
): Statement =>
  rawStatement(
    "UPDATE payout_submission SET status = ?, reason = ?, changed_at = CAST(? AS INTEGER) WHERE batch_id = ? AND status = ?",
    [to, reason, at, id, from],
  );

const setBatch = (
  { id }: Batch,
  {
    status,
    dueAt,
    reason,
    providerBatchId = null,
  }: { status: Batch["status"]; dueAt: number | null; reason: string | null; providerBatchId?: string | null },
): Statement =>
  rawStatement(
    `UPDATE payout_batch SET status = ?, due_at = CAST(? AS INTEGER), reason = ?,
       provider_batch_id = coalesce(?, provider_batch_id) WHERE id = ?`,
    [status, dueAt, reason, providerBatchId, id],
  );

async function send(ctx: Context, provider: PayoutProvider, vault: Vault, batch: Batch): Promise<boolean> {
  const at = ctx.now();
  if (batch.first_sent_at !== null && at > batch.first_sent_at + provider.refusesDuplicatesForMs) {
    const reason = "The provider never said whether it pays. It is not asked again, because it might pay twice";
    await ctx.db.write([
      unlessChanged(ctx, batch),
      setBatch(batch, { status: "unknown", dueAt: null, reason }),
      moveAll(batch, { from: "waiting", to: "unknown", reason, at }),
    ]);
    return true;
  }
  // Written before it is sent: a worker that dies in between leaves the outcome unknown, and the id in use.
  const tries = batch.tries + 1;
  await ctx.db.write([
    unlessChanged(ctx, batch),
    rawStatement(
      `UPDATE payout_batch SET tries = tries + 1, first_sent_at = coalesce(first_sent_at, CAST(?1 AS INTEGER)),
         due_at = CAST(?2 AS INTEGER) WHERE id = ?3`,
      [at, at + waitAfter(tries), batch.id],
    ),
  ]);
  // Read after the time of the next try is set: accounts that can't be opened don't stop the batches after this one.
  const [payments, { name }] = await Promise.all([listPayments(ctx, vault, batch.id), getSettings(ctx.db)]);
  const answer = await provider.submit({ id: batch.id, subject: `Payment from ${name}`, payments });
  await ctx.db.write(answered(ctx, { ...batch, tries }, answer));
  return answer.kind !== "unknown";
}

/** 1, 2, 4 … minutes, up to 6 hours. */
const waitAfter = (tries: number) => Math.min(2 ** (tries - 1) * MINUTE_MS, 6 * HOUR_MS);

function answered(ctx: Context, batch: Batch, answer: SubmitAnswer): Statement[] {
  const at = ctx.now();
  switch (answer.kind) {
    case "accepted": {
      const { providerBatchId } = answer;
      return [
        unlessChanged(ctx, batch),
        setBatch(batch, { status: "submitted", dueAt: at + MINUTE_MS, reason: null, providerBatchId }),
        moveAll(batch, { from: "waiting", to: "submitted", reason: null, at }),
      ];
    }
    case "refused": {
      // An earlier try may have been accepted: then this refuses the repeat, and says nothing of the payments.
      const status = batch.tries === 1 ? "refused" : "unknown";
      const { reason } = answer;
      return [
        unlessChanged(ctx, batch),
        setBatch(batch, { status, dueAt: null, reason }),
        moveAll(batch, { from: "waiting", to: status, reason, at }),
      ];
    }
    case "unknown":
      return [
        unlessChanged(ctx, batch),
        rawStatement("UPDATE payout_batch SET reason = ? WHERE id = ?", [answer.reason, batch.id]),
      ];
  }
}

async function listPayments({ db }: Context, vault: Vault, batchId: string): Promise<ProviderPayment[]> {
  const rows = await db.query
    .selectFrom("payout_submission as s")
    .innerJoin("payout as p", "p.id", "s.payout_id")
    .innerJoin("payout_account as a", "a.id", "p.account_id")
    .select(["p.id as payoutId", "p.net_minor", "p.currency", "a.id", "a.webmaster_id", "a.key_id", "a.sealed"])
    .where("s.batch_id", "=", batchId)
    .orderBy("p.id")
    .execute();
  return Promise.all(
    rows.map(async ({ payoutId, net_minor, currency, ...account }) => {
      const { details } = await openDetails(vault, account);
      if (details.method !== "paypal") throw new Error(`${account.id} is not an account of PayPal`);
      return { payoutId, receiver: details.email, amountMinor: net_minor, currency };
    }),
  );
}

/** A payment as it was reported, beside what is known of it. */
interface Compared {
  payoutId: string;
  status: SubmissionStatus;
  change: NonNullable<ReturnType<typeof changeBy>>;
  reported: ReportedPayment;
  payout: { version: number; status: string; job: string | null; runId: string };
}

async function askAbout(ctx: Context, provider: PayoutProvider, batch: Batch): Promise<boolean> {
  const age = ctx.now() - (batch.first_sent_at ?? batch.created_at);
  const answer = await provider.readBatch(batch.provider_batch_id ?? "");
  if (answer.kind === "unknown" && age > ASKED_FOR_MS) return doubtAll(ctx, batch, answer.reason);
  if (answer.kind === "unknown") {
    await ctx.db.write([setBatch(batch, { ...batch, dueAt: ctx.now() + HOUR_MS, reason: answer.reason })]);
    return false;
  }
  if (answer.batchId !== batch.id) return doubtAll(ctx, batch, "The provider's answer is about another request");
  const all = await compare(ctx, batch, answer);
  const ready = all.filter(({ payout, change }) => change.moves === null || payout.job === null);
  const returns = ready.filter(({ change }) => change.moves === "return");
  const rest = ready.filter(({ change }) => change.moves !== "return");
  if (rest.length > 0) await ctx.db.write(applied(ctx, rest, markArrived(ctx, arriving(rest))));
  for (const one of returns.slice(0, RETURNS_A_STEP)) await giveBack(ctx, one);
  const isMore = returns.length > RETURNS_A_STEP || ready.length < all.length;
  await afterAnswer(ctx, batch, isMore);
  await workOnRuns(ctx, [
    ...new Set(ready.filter(({ change }) => change.moves !== null).map(({ payout }) => payout.runId)),
  ]);
  return true;
}

/** Money that has arrived, of payouts that are still on payment. */
const arriving = (of: readonly Compared[]) =>
  of
    .filter(({ change, payout }) => change.moves === "settle" && payout.status === "on_payment")
    .map(({ payoutId, payout: { version } }) => ({ id: payoutId, version }));

async function giveBack(ctx: Context, one: Compared): Promise<void> {
  const { payoutId, reported, payout } = one;
  const isBack = payout.status === "returned";
  const reason = `PayPal: ${[reported.word, reported.reason].filter((part) => part !== null).join(", ")}`;
  // The submission ends first: until then, a trigger keeps the payout from being taken back.
  const statements = applied(ctx, [one], []);
  const back = isBack ? [] : await returnStatements(ctx, payoutId, { reason, chargeMinor: 0 });
  await ctx.db.write([...statements, ...back]);
}

/** New statuses of submissions, then what moves money. Void if one of them changed since it was read. */
function applied(ctx: Context, of: readonly Compared[], moves: readonly Statement[]): Statement[] {
  const json = JSON.stringify(
    of.map(({ payoutId, status, change, reported }) => [
      ...[payoutId, status, change.status, reported.word, reported.providerItemId, change.doubt ?? reported.reason],
    ]),
  );
  return [
    voidIf(
      ctx.db,
      sql`EXISTS (SELECT 1 FROM json_each(${json}) new JOIN payout_submission s ON s.payout_id = new.value ->> 0
        WHERE s.status <> new.value ->> 1)`,
    ),
    rawStatement(
      `UPDATE payout_submission SET status = new.value ->> 2, provider_status = new.value ->> 3,
         provider_item_id = coalesce(new.value ->> 4, provider_item_id), reason = new.value ->> 5, changed_at = CAST(?2 AS INTEGER)
       FROM json_each(?1) new WHERE payout_id = new.value ->> 0`,
      [json, ctx.now()],
    ),
    ...moves,
  ];
}

async function compare(
  ctx: Context,
  batch: Batch,
  { isDenied, payments }: { isDenied: boolean; payments: readonly ReportedPayment[] },
): Promise<Compared[]> {
  const rows = await ctx.db.query
    .selectFrom("payout_submission as s")
    .innerJoin("payout as p", "p.id", "s.payout_id")
    .select([
      "s.payout_id as payoutId",
      "s.status",
      "s.provider_status as word",
      "p.net_minor",
      "p.currency",
      "p.version",
    ])
    .select(["p.run_id as runId", "p.status as payoutStatus", "p.job"])
    .where("s.batch_id", "=", batch.id)
    .execute();
  const reports = new Map(payments.map((payment) => [payment.payoutId, payment]));
  return rows.flatMap(
    ({ payoutId, status, net_minor: amountMinor, currency, version, runId, payoutStatus, job, word }) => {
      const denied = {
        payoutId,
        amountMinor,
        currency,
        word: "DENIED",
        status: "returned" as const,
        providerItemId: null,
        reason: null,
      };
      const own = reports.get(payoutId);
      // A batch is denied as a whole; a payment of it that has a fate of its own contradicts that, and counts.
      const isOwn = own?.status !== undefined && own.status !== "submitted";
      const reported = isDenied && !isOwn ? denied : own;
      if (payoutStatus !== "on_payment" && payoutStatus !== "paid" && payoutStatus !== "returned") return [];
      const change = reported && changeBy({ status, word, payout: payoutStatus, amountMinor, currency }, reported);
      if (reported === undefined || change === null || change === undefined) return [];
      return [{ payoutId, status, change, reported, payout: { version, status: payoutStatus, job, runId } }];
    },
  );
}

/** Sets when the batch is asked about next. Nothing is open: never, unless a message comes. Open for too long: a person looks. */
async function afterAnswer(ctx: Context, batch: Batch, isMore: boolean): Promise<void> {
  const open = await ctx.db.query
    .selectFrom("payout_submission")
    .select("payout_id")
    .where("batch_id", "=", batch.id)
    .where("status", "not in", ["paid", "returned", "refused"])
    .limit(1)
    .executeTakeFirst();
  const [at, age] = [ctx.now(), ctx.now() - (batch.first_sent_at ?? batch.created_at)];
  if (open !== undefined && age > ASKED_FOR_MS && !isMore)
    return void (await doubtAll(ctx, batch, "The provider has not said for 60 days what became of it"));
  const isDone = open === undefined && !isMore;
  const wait = isMore ? 0 : age < HOUR_MS ? MINUTE_MS : age < DAY_MS ? HOUR_MS : 6 * HOUR_MS;
  await ctx.db.write([
    isDone
      ? setBatch(batch, { status: "done", dueAt: null, reason: null })
      : setBatch(batch, { status: "submitted", dueAt: at + wait, reason: null }),
  ]);
}

/** Leaves all payments of a batch that are open to a person. A message of the provider makes it asked about again. */
async function doubtAll(ctx: Context, batch: Batch, reason: string): Promise<true> {
  const at = ctx.now();
  await ctx.db.write([
    unlessChanged(ctx, batch),
    setBatch(batch, { status: "unknown", dueAt: null, reason }),
    ...(["submitted", "unclaimed", "on_hold"] as const).map((from) =>
      moveAll(batch, { from, to: "unknown", reason, at }),
    ),
  ]);
  return true;
}
