import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { voidApprovals } from "../conversion/index.ts";
import { rawStatement, retryOnConcurrentWrite, voidIf, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { moneyText, writeGuarded, type Confirmation } from "../guard/index.ts";
import { newId } from "../ids.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import { civilDayOf, dayBegins } from "../zone.ts";
import { approvedPayouts, requireOtherThanChangers } from "./approval.ts";
import { countWaiting, markOthersPaid, requireDocuments } from "./documents.ts";
import {
  decisionStatements,
  findRun,
  firstStepOf,
  positionAfter,
  positionText,
  STEPS_PER_REQUEST,
  workOn,
  type PayoutRun,
} from "./jobs.ts";
import { getPayoutRun } from "./overview.ts";
import { FIRST_PAYEE, planPage, type LeftOut } from "./plan.ts";
import { withdrawStatements } from "./payouts.ts";

const TRIES = { triesMax: 3 };
/** Pages of webmasters without anything to pay that a request looks at; a job goes on with the rest. */
const PAGES_PER_REQUEST = 40;

/** Which run to make. */
interface NewRun {
  /** The payout day, YYYY-MM-DD; a day has one run. Without it the run is besides the schedule. */
  date?: string | undefined;
  /** Money that is available later waits for the next run. Unix ms; by default the beginning of the day, or now. */
  cutOffAt?: number | undefined;
}

/**
 * Creates a draft run: a payout for each payee who has enough available. It moves available → on payment and writes a line
 * for each conversion or correction, in steps; a line is unique, so of two concurrent runs one finds nothing left. Reversed
 * amounts are set off first, and carried over if they exceed the available amount. What is not paid is listed with its
 * reason. A large run goes on as a job. Throws `forbidden`, `nothing_to_pay`, `already_exists`, `invalid_input`.
 */
export async function createPayoutRun(ctx: Context, { date, cutOffAt }: NewRun = {}): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR_OR_JOB, "create a payout run");
  const id = newId(ctx, "run");
  const cut_off_at = cutOffAt ?? (await usualCutOff(ctx, date));
  if (cut_off_at > ctx.now())
    throw new NetworkError("invalid_input", "The cut-off is in the future", [
      { path: "cut_off_at", message: "is in the future" },
    ]);
  const earlier = ctx.ids.isRetry ? await findRun(ctx, id) : undefined;
  if (earlier === undefined)
    await retryOnConcurrentWrite(() => begin(ctx, { id, date: date ?? null, cut_off_at }), TRIES);
  if (earlier === undefined || earlier.job === "draft") await workOn(ctx, id, { stepsMax: STEPS_PER_REQUEST });
  return getPayoutRun(ctx, id);
}

/** The beginning of the payout day in the network's zone, which webmasters are told; now if the day has not begun. */
async function usualCutOff(ctx: Context, date: string | undefined): Promise<number> {
  if (date === undefined) return ctx.now();
  const { zone } = await getSettings(ctx.db);
  return Math.min(ctx.now(), dayBegins(zone, civilDayOf(date)));
}

/** Writes the run with its first payouts, so that a run which pays nothing is never made. */
async function begin(ctx: Context, { id, date, cut_off_at }: Pick<PayoutRun, "id" | "date" | "cut_off_at">) {
  if (date !== null) await requireNoRun(ctx, date);
  const by = actorName(ctx.actor);
  let after = FIRST_PAYEE;
  const passed: LeftOut[] = [];
  for (let pages = 1; ; pages++) {
    const { decisions, next } = await planPage(ctx, { after, date, cutOffAt: cut_off_at });
    const pays = decisions.some((decision) => decision.pays !== null);
    if (!pays && next === null)
      throw new NetworkError("nothing_to_pay", "No webmaster has enough available money for a payout");
    const { taken, left } = firstStepOf(decisions);
    if (pays || pages >= PAGES_PER_REQUEST) {
      const step = [{ ...FIRST_PAYEE, pays: null, leftOut: passed }, ...taken];
      return ctx.db.write([
        rawStatement(
          `INSERT INTO payout_run (id, date, status, job, job_by, cut_off_at, position, created_at, created_by)
           VALUES (?1, ?2, 'draft', 'draft', ?3, ?4, ?5, ?6, ?3)`,
          [id, date, by, cut_off_at, positionText(positionAfter({ taken, left, next })), ctx.now()],
        ),
        insertStep(id, { version: 1, status: "draft", by, at: ctx.now() }),
        ...decisionStatements(ctx, { id, cut_off_at, job_by: by }, step),
      ]);
    }
    passed.push(...decisions.flatMap(({ leftOut }) => leftOut));
    after = next ?? after;
  }
}

