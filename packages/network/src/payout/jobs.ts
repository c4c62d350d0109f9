import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  insertRows,
  rawStatement,
  voidIf,
  withLease,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { mintId } from "../ids.ts";
import type { Payee } from "../payout-account/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { FIRST_PAYEE, planPage, type Decision, type LeftOut, type PlannedPayout } from "./plan.ts";
import { takeRequests } from "./request-status.ts";
import { AFTER_ANY_ID, collectLines, returnLines, settleLines, unlessTooSmall, type LineRange } from "./steps.ts";

export type PayoutRun = Tables["payout_run"];
export type Payout = Tables["payout"];

/** Conversions that one step moves, in one transaction. */
const LINES_A_STEP = 2_000;
/** Payouts that one step makes, settles or returns. */
const PAYOUTS_A_STEP = 200;
/** A step is about 25 queries, and D1 allows 1,000 an invocation. */
const STEPS_PER_INVOCATION = 30;
/** What a request does itself; a job goes on with the rest. */
export const STEPS_PER_REQUEST = 8;
const LEASE_MS = 60_000;

/**
 * Does the next steps of a run's work; returns true if more is left. A worker that dies leaves whole steps behind, and the
 * next one goes on after its lease has expired.
 */
export async function advancePayoutRun(ctx: Context, id: string): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "process payout runs");
  let isLeft = false;
  await withLease(ctx, { name: `payout_run:${id}`, durationMs: LEASE_MS }, async (lease) => {
    isLeft = await workOn(ctx, id, {
      stepsMax: STEPS_PER_INVOCATION,
      mayGoOn: () => ctx.now() < lease.until - LEASE_MS / 2 || lease.renew(),
    });
  });
  return isLeft;
}

