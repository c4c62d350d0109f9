import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import {
  equal,
  filteredList,
  findNames,
  idsAround,
  inJson,
  inRange,
  insertRows,
  rangeOrNone,
  rawStatement,
  readListPage,
  retryOnConcurrentWrite,
  sumText,
  type ConversionRow,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Statement,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { changesOf, writeChanges, type Change } from "../conversion/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { moneyText, writeGuarded, type Confirmation } from "../guard/index.ts";
import { mintId, newId } from "../ids.ts";
import { exactMinor, sumMinor } from "../money.ts";
import {
  listPayableCorrections,
  type Correction,
  payCorrections,
  releaseLines,
  stepCorrections,
  type StepCause,
} from "../correction/index.ts";
import { findPayableAccounts, type Payee } from "../payout-account/index.ts";
import { findMinimums } from "./minimums.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";

export { findMinimums, insertMinimums, listMinimums, setMinimums, type Minimum } from "./minimums.ts";

export type PayoutRun = Tables["payout_run"];
export type Payout = Tables["payout"];
/** What a payout pays: a conversion's commission, its set-off, or a correction. */
export interface PayoutLine {
  kind: Tables["payout_line"]["kind"] | "correction";
  conversionId: string | null;
  correctionId: string | null;
  /** Negative for a set-off. */
  amountMinor: number;
}

/** The maximum of lines of one payout. The rest waits for the next run. */
const LINES_MAX = 20_000;
/** The maximum of corrections, which people make by hand. */
const CORRECTIONS_MAX = 1_000;
const TRIES = { triesMax: 3 };

/**
 * Creates a draft run with a payout for each webmaster and currency that has enough available. Its batch moves
 * available → on payment and writes a line per conversion or correction. A line is unique, so of two concurrent runs
 * one finds nothing left. Once it is approved, the run gets no more payouts. Reversed amounts are set off first, and carried over if they exceed the available amount.
 * Throws `forbidden`, `nothing_to_pay`.
 */
export async function createPayoutRun(ctx: Context): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "create a payout run");
  const id = newId(ctx, "run");
  const find = () => ctx.db.query.selectFrom("payout_run").selectAll().where("id", "=", id).executeTakeFirst();
  const earlier = ctx.ids.isRetry ? await find() : undefined;
  const run: PayoutRun = earlier ?? {
    ...{ id, status: "draft", created_at: ctx.now(), created_by: actorName(ctx.actor) },
  };
  // A retry goes on with the payouts that the first try did not reach, unless the run has gone on already.
  if (run.status !== "draft") return run;
  let began = earlier !== undefined;
  for (const due of await findDue(ctx)) {
    const paid = await payOne(ctx, began ? undefined : run, run.id, due);
    began ||= paid;
  }
  if (!began) throw new NetworkError("nothing_to_pay", "No webmaster has enough available money for a payout");
  return run;
}

/** Payees with something to pay or set off, whose money is not frozen, and whose account can be paid. */
async function findDue(ctx: Context): Promise<Payee[]> {
  const { db } = ctx;
  const rows = await db.query
    .selectFrom("conversion")
    .select(["webmaster_id as webmasterId", "currency"])
    .where("claimable", "<>", 0)
    .union(
      db.query
        .selectFrom("correction")
        .select(["webmaster_id as webmasterId", "currency"])
        .$narrowType<{ webmasterId: string }>() // by the next line
        .where("webmaster_id", "is not", null)
        .where("status", "=", "posted")
        .where("payment", "=", "none"),
    )
    .orderBy("webmasterId")
    .orderBy("currency")
    .execute();
  const frozen = await db.query.selectFrom("webmaster").select("id").where("frozen_at", "is not", null).execute();
  const isLeftOut = new Set(frozen.map(({ id }) => id));
  const accountOf = await findPayableAccounts(ctx, rows, ctx.now());
  return rows.filter((payee) => !isLeftOut.has(payee.webmasterId) && accountOf(payee).kind === "payable");
}