async function requireNoRun({ db }: Context, date: string) {
  const known = await db.query
    .selectFrom("payout_run")
    .select("id")
    .where("date", "=", date)
    .where("status", "<>", "cancelled")
    .executeTakeFirst();
  if (known !== undefined) throw new NetworkError("already_exists", `${date} has a payout run: ${known.id}`);
}

interface Step {
  version: number;
  status: PayoutRun["status"];
  by: string;
  at: number;
  reason?: string | null;
  fingerprint?: string | null;
}

const insertStep = (runId: string, { version, status, by, at, reason = null, fingerprint = null }: Step): Statement =>
  rawStatement(
    "INSERT INTO payout_run_step (run_id, version, status, actor, taken_at, reason, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [runId, version, status, by, at, reason, fingerprint],
  );

/** For each step of a run: the status before it. */
const STEPS = {
  approved: "draft",
  sent: "approved",
  settled: "sent",
} as const satisfies Partial<Record<PayoutRun["status"], PayoutRun["status"]>>;

type RunStep = keyof typeof STEPS;

/**
 * Advances a run: approved, sent, settled. An approval is bound to the payouts, their amounts and accounts: a change before
 * the run is sent makes it void. Settled means that the money has arrived: on payment → paid, as a job. The approval counts
 * against the operator's limit, if one is set. Throws `forbidden`, `scope_missing`, `not_found`, `run_step_refused`,
 * `WaitsForSecondPerson`.
 */
export const stepPayoutRun = (ctx: Context, id: string, to: RunStep): Promise<PayoutRun> =>
  step(ctx, id, to, undefined);

/** Approves a run that a second person confirms. */
export async function confirmPayoutRun(ctx: Context, confirms: Confirmation): Promise<void> {
  await step(ctx, confirms.request.subject, "approved", confirms);
}

async function step(ctx: Context, id: string, to: RunStep, confirms: Confirmation | undefined): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "advance a payout run");
  await getPayoutRun(ctx, id);
  // What was begun, such as the withdrawal of a payout, is finished first.
  await workOn(ctx, id, { stepsMax: STEPS_PER_REQUEST });
  // A concurrent writer either made this step, which the status shows in the next try, or changed one of its payouts.
  await retryOnConcurrentWrite(async () => {
    const run = await getPayoutRun(ctx, id);
    if (run.status !== STEPS[to])
      throw new NetworkError("run_step_refused", `A run that is ${run.status} can't be ${to} next`);
    await requireNoWork(ctx, run);
    if (to === "approved") await approve(ctx, run, confirms);
    else if (to === "sent") await send(ctx, run);
    else await settle(ctx, run);
  }, TRIES);
  await workOn(ctx, id, { stepsMax: STEPS_PER_REQUEST });
  return getPayoutRun(ctx, id);
}

/** Payouts that wait for a document stay on payment, and the run stays sent with them. */
async function settle(ctx: Context, run: PayoutRun): Promise<void> {
  await requireAnswered(ctx, run.id);
  const { waiting, others } = await countWaiting(ctx, run.id);
  if (waiting === 0) return writeStep(ctx, run, { status: "settled", job: "settle" }, []);
  if (others === 0)
    throw new NetworkError("run_step_refused", `All payouts that are left wait for a document: ${waiting}`);
  const reason = `The money has arrived, apart from that of ${waiting} payouts that wait for a document`;
  await writeStep(ctx, run, { status: "sent", job: null, reason }, markOthersPaid(ctx, run.id, waiting));
}