/** Runs whose work is not finished, and sent runs of which each payout is answered: a worker died before it settled them. */
export async function listUnfinishedRuns(ctx: Context): Promise<string[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "process payout runs");
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM payout_run WHERE job IS NOT NULL UNION SELECT run_id FROM payout WHERE job IS NOT NULL
    UNION SELECT id FROM payout_run WHERE status = 'sent'
      AND NOT EXISTS (SELECT 1 FROM payout WHERE run_id = payout_run.id AND status IN ('new', 'on_payment'))
    ORDER BY id LIMIT 100`.execute(ctx.db.query);
  return rows.map(({ id }) => id);
}

/** How much one call does. */
interface Effort {
  stepsMax: number;
  mayGoOn?: () => boolean | Promise<boolean>;
}

/** Does steps of a run: what it collects or settles first, then what it gives back. Returns whether more is left. */
export async function workOn(ctx: Context, id: string, { stepsMax, mayGoOn = () => true }: Effort): Promise<boolean> {
  let plan: Plan | undefined;
  for (let steps = 0; steps < stepsMax; steps++) {
    if (!(await mayGoOn())) return true;
    try {
      const run = await findRun(ctx, id);
      if (run === undefined) return false;
      if (run.job === "draft") plan = await draftStep(ctx, run, plan);
      else if (run.job === "settle") await settleStep(ctx, run);
      else if (!(await returnStep(ctx, run)) && !(await arriveStep(ctx, run))) {
        if (run.status === "sent") await settleIfAnswered(ctx, run);
        return false;
      }
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error; // another worker was first, or the money changed
      plan = undefined;
    }
  }
  return true;
}

export const findRun = ({ db }: Context, id: string): Promise<PayoutRun | undefined> =>
  db.query.selectFrom("payout_run").selectAll().where("id", "=", id).executeTakeFirst();

/** Decisions that are made and not written yet, and where to go on after them; null: nowhere. */
interface Plan {
  decisions: Decision[];
  next: Payee | null;
}

/** Collects more lines of a payout, or makes payouts for the next payees. Returns what is left of the plan. */
async function draftStep(ctx: Context, run: PayoutRun, plan: Plan | undefined): Promise<Plan | undefined> {
  const [open] = await listAtWork(ctx, run.id, "draft", 1);
  if (open !== undefined) {
    const until = await lastOfNextLines(ctx, open, run.cut_off_at);
    const ranges = [rangeOf(open, until ?? AFTER_ANY_ID, until === undefined)];
    await ctx.db.write([
      isStillDrafting(ctx, run),
      ...collectLines(ranges, { at: ctx.now(), cutOffAt: run.cut_off_at }),
    ]);
    return plan;
  }
  const { decisions, next } =
    plan ?? (await planPage(ctx, { after: positionOf(run), date: run.date, cutOffAt: run.cut_off_at }));
  const { taken, left } = firstStepOf(decisions);
  const isDone = taken.length === 0 && next === null;
  await ctx.db.write([
    isStillDrafting(ctx, run),
    ...decisionStatements(ctx, run, taken),
    isDone
      ? rawStatement("UPDATE payout_run SET job = NULL WHERE id = ?", [run.id])
      : moveTo(run.id, positionAfter({ taken, left, next })),
  ]);
  return left.length === 0 ? undefined : { decisions: left, next };
}

/** Where drafting goes on after these decisions. */
export const positionAfter = ({
  taken,
  left,
  next,
}: {
  taken: Decision[];
  left: Decision[];
  next: Payee | null;
}): Payee => (left.length === 0 ? (next ?? AFTER_ALL) : (taken.at(-1) ?? FIRST_PAYEE));

/** Sorts after every payee. */
const AFTER_ALL: Payee = { webmasterId: AFTER_ANY_ID, currency: "" };

const positionOf = ({ position }: PayoutRun): Payee => {
  const [webmasterId, currency] = JSON.parse(position) as [string, string]; // written below
  return { webmasterId, currency };
};

export const positionText = ({ webmasterId, currency }: Payee): string => JSON.stringify([webmasterId, currency]);

const moveTo = (runId: string, payee: Payee): Statement =>
  rawStatement("UPDATE payout_run SET position = ? WHERE id = ?", [positionText(payee), runId]);

/** Voids the batch of a worker that was overtaken. */
const isStillDrafting = ({ db }: Context, { id, position }: PayoutRun): Statement =>
  voidIf(db, sql`NOT EXISTS (SELECT 1 FROM payout_run WHERE id = ${id} AND job = 'draft' AND position = ${position})`);

/** As many decisions as one step may write. A payout with more lines than that is a step's only one. */
export function firstStepOf(decisions: readonly Decision[]): { taken: Decision[]; left: Decision[] } {
  let [lines, count] = [0, 0];
  for (const { pays } of decisions) {
    if (count >= PAYOUTS_A_STEP || (count > 0 && lines + (pays?.lines ?? 0) > LINES_A_STEP)) break;
    lines += pays?.lines ?? 0;
    count++;
  }
  return { taken: decisions.slice(0, count), left: decisions.slice(count) };
}

/** Writes what was decided. A payout with few lines is complete at once; another one collects them in steps of its own. */
export function decisionStatements(
  ctx: Context,
  run: Pick<PayoutRun, "id" | "job_by" | "cut_off_at">,
  decisions: readonly Decision[],
): Statement[] {
  const at = ctx.now();
  const made = decisions.flatMap(({ pays }) => (pays === null ? [] : [{ ...pays, id: mintId("pay", at) }]));
  const small = made.filter(({ lines }) => lines <= LINES_A_STEP);
  const ranges = small.map(({ id, lastId }) => ({ payoutId: id, version: 1, until: lastId, isLast: true }));
  return [
    ...insertLeftOut(
      run.id,
      decisions.flatMap(({ leftOut }) => leftOut),
    ),
    ...(made.length === 0
      ? []
      : [
          insertPayouts(made, run, at),
          takeRequests(JSON.stringify(made.map((payout) => [payout.id, payout.webmasterId, payout.currency]))),
        ]),
    ...(small.length === 0
      ? []
      : [
          ...collectLines(ranges, { at, cutOffAt: run.cut_off_at }),
          unlessTooSmall(
            ctx.db,
            small.map(({ id }) => id),
          ),
        ]),
  ];
}

const insertPayouts = (
  payouts: readonly (PlannedPayout & { id: string })[],
  run: Pick<PayoutRun, "id" | "job_by">,
  at: number,
): Statement =>
  rawStatement(
    `INSERT INTO payout (id, run_id, job_by, created_at, webmaster_id, currency, minimum_minor, account_id, account_fingerprint,
       vat_bps, withheld_bps, fee_bps, fee_fixed_minor, amount_minor, status, job)
     SELECT value ->> 0, ?2, ?3, ?4, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
       value ->> 6, value ->> 7, value ->> 8, value ->> 9, 0, 'new', 'draft' FROM json_each(?1)`,
    [
      JSON.stringify(
        payouts.map(({ id, webmasterId, currency, minimumMinor, account, terms }) => [
          ...[id, webmasterId, currency, minimumMinor, account?.id ?? null, account?.fingerprint ?? null],
          ...[terms.vatBps, terms.withheldBps, terms.feeBps, terms.feeFixedMinor],
        ]),
      ),
      ...[run.id, run.job_by, at],
    ],
  );

const insertLeftOut = (runId: string, rows: readonly LeftOut[]): Statement[] =>
  insertRows(
    "payout_left_out",
    ["run_id", "webmaster_id", "currency", "reason", "amount_minor", "payable_at"],
    rows.map(({ webmasterId, currency, reason, amountMinor, payableAt }) => ({
      ...{ run_id: runId, webmaster_id: webmasterId, currency, reason },
      ...{ amount_minor: amountMinor, payable_at: payableAt },
    })),
  );

/** The last conversion of a step's worth of lines that a payout may still collect; undefined if these are all. */
async function lastOfNextLines({ db }: Context, payout: Payout, cutOffAt: number): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM conversion INDEXED BY conversion_claimable
    WHERE webmaster_id = ${payout.webmaster_id} AND currency = ${payout.currency} AND claimable <> 0
      AND id > ${payout.position} AND (claimable = -1 OR coalesce(available_at, 0) <= ${cutOffAt})
    ORDER BY id LIMIT 1 OFFSET ${LINES_A_STEP - 1}`.execute(db.query);
  return rows[0]?.id;
}