/** Writes one payout; false if the webmaster has too little. `run` is written with the first one. */
async function payOne(ctx: Context, run: PayoutRun | undefined, runId: string, due: Payee): Promise<boolean> {
  return retryOnConcurrentWrite(async () => {
    const rows = await findClaimable(ctx, due);
    const corrections = await listPayableCorrections(ctx.db, due, CORRECTIONS_MAX);
    if (!(await isPayable(ctx, due.webmasterId, run === undefined ? runId : undefined))) return false;
    const minimum = (await findMinimums(ctx.db, due.webmasterId))(due.currency);
    const amount = exactMinor(sumMinor([...rows.map(lineAmount), ...corrections.map((row) => row.amount_minor)]));
    if (amount <= 0 || amount < minimum) return false;
    await ctx.db.write([
      ...(run === undefined ? [] : insertRun(run)),
      ...payoutStatements(ctx, { id: mintId("pay", ctx.now()), runId, due, rows, corrections, amount }),
    ]);
    return true;
  }, TRIES);
}

function payoutStatements(
  ctx: Context,
  payout: {
    id: string;
    runId: string;
    due: Payee;
    rows: readonly ConversionRow[];
    corrections: readonly Correction[];
    amount: number;
  },
): Statement[] {
  const cause = { actor: actorName(ctx.actor), reason: null, at: ctx.now(), payoutId: payout.id };
  const changes = payout.rows.flatMap((row) => changesOf(row, row.claimable === 1 ? "pay" : "setoff_pay", cause));
  return [
    ...insertRows(
      "payout",
      ["id", "run_id", "webmaster_id", "currency", "amount_minor", "status", "created_at", "paid_at"],
      [
        {
          id: payout.id,
          run_id: payout.runId,
          webmaster_id: payout.due.webmasterId,
          currency: payout.due.currency,
          amount_minor: payout.amount,
          status: "new",
          created_at: ctx.now(),
          paid_at: null,
        },
      ],
    ),
    ...insertRows(
      "payout_line",
      ["payout_id", "conversion_id", "kind", "amount_minor", "released_at"],
      payout.rows.map((row) => ({
        payout_id: payout.id,
        conversion_id: row.id,
        kind: row.claimable === 1 ? "commission" : "setoff",
        amount_minor: lineAmount(row),
        released_at: null,
      })),
    ),
    ...writeChanges(changes),
    ...payCorrections(payout.id, payout.corrections, cause),
  ];
}

const lineAmount = ({ claimable, commission_minor }: ConversionRow) => claimable * commission_minor;

/** Set-offs first, so that a limit on the lines never pays before it sets off. */
const findClaimable = ({ db }: Context, { webmasterId, currency }: Payee): Promise<ConversionRow[]> =>
  db.query
    .selectFrom("conversion")
    .selectAll()
    .where("webmaster_id", "=", webmasterId)
    .where("currency", "=", currency)
    .where("claimable", "<>", 0)
    .orderBy("claimable")
    .orderBy("id")
    .limit(LINES_MAX)
    .execute();

/** Whether the money is not frozen and the run, if it exists, is still a draft. */
async function isPayable({ db }: Context, webmasterId: string, runId: string | undefined): Promise<boolean> {
  const { frozen_at, status } = await db.query
    .selectFrom("webmaster")
    .select([
      "frozen_at",
      ({ selectFrom }) =>
        selectFrom("payout_run")
          .select("status")
          .where("id", "=", runId ?? "")
          .as("status"),
    ])
    .where("id", "=", webmasterId)
    .executeTakeFirstOrThrow();
  return frozen_at === null && (runId === undefined || status === "draft");
}

/** Takes a webmaster's payouts out of runs that are not sent yet, for the batch that freezes their money. */
export async function withdrawPayouts(ctx: Context, webmasterId: string, reason: string): Promise<Statement[]> {
  requireRole(ctx, OPERATOR, "withdraw payouts");
  const payouts = await ctx.db.query
    .selectFrom("payout")
    .select("id")
    .where("webmaster_id", "=", webmasterId)
    .where("status", "=", "new")
    .execute();
  const statements: Statement[] = [];
  for (const { id } of payouts) statements.push(...(await returnStatements(ctx, id, reason)));
  return statements;
}

const insertRun = (run: PayoutRun): Statement[] => [
  ...insertRows("payout_run", ["id", "status", "created_at", "created_by"], [run]),
  insertStep(run.id, "draft", run.created_by, run.created_at),
];