/** A run can't be settled as a whole while a provider has payouts of it. */
async function requireAnswered({ db }: Context, id: string) {
  const waiting = await db.query
    .selectFrom("payout_submission")
    .select("payout_id")
    .where("run_id", "=", id)
    .where("status", "not in", ["paid", "returned"])
    .limit(1)
    .executeTakeFirst();
  if (waiting !== undefined)
    throw new NetworkError(
      "run_step_refused",
      `A provider has not answered about ${waiting.payout_id}: the run is settled with the last answer`,
    );
}

async function requireNoWork(ctx: Context, { id, job }: PayoutRun) {
  const payout = await ctx.db.query
    .selectFrom("payout")
    .select("job")
    .where("job", "is not", null)
    .where("run_id", "=", id)
    .executeTakeFirst();
  if (job !== null || payout !== undefined)
    throw new NetworkError(
      "run_step_refused",
      `The run is still at work (${job ?? payout?.job}); try again in a minute`,
    );
}

/** The statements that take a step, and void the batch if the run or one of its unsent payouts has changed since. */
function stepStatements(ctx: Context, run: PayoutRun, step: Omit<Step, "version" | "by" | "at">): Statement[] {
  return [
    voidIf(
      ctx.db,
      sql`NOT EXISTS (SELECT 1 FROM payout_run WHERE id = ${run.id} AND version = ${run.version} AND job IS ${run.job})`,
    ),
    insertStep(run.id, { ...step, version: run.version + 1, by: actorName(ctx.actor), at: ctx.now() }),
    rawStatement("UPDATE payout_run SET version = version + 1 WHERE id = ?", [run.id]),
  ];
}

/** `job` brings the run to the status; without one it has the status at once. */
async function writeStep(
  ctx: Context,
  run: PayoutRun,
  { status, job, reason = null }: Pick<Step, "status" | "reason"> & { job: PayoutRun["job"] },
  also: readonly Statement[],
): Promise<void> {
  await ctx.db.write([
    ...stepStatements(ctx, run, { status, reason }),
    job === null
      ? rawStatement("UPDATE payout_run SET status = ? WHERE id = ?", [status, run.id])
      : rawStatement("UPDATE payout_run SET job = ?, job_by = ? WHERE id = ?", [job, actorName(ctx.actor), run.id]),
    ...also,
  ]);
}

async function approve(ctx: Context, run: PayoutRun, confirms: Confirmation | undefined): Promise<void> {
  const { amounts, fingerprint, changers, refused } = await approvedPayouts(ctx, run.id);
  if (refused !== null) throw new NetworkError("run_step_refused", refused);
  await requireOtherThanChangers(ctx, changers);
  const asked = (confirms?.request.input as { fingerprint?: string } | undefined)?.fingerprint; // written below
  if (confirms !== undefined && asked !== fingerprint)
    throw new NetworkError("conflict", "The run has changed since: refuse the request, and ask again");
  const description = `The payout run ${run.id} of ${amounts.map(moneyText).join(", ")}`;
  const move = {
    act: "payout_run" as const,
    subject: run.id,
    amounts,
    input: { fingerprint },
    description,
    reason: null,
  };
  const statements = [
    ...stepStatements(ctx, run, { status: "approved", fingerprint }),
    rawStatement("UPDATE payout_run SET status = 'approved' WHERE id = ?", [run.id]),
  ];
  await writeGuarded(ctx, move, { statements, confirms });
}