/** The same for lines that a payout has. */
async function lastOfNextOwnLines({ db }: Context, { id, position }: Payout): Promise<string | undefined> {
  const row = await db.query
    .selectFrom("payout_line")
    .select("conversion_id")
    .where("payout_id", "=", id)
    .where("conversion_id", ">", position)
    .where("released_at", "is", null)
    .orderBy("conversion_id")
    .offset(LINES_A_STEP - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.conversion_id;
}

const listAtWork = (
  { db }: Context,
  runId: string,
  job: NonNullable<Payout["job"]>,
  limit: number,
): Promise<Payout[]> =>
  db.query
    .selectFrom("payout")
    .selectAll()
    .where("job", "=", job)
    .where("run_id", "=", runId)
    .orderBy("id")
    .limit(limit)
    .execute();

const rangeOf = ({ id, version }: Payout, until: string, isLast: boolean): LineRange => ({
  ...{ payoutId: id, version, until, isLast },
});

/** As many payouts as one step may move with all their lines, or the next lines of a large one. */
export async function nextRanges(ctx: Context, payouts: readonly Payout[]): Promise<LineRange[]> {
  const [first] = payouts;
  if (first === undefined) return [];
  if (first.line_count > LINES_A_STEP) {
    const until = await lastOfNextOwnLines(ctx, first);
    return [rangeOf(first, until ?? AFTER_ANY_ID, until === undefined)];
  }
  let lines = 0;
  const taken = payouts.filter(({ line_count }) => (lines += line_count) <= LINES_A_STEP);
  return taken.map((payout) => rangeOf(payout, AFTER_ANY_ID, true));
}

async function settleStep(ctx: Context, run: PayoutRun): Promise<void> {
  const payouts = await ctx.db.query
    .selectFrom("payout")
    .selectAll()
    .where("run_id", "=", run.id)
    .where("status", "=", "on_payment")
    .where((where) => where.or([where("job", "is", null), where("job", "=", "settle")]))
    .orderBy("id")
    .limit(PAYOUTS_A_STEP)
    .execute();
  const ranges = await nextRanges(ctx, payouts);
  await ctx.db.write(
    ranges.length === 0
      ? [rawStatement("UPDATE payout_run SET status = 'settled', job = NULL WHERE id = ? AND job = 'settle'", [run.id])]
      : settleLines(ranges, { by: run.job_by, at: ctx.now() }),
  );
}

/** Settles lines of single payouts that have arrived; false if there is nothing left to do. */
async function arriveStep(ctx: Context, run: PayoutRun): Promise<boolean> {
  const payouts = await listAtWork(ctx, run.id, "settle", PAYOUTS_A_STEP);
  const ranges = await nextRanges(ctx, payouts);
  if (ranges.length === 0) return false;
  await ctx.db.write(settleLines(ranges, { by: run.job_by, at: ctx.now() }));
  return true;
}

/** A sent run is settled with the last of its payouts, if each was paid or came back by itself. */
async function settleIfAnswered({ db, now, actor }: Context, { id, version }: PayoutRun): Promise<void> {
  const open = await db.query
    .selectFrom("payout")
    .select("id")
    .where("run_id", "=", id)
    .where((where) => where.or([where("status", "in", ["new", "on_payment"]), where("job", "is not", null)]))
    .limit(1)
    .executeTakeFirst();
  if (open !== undefined) return;
  await db.write([
    voidIf(
      db,
      sql`NOT EXISTS (SELECT 1 FROM payout_run WHERE id = ${id} AND status = 'sent' AND version = ${version} AND job IS NULL)`,
    ),
    rawStatement(
      `INSERT INTO payout_run_step (run_id, version, status, actor, taken_at, reason) VALUES (?, ?, 'settled', ?, CAST(? AS INTEGER), ?)`,
      [id, version + 1, actorName(actor), now(), "Each of its payouts was paid or came back"],
    ),
    rawStatement("UPDATE payout_run SET status = 'settled', version = version + 1 WHERE id = ?", [id]),
  ]);
}

/** Gives back lines of payouts that are withdrawn or returned; false if there is nothing left to do. */
async function returnStep(ctx: Context, run: PayoutRun): Promise<boolean> {
  const payouts = await listAtWork(ctx, run.id, "return", PAYOUTS_A_STEP);
  const ranges = await nextRanges(ctx, payouts);
  if (ranges.length > 0) await ctx.db.write(returnLines(ranges, ctx.now()));
  else if (run.job === "cancel")
    await ctx.db.write([
      rawStatement("UPDATE payout_run SET status = 'cancelled', job = NULL WHERE id = ? AND job = 'cancel'", [run.id]),
    ]);
  else return false;
  return true;
}