const insertStep = (runId: string, status: PayoutRun["status"], actor: string, takenAt: number): Statement =>
  rawStatement("INSERT INTO payout_run_step (run_id, status, actor, taken_at) VALUES (?, ?, ?, ?)", [
    runId,
    status,
    actor,
    takenAt,
  ]);

/** For each step of a run: the status before it, and the status that it gives to the run's payouts. */
const STEPS = {
  approved: { after: "draft", payout: "new" },
  sent: { after: "approved", payout: "on_payment" },
  settled: { after: "sent", payout: "paid" },
} as const satisfies Record<string, { after: PayoutRun["status"]; payout: Payout["status"] }>;

/**
 * Advances a run: approved, sent, settled. Settled means that the money has arrived: on payment → paid.
 * The approval counts against the operator's limit, if one is set.
 * Throws `forbidden`, `scope_missing`, `not_found`, `run_step_refused`, `WaitsForSecondPerson`.
 */
export const stepPayoutRun = (ctx: Context, id: string, to: keyof typeof STEPS): Promise<PayoutRun> =>
  step(ctx, id, to, undefined);

/** Approves a run that a second person confirms. */
export async function confirmPayoutRun(ctx: Context, confirms: Confirmation): Promise<void> {
  await step(ctx, confirms.request.subject, "approved", confirms);
}

async function step(
  ctx: Context,
  id: string,
  to: keyof typeof STEPS,
  confirms: Confirmation | undefined,
): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "advance a payout run");
  // A concurrent writer either made this step, which the status shows in the next try, or reviewed one of its conversions.
  await retryOnConcurrentWrite(async () => {
    const { status } = await getPayoutRun(ctx, id);
    if (status !== STEPS[to].after)
      throw new NetworkError("run_step_refused", `A run that is ${status} can't be ${to} next`);
    await writeStep(ctx, id, to, confirms);
  }, TRIES);
  return getPayoutRun(ctx, id);
}

async function writeStep(ctx: Context, id: string, to: keyof typeof STEPS, confirms: Confirmation | undefined) {
  const at = ctx.now();
  const { payout } = STEPS[to];
  const settled = to === "settled" ? await settlements(ctx, id, at) : [];
  const approval = to === "approved" ? await approvalOf(ctx, id) : undefined;
  const statements = [
    ...(approval?.guard ?? []),
    insertStep(id, to, actorName(ctx.actor), at),
    rawStatement("UPDATE payout_run SET status = ? WHERE id = ?", [to, id]),
    rawStatement("UPDATE payout SET status = ?, paid_at = ? WHERE run_id = ? AND status IN ('new', 'on_payment')", [
      payout,
      payout === "paid" ? at : null,
      id,
    ]),
    ...settled,
  ];
  // What is approved is what is sent and settled.
  const amounts = approval?.amounts ?? [];
  const description = `The payout run ${id} of ${amounts.map(moneyText).join(", ")}`;
  const move = { act: "payout_run" as const, subject: id, amounts, input: {}, description, reason: null };
  await writeGuarded(ctx, move, { statements, confirms });
}

/** What a run pays, by currency, with a statement that voids the batch of its approval if it gets more payouts before. */
async function approvalOf(
  ctx: Context,
  id: string,
): Promise<{ amounts: { currency: string; amountMinor: number }[]; guard: Statement[] }> {
  const { db } = ctx;
  const { count } = await db.query
    .selectFrom("payout")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("run_id", "=", id)
    .executeTakeFirstOrThrow();
  const rows = await db.query
    .selectFrom("payout")
    .select("currency")
    .select(({ ref }) => sumText(ref("amount_minor")).as("minor"))
    .where("run_id", "=", id)
    .where("status", "=", "new")
    .groupBy("currency")
    .execute();
  // Each run has a step to draft already.
  const guard = rawStatement(
    `INSERT INTO payout_run_step (run_id, status, actor, taken_at)
     SELECT run_id, status, actor, taken_at FROM payout_run_step
     WHERE run_id = ?1 AND status = 'draft' AND (SELECT count(*) FROM payout WHERE run_id = ?1) <> ?2`,
    [id, count],
  );
  return {
    amounts: rows.map(({ currency, minor }) => ({ currency, amountMinor: exactMinor(BigInt(minor)) })),
    guard: [guard],
  };
}