/** What is approved is what is sent: payouts, amounts and accounts are compared once more. */
async function send(ctx: Context, run: PayoutRun): Promise<void> {
  const { fingerprint } = await approvedPayouts(ctx, run.id);
  const approval = await ctx.db.query
    .selectFrom("payout_run_step")
    .select("fingerprint")
    .where("run_id", "=", run.id)
    .where("status", "=", "approved")
    .orderBy("version", "desc")
    .executeTakeFirst();
  if (approval?.fingerprint !== null && approval?.fingerprint !== fingerprint) {
    const cause = { json: JSON.stringify([run.id]), actor: "'system:payouts'", reason: `'${CHANGED}'`, at: ctx.now() };
    await ctx.db.write(voidApprovals("SELECT value FROM json_each(?1)", cause));
    throw new NetworkError("run_step_refused", `${CHANGED}: approve it again`);
  }
  await writeStep(ctx, run, { status: "sent", job: null }, [
    requireDocuments(ctx, run.id),
    rawStatement(
      `INSERT INTO payout_change (payout_id, version, status, actor, changed_at)
       SELECT id, version + 1, 'on_payment', ?2, ?3 FROM payout WHERE run_id = ?1 AND status = 'new' AND job IS NULL`,
      [run.id, actorName(ctx.actor), ctx.now()],
    ),
    rawStatement(
      `UPDATE payout SET status = 'on_payment', version = version + 1, legal_entity_id = (
         SELECT payer.legal_entity_id FROM payout_account a
         JOIN payer_account_main main ON main.method = a.method AND main.currency = payout.currency
         JOIN payer_account payer ON payer.id = main.account_id WHERE a.id = payout.account_id)
       WHERE run_id = ? AND status = 'new' AND job IS NULL`,
      [run.id],
    ),
  ]);
}

const CHANGED = "The run has changed since its approval";

/**
 * Cancels a run that is not sent, with all its payouts: what they pay is available again, as a job. Another run of its date
 * can follow. Throws `forbidden`, `not_found`, `run_step_refused`.
 */
export async function cancelPayoutRun(ctx: Context, id: string, reason: string): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "cancel a payout run");
  await retryOnConcurrentWrite(async () => {
    const run = await getPayoutRun(ctx, id);
    if ((run.status !== "draft" && run.status !== "approved") || run.job === "cancel")
      throw new NetworkError(
        "run_step_refused",
        `A run that is ${run.job === "cancel" ? "being cancelled" : run.status} can't be cancelled`,
      );
    await writeStep(ctx, run, { status: "cancelled", job: "cancel", reason }, [
      rawStatement(
        `UPDATE payout SET job = 'return', job_by = ?2, status_reason = ?3, position = '', version = version + 1
         WHERE run_id = ?1 AND status = 'new' AND job IS NOT 'return'`,
        [id, actorName(ctx.actor), reason],
      ),
    ]);
  }, TRIES);
  await workOn(ctx, id, { stepsMax: STEPS_PER_REQUEST });
  return getPayoutRun(ctx, id);
}

/**
 * Takes a webmaster's payouts out of a run that is not sent, with a reason: the next run pays them. Throws `forbidden`,
 * `not_found`, `run_step_refused`.
 */
export async function excludeFromRun(
  ctx: Context,
  id: string,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "exclude a webmaster from a payout run");
  await retryOnConcurrentWrite(async () => {
    const run = await getPayoutRun(ctx, id);
    if ((run.status !== "draft" && run.status !== "approved") || run.job !== null)
      throw new NetworkError("run_step_refused", `Payouts of a run that is ${run.job ?? run.status} can't be excluded`);
    const payouts = await ctx.db.query
      .selectFrom("payout")
      .selectAll()
      .where("webmaster_id", "=", webmasterId)
      .where("run_id", "=", id)
      .where("status", "=", "new")
      .where("job", "is", null)
      .execute();
    if (payouts.length === 0) throw notFound("payout of this webmaster in the run");
    await ctx.db.write([
      ...(await withdrawStatements(ctx, payouts, reason)),
      rawStatement(
        `INSERT INTO payout_left_out (run_id, webmaster_id, currency, reason, amount_minor)
         SELECT run_id, webmaster_id, currency, 'excluded', amount_minor FROM payout WHERE id IN (SELECT value FROM json_each(?))`,
        [JSON.stringify(payouts.map((payout) => payout.id))],
      ),
      ...audit(ctx, { event: "payout.exclude", subject: id, account: webmasterId, reason }),
    ]);
  }, TRIES);
  await workOn(ctx, id, { stepsMax: STEPS_PER_REQUEST });
  return getPayoutRun(ctx, id);
}