async function settlements(ctx: Context, runId: string, at: number): Promise<Statement[]> {
  const payouts = await ctx.db.query.selectFrom("payout").select("id").where("run_id", "=", runId).execute();
  const ids = payouts.map(({ id }) => id);
  const cause = { actor: actorName(ctx.actor), reason: null, at };
  return [
    ...writeChanges(await stepConversions(ctx, ids, "settle", cause)),
    ...(await stepCorrections(ctx.db, ids, "settle", cause)),
  ];
}

/** Advances every conversion that these payouts pay or set off. */
async function stepConversions(
  { db: { query } }: Context,
  payoutIds: readonly string[],
  event: "settle" | "return",
  cause: StepCause,
): Promise<Change[]> {
  const lines = await query
    .selectFrom("payout_line")
    .select(["conversion_id", "kind", "payout_id"])
    .where("payout_id", "in", inJson(payoutIds))
    .where("released_at", "is", null)
    .execute();
  const ids = lines.map(({ conversion_id }) => conversion_id);
  const rows = new Map(
    (await query.selectFrom("conversion").selectAll().where("id", "in", inJson(ids)).execute()).map((row) => [
      row.id,
      row,
    ]),
  );
  return lines.flatMap(({ conversion_id, kind, payout_id }) => {
    const row = rows.get(conversion_id);
    if (row === undefined) return [];
    const step = kind === "commission" ? event : (`setoff_${event}` as const);
    const changes = changesOf(row, step, { ...cause, payoutId: payout_id });
    rows.set(conversion_id, changes.at(-1)?.row ?? row);
    return changes;
  });
}

/** The status of a payout that did not arrive: cancelled before it was sent, or returned after it. */
const RETURNED = {
  new: "cancelled",
  on_payment: "returned",
  paid: "returned",
} as const satisfies Partial<Record<Payout["status"], Payout["status"]>>;

/**
 * Takes back a payout that did not arrive: the amounts that it paid are available again, those that it set off are owed
 * again, and the next run includes both. Throws `forbidden`, `not_found`, `transition_refused`.
 */
export async function returnPayout(ctx: Context, id: string, reason: string): Promise<Payout> {
  requireRole(ctx, OPERATOR, "return a payout");
  // A concurrent writer settled it, returned it, or reviewed one of its conversions: the status decides in the next try.
  await retryOnConcurrentWrite(async () => {
    const { status, webmaster_id: account } = await findPayout(ctx, id);
    if (!(status in RETURNED)) throw new NetworkError("transition_refused", `The payout is already ${status}`);
    await ctx.db.write([
      ...(await returnStatements(ctx, id, reason)),
      ...audit(ctx, { event: "payout.return", subject: id, account, reason }),
    ]);
  }, TRIES);
  return findPayout(ctx, id);
}

async function returnStatements(ctx: Context, id: string, reason: string): Promise<Statement[]> {
  const cause = { actor: actorName(ctx.actor), reason, at: ctx.now() };
  return [
    ...writeChanges(await stepConversions(ctx, [id], "return", cause)),
    ...(await stepCorrections(ctx.db, [id], "return", cause)),
    ...releaseLines(id, cause.at),
    // By the status at this moment: a step of its run that changes no line does not conflict.
    rawStatement("UPDATE payout SET status = ? ->> status, status_reason = ? WHERE id = ?", [
      ...[JSON.stringify(RETURNED), reason, id],
    ]),
  ];
}

/** Omitted fields ask for nothing; the range is that of `created_at`. */
export interface PayoutRunFilter extends TimeRange {
  status?: PayoutRun["status"] | undefined;
}

/** The operator's list, newest first; `before` is the id of the last one seen. Throws `forbidden`. */
export async function listPayoutRuns(
  ctx: Context,
  { status, from, to, before, limit }: PayoutRunFilter & { before?: string | undefined; limit: number },
): Promise<PayoutRun[]> {
  requireRole(ctx, OPERATOR, "read payout runs");
  let rows = ctx.db.query.selectFrom("payout_run").selectAll().orderBy("id", "desc").limit(limit);
  if (status !== undefined) rows = rows.where("status", "=", status);
  if (from !== undefined) rows = rows.where("created_at", ">=", from);
  if (to !== undefined) rows = rows.where("created_at", "<", to);
  if (before !== undefined) rows = rows.where("id", "<", before);
  return rows.execute();
}

/** Throws `forbidden`, `not_found`. */
export async function getPayoutRun(ctx: Context, id: string): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR, "read payout runs");
  const run = await ctx.db.query.selectFrom("payout_run").selectAll().where("id", "=", id).executeTakeFirst();
  if (run === undefined) throw notFound("payout run");
  return run;
}

/** Scopes payouts to those that the actor may see. Throws `forbidden` for an advertiser. */
function ownPayouts(ctx: Context) {
  const { db } = ctx;
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "read payouts", EVEN_IF_BLOCKED);
  const rows = db.query.selectFrom("payout").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Omitted fields ask for nothing. */
export interface PayoutFilter extends TimeRange {
  runId?: string | undefined;
  webmasterId?: string | undefined;
  status?: Payout["status"] | undefined;
  /** ISO 4217. */
  currency?: string | undefined;
}

const PAYOUT_LIST: ListRules<Exclude<keyof PayoutFilter, keyof TimeRange> | "created"> = {
  table: "payout",
  idPrefix: "pay",
  conditions: {
    runId: equal("run_id"),
    webmasterId: equal("webmaster_id"),
    status: equal("status"),
    currency: equal("currency"),
    created: inRange("created_at"),
  },
  orderedBy: ["id"],
  indexes: [
    { name: "runId", index: "payout_by_run" },
    { name: "webmasterId", index: "payout_by_webmaster" },
  ],
  wholeIndex: null,
};

/** Newest first, by the time of creation. Throws `forbidden` for an advertiser, `invalid_input`. */
export async function listPayouts(
  ctx: Context,
  { from, to, ...asked }: PayoutFilter,
  request: ListRequest,
): Promise<ListPage<Payout & { webmasterName: string }>> {
  const { db } = ctx;
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "read payouts", EVEN_IF_BLOCKED);
  const list = filteredList(PAYOUT_LIST, {
    own: actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {},
    asked: { ...asked, created: rangeOrNone({ from, to }) },
    range: idsAround("id", "pay", { from, to }),
  });
  const { rows, next } = await readListPage<Payout>(db, list, request);
  const names = await findNames(
    db,
    "webmaster",
    rows.map(({ webmaster_id }) => webmaster_id),
  );
  return { rows: rows.map((row) => ({ ...row, webmasterName: names.get(row.webmaster_id) ?? "" })), next };
}

/** A payout with what it pays. Throws `not_found`, `forbidden`. */
export async function getPayout(ctx: Context, id: string): Promise<{ payout: Payout; lines: PayoutLine[] }> {
  const payout = await findPayout(ctx, id);
  const { query } = ctx.db;
  const lines = await query
    .selectFrom("payout_line")
    .selectAll()
    .where("payout_id", "=", id)
    .orderBy("conversion_id")
    .limit(LINES_MAX)
    .execute();
  const corrections = await query
    .selectFrom("payout_correction")
    .selectAll()
    .where("payout_id", "=", id)
    .orderBy("correction_id")
    .limit(CORRECTIONS_MAX)
    .execute();
  return {
    payout,
    lines: [
      ...lines.map(({ kind, conversion_id, amount_minor }): PayoutLine => ({
        kind,
        conversionId: conversion_id,
        correctionId: null,
        amountMinor: amount_minor,
      })),
      ...corrections.map(({ correction_id, amount_minor }): PayoutLine => ({
        kind: "correction",
        conversionId: null,
        correctionId: correction_id,
        amountMinor: amount_minor,
      })),
    ],
  };
}

async function findPayout(ctx: Context, id: string): Promise<Payout> {
  const payout = await ownPayouts(ctx).where("id", "=", id).executeTakeFirst();
  if (payout === undefined) throw notFound("payout");
  return payout;
}
