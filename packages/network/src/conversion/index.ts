import type { AnswerReason } from "@waymark/contract/answer-reason";
import { actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  inJson,
  readListPage,
  retryOnConcurrentWrite,
  sumTooLarge,
  type ClickFacts,
  type ConversionRow,
  type ListPage,
  type ListRequest,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { moneyText, requireMoneyScope, writeGuarded, type Confirmation } from "../guard/index.ts";
import { findHeadroom, retryWithoutExcess } from "../ledger/index.ts";
import { readTerms } from "../offer/index.ts";
import { requireReasonForOthers } from "../revocation.ts";
import {
  ADVERTISER_AND_OPERATOR,
  ADVERTISER_OR_OPERATOR,
  EVEN_IF_BLOCKED,
  OPERATOR,
  OPERATOR_OR_JOB,
  requireRole,
  visibleTo,
} from "../role.ts";
import { worthOf } from "./worth.ts";
import { adjustOf, changesOf, holdEnded, stateOf, type Cause, type Change, type ChangeFlag } from "./change.ts";
import { raiseOf } from "./raise.ts";
import { changeSeenBy, reasonsOf, type ConversionChange } from "./history.ts";
import { conversionList, type ConversionFilter } from "./list.ts";
import { findTitles, writeChanges, type Titles } from "./queries.ts";
import { CLICK_FACTS, reportedAtOf } from "./stored.ts";
import type { GivenReason } from "./reasons.ts";
import { APPROVABLE, ON_HOLD } from "./sql.ts";
import { statusOf, type CheckEvent, type Status, type ValidationEvent } from "./state.ts";

export { agreesWith, transfersOfHistory } from "./replay.ts";
export { CONVERSION_STATUSES, effectOf, isVoid, type ConversionEvent, type Status } from "./state.ts";
export { attachClicks, attachDue } from "./awaited.ts";
export {
  type AnswerTimes,
  type Completion,
  completionOf,
  timesOf,
  adjustOf,
  approveUntil,
  begin,
  changeOf,
  changesOf,
  endOfHold,
  byNetwork,
  confirm,
  hasLostOrder,
  moveOrderAway,
  STATE_COLUMNS,
  stateOf,
  stepOf,
  CHANGE_FLAGS,
  type Cause,
  type Change,
  type Worth,
} from "./change.ts";
export { withFirstCheck } from "./first-check.ts";
export { beginConversion, completeConversion, revertCompletion, type Stops } from "./facts.ts";
export { countHeldByBlock, releaseHeldByBlock } from "./blocked.ts";
export { exportConversions, exportedFields } from "./export.ts";
export { holdingsOf } from "./holdings.ts";
export { refuseUnpaid } from "./unpaid.ts";
export type { ConversionChange } from "./history.ts";
export { DATE_BASES, OUTCOMES, type ConversionFilter } from "./list.ts";
export { CHANGE_REASONS, reasonOf, type GivenReason, type ReasonCode } from "./reasons.ts";
export { findById, findByIdentity, findOfClicks, setIdentities, writeChanges } from "./queries.ts";
export { moveLines, TOO_SMALL, voidApprovals } from "./payment-lines.ts";
export { storedOf, type StoredConversion } from "./stored.ts";
export { STANDINGS, type Standing } from "./standing.ts";
export { APPROVED, COUNTED, NOT_REJECTED, ON_HOLD, PENDING, REAL, STATUS } from "./sql.ts";

/** A conversion as the API shows it. Amounts are minor units, times Unix ms. */
export interface Conversion {
  id: string;
  status: Status;
  validation: ConversionRow["validation"];
  check: ConversionRow["check_state"];
  payment: ConversionRow["payment"];
  offerId: string;
  offerName: string;
  goalId: string;
  /** The goal's code. */
  goal: string;
  linkId: string;
  webmasterId: string;
  advertiserId: string;
  clickId: string;
  orderId: string | null;
  clickedAt: number;
  occurredAt: number;
  /** When the network accepted its report, to the second. */
  reportedAt: number;
  recordedAt: number;
  changedAt: number;
  currency: string;
  amountMinor: number | null;
  /** What the advertiser owes; undefined for a webmaster. */
  revenueMinor: number | undefined;
  commissionMinor: number;
  /** When the hold ends; null until it is approved. */
  availableAt: number | null;
  version: number;
  isTest: boolean;
  /** Why it was approved, rejected, reversed or opened again; null while it has no answer. */
  validationReason: GivenReason | null;
  /** Why it is held or refused. */
  checkReason: GivenReason | null;
  /** `awaited`: the click is not stored yet, and the conversion is pending. `missing`: the operator decides. */
  clickFacts: ConversionRow["click_facts"];
  /** The channel that reported it. A trusted report of a pixel's conversion replaces the channel. */
  channel: string;
  /** When its last answer was given, by the advertiser's own time if stated; null while there is no answer. */
  answeredAt: number | null;
  /** Why a person should look at it. */
  flag: ChangeFlag | null;
  click: ClickFacts;
}

export type ReviewEvent = ValidationEvent | CheckEvent;

export const REVIEW_EVENTS = [
  "approve",
  "reject",
  "reverse",
  "reopen",
  "hold",
  "release",
  "refuse",
] as const satisfies readonly ReviewEvent[];

/** The maximum of changes of one conversion in one answer. */
const CHANGES_MAX = 500;

/** What an advertiser may answer for its own conversions. Only the operator may do the rest. */
const ADVERTISERS_EVENTS: ReadonlySet<ReviewEvent> = new Set(["approve", "reject", "reverse"]);

/** An operator states why they do these. A refusal ends a hold, and has at least its reason. */
const AGAINST_PARTIES: ReadonlySet<ReviewEvent> = new Set(["hold", "reject", "reverse"]);

/** The conversions that an actor may see. Every scoped read starts here. */
function ownConversions({ db, actor }: Context) {
  const rows = db.query.selectFrom("conversion").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Newest first by the time of the filter. Throws `invalid_input` for a cursor that is not of this list. */
export async function listConversions(
  ctx: Context,
  filter: ConversionFilter,
  page: ListRequest,
): Promise<ListPage<Conversion>> {
  const { rows, next } = await readListPage<ConversionRow>(ctx.db, conversionList(ctx.actor, filter), page);
  return { rows: await conversionsFor(ctx, rows), next };
}

/** Throws `not_found`, also for another party's conversion. */
export async function getConversion(ctx: Context, id: string): Promise<Conversion> {
  return conversionOf(ctx, await getRow(ctx, id));
}

/** The changes of a conversion after a version, oldest first. Throws `not_found`. */
export async function listChanges(
  ctx: Context,
  id: string,
  page: { after: number; limit: number } = { after: 0, limit: CHANGES_MAX },
): Promise<ConversionChange[]> {
  await getRow(ctx, id);
  const rows = await ctx.db.query
    .selectFrom("conversion_change")
    .selectAll()
    .where("conversion_id", "=", id)
    .where("version", ">", page.after)
    .orderBy("version")
    .limit(page.limit)
    .execute();
  return rows.map((row) => changeSeenBy(ctx.actor, row));
}

export interface Review {
  id: string;
  event: ReviewEvent;
  /** The reviewer's text. The webmaster and the advertiser read it. */
  reason: string | null;
  reasonCode?: AnswerReason | null | undefined;
  /** The version that the reviewer saw; refused if the conversion has changed since. */
  version?: number | undefined;
}

/**
 * Applies one answer of the advertiser, or one decision of the network's check. Throws `not_found`, `forbidden`,
 * `conflict`, `transition_refused`, `payment_begun`.
 */
export async function reviewConversion(ctx: Context, review: Review): Promise<Conversion> {
  const [outcome] = await reviewConversions(ctx, [review]);
  if (outcome === undefined || outcome instanceof NetworkError) throw outcome ?? notFound("conversion");
  return outcome;
}

/** Reviews of one request. */
export const REVIEWS_MAX = 1_000;

const REVIEW_TRIES = { triesMax: 3 };

/**
 * Applies many reviews in their order, each with its own outcome, and writes them in one batch. A review is refused
 * alone: also if its conversion is changed concurrently (`conflict`), if it would bring a party beyond its limit
 * (`sum_too_large`), or if an operator decides against a party without a reason (`invalid_input`). Throws `forbidden` to a webmaster.
 */
export async function reviewConversions(
  ctx: Context,
  reviews: readonly Review[],
): Promise<(Conversion | NetworkError)[]> {
  return tryReviews(async (tried) => {
    const { outcomes, changes } = await decideReviews(ctx, reviews, tried);
    await ctx.db.write(writeChanges(changes));
    return outcomes;
  });
}

/** What earlier tries of the same reviews have found. */
interface Tried {
  /** The versions at the first try: a conversion that has another one was changed concurrently. */
  seen: Map<string, number>;
  /** Whether all of them together would bring a party beyond its limit. */
  isTooLarge: boolean;
}

/** Runs work that decides reviews and writes them, again after a concurrent write or where they exceed a limit. */
export function tryReviews<T>(work: (tried: Tried) => Promise<T>): Promise<T> {
  const seen = new Map<string, number>();
  return retryOnConcurrentWrite(() => retryWithoutExcess((isTooLarge) => work({ seen, isTooLarge })), REVIEW_TRIES);
}

/** The outcome of each review, and the changes that are to be written for them. Throws `forbidden` to a webmaster. */
export async function decideReviews(
  ctx: Context,
  reviews: readonly Review[],
  { seen, isTooLarge }: Tried,
): Promise<{ outcomes: (Conversion | NetworkError)[]; changes: Change[] }> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "review conversions", EVEN_IF_BLOCKED);
  const ids = [...new Set(reviews.map(({ id }) => id))];
  const found = await ownConversions(ctx).where("id", "in", inJson(ids)).execute();
  for (const { id, version } of found) if (!seen.has(id)) seen.set(id, version);
  const rows = new Map(found.map((row) => [row.id, row]));
  const changedSince = new Set(found.filter(({ id, version }) => seen.get(id) !== version).map(({ id }) => id));
  const titles = await findTitles(ctx.db, found);
  const headroom = isTooLarge ? await findHeadroom(ctx.db, partiesOf(found)) : undefined;
  const changes: Change[] = [];
  const outcomes = reviews.map((review) => {
    try {
      if (changedSince.has(review.id)) throw changedConcurrently();
      const made = reviewOf(ctx, rows.get(review.id), review);
      if (headroom?.takes(made.flatMap(({ transfers }) => transfers)) === false) throw sumTooLarge();
      changes.push(...made);
      const row = made.at(-1)?.row;
      if (row === undefined) return notFound("conversion");
      rows.set(row.id, row);
      return conversionFor(ctx, row, titles);
    } catch (error) {
      if (error instanceof NetworkError) return error;
      throw error;
    }
  });
  return { outcomes, changes };
}

const partiesOf = (rows: readonly ConversionRow[]) => ({
  webmasterIds: rows.map(({ webmaster_id }) => webmaster_id),
  advertiserIds: rows.map(({ advertiser_id }) => advertiser_id),
});

const changedConcurrently = () =>
  new NetworkError("conflict", "Another request changed this conversion at the same time; read it again");

function reviewOf({ actor, now }: Context, row: ConversionRow | undefined, review: Review): Change[] {
  if (row === undefined) throw notFound("conversion");
  if (!ADVERTISERS_EVENTS.has(review.event)) requireRole({ actor }, OPERATOR_OR_JOB, `${review.event} a conversion`);
  if (review.version !== undefined && review.version !== row.version)
    throw new NetworkError("conflict", `The conversion was changed in between; its version is now ${row.version}`);
  if (review.event === "approve" && row.click_facts === "awaited")
    throw new NetworkError("click_facts_awaited", "Its click is not stored yet; try again in a minute");
  const isAgainst = AGAINST_PARTIES.has(review.event);
  const at = now();
  const answered = actor.role === "advertiser" ? { ...row, answered_at: at } : row;
  const changes = changesOf(answered, review.event, {
    actor: actorName(actor),
    reason: review.reason,
    reasonCode: review.reasonCode ?? null,
    at,
  });
  requireReasonForOthers(actor.role === "operator" && isAgainst, review.reason ?? review.reasonCode ?? null);
  return changes;
}

export interface Adjustment {
  id: string;
  amountMinor: number;
  /** The currency that the caller means; undefined: the conversion's. */
  currency?: string | undefined;
  reason: string;
  reasonCode?: AnswerReason | null | undefined;
  version?: number | undefined;
}

/**
 * Changes the amount of an unpaid conversion, by the terms in force when it occurred, for orders that were reported
 * with two amounts. The increase of the commission counts against the operator's limit. Operator only. Throws
 * `forbidden`, `scope_missing`, `not_found`, `conflict`, `payment_begun`, `sum_too_large`, `WaitsForSecondPerson`.
 */
export const adjustConversion = (ctx: Context, adjustment: Adjustment): Promise<Conversion> =>
  adjust(ctx, adjustment, undefined);

/** Does what a second person confirms, if the conversion is as it was when they were asked. */
export async function confirmAdjustment(ctx: Context, confirms: Confirmation): Promise<void> {
  const input = confirms.request.input as Omit<Adjustment, "id" | "reason">; // written by `adjust`
  await adjust(ctx, { ...input, id: confirms.request.subject, reason: confirms.request.reason ?? "" }, confirms);
}

async function adjust(
  ctx: Context,
  { id, amountMinor, currency, reason, reasonCode = null, version }: Adjustment,
  confirms: Confirmation | undefined,
): Promise<Conversion> {
  requireRole(ctx, OPERATOR, "correct amounts");
  requireMoneyScope(ctx);
  const row = await getRow(ctx, id);
  if (version !== undefined && version !== row.version)
    throw new NetworkError("conflict", `The conversion was changed in between; its version is now ${row.version}`);
  if (currency !== undefined && currency !== row.currency)
    throw new NetworkError("invalid_input", "The amount has another currency than the conversion", [
      { path: "amount.currency", message: `must be ${row.currency}, the currency of the conversion` },
    ]);
  const parties = { offerIds: [row.offer_id], webmasterIds: [row.webmaster_id] };
  const sale = { offerId: row.offer_id, goalId: row.goal_id, webmasterId: row.webmaster_id, at: row.occurred_at };
  const terms = (await readTerms(ctx.db, parties))(sale);
  if (terms === undefined) throw notFound("goal");
  const cause = { actor: actorName(ctx.actor), reason, reasonCode, at: ctx.now() };
  const changes = adjustOf(row, worthOf(terms, amountMinor), cause);
  const after = changes.at(-1)?.row ?? row;
  const move = {
    ...{ act: "adjust" as const, subject: id, reason, description: adjustmentText(row, after) },
    amounts: raiseOf(row, changes),
    input: { amountMinor, reasonCode, version: row.version },
  };
  try {
    await writeGuarded(ctx, move, { statements: writeChanges(changes), confirms });
  } catch (error) {
    if (error instanceof ConcurrentWriteError) throw changedConcurrently();
    throw error;
  }
  return conversionOf(ctx, after);
}

const adjustmentText = (before: ConversionRow, after: ConversionRow) => {
  const text = (amountMinor: number | null) => moneyText({ amountMinor: amountMinor ?? 0, currency: before.currency });
  return (
    `The amount of ${before.id} from ${text(before.amount_minor)} to ${text(after.amount_minor)}, ` +
    `so its commission from ${text(before.commission_minor)} to ${text(after.commission_minor)}`
  );
};

const DUE_MAX = 1_000;

/** Ends the holds that have run out: on hold → available. Returns how many; call again while it is not 0. */
export async function endHolds(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "end holds");
  const now = ctx.now();
  const due = await ctx.db.query
    .selectFrom("conversion")
    .selectAll()
    .where(ON_HOLD)
    .where("available_at", "<=", now)
    .where("check_due", "<>", "must")
    .limit(DUE_MAX)
    .execute();
  return changeDue(
    ctx,
    due.filter((row) => holdEnded(row, now)),
    "end_hold",
  );
}

/** Approves conversions automatically after their offer's validation days. Returns how many. */
export async function approveDue(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "approve due conversions");
  const due = await ctx.db.query
    .selectFrom("conversion")
    .selectAll()
    .where(APPROVABLE)
    .where("approves_at", "<=", ctx.now())
    .limit(DUE_MAX)
    .execute();
  return changeDue(ctx, due, "approve");
}

async function changeDue(ctx: Context, due: readonly ConversionRow[], event: "approve" | "end_hold") {
  const reasonCode = event === "approve" ? "validation_days_over" : null;
  const cause: Cause = { actor: actorName(ctx.actor), reason: null, reasonCode, at: ctx.now() };
  await ctx.db.write(writeChanges(due.flatMap((row) => changesOf(row, event, cause))));
  return due.length;
}

async function getRow(ctx: Context, id: string): Promise<ConversionRow> {
  const row = await ownConversions(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("conversion");
  return row;
}

const conversionOf = async (ctx: Context, row: ConversionRow) =>
  conversionFor(ctx, row, await findTitles(ctx.db, [row]));

async function conversionsFor(ctx: Context, rows: readonly ConversionRow[]): Promise<Conversion[]> {
  const titles = await findTitles(ctx.db, rows);
  return rows.map((row) => conversionFor(ctx, row, titles));
}

function conversionFor({ actor }: Context, row: ConversionRow, titles: Titles): Conversion {
  const { offerName = "", goal = "" } = titles.get(row.goal_id) ?? {};
  return {
    id: row.id,
    status: statusOf(stateOf(row)),
    validation: row.validation,
    check: row.check_state,
    payment: row.payment,
    offerId: row.offer_id,
    offerName,
    goalId: row.goal_id,
    goal,
    linkId: row.link_id,
    webmasterId: row.webmaster_id,
    advertiserId: row.advertiser_id,
    clickId: row.click_id,
    orderId: row.order_id,
    clickedAt: row.clicked_at,
    occurredAt: row.occurred_at,
    reportedAt: reportedAtOf(row),
    recordedAt: row.recorded_at,
    changedAt: row.changed_at,
    currency: row.currency,
    amountMinor: row.amount_minor,
    revenueMinor: visibleTo(actor, ADVERTISER_AND_OPERATOR, row.revenue_minor),
    commissionMinor: row.commission_minor,
    availableAt: row.available_at,
    version: row.version,
    isTest: row.is_test === 1,
    ...reasonsOf(row),
    clickFacts: row.click_facts,
    channel: row.channel,
    answeredAt: row.answered_at === 0 ? null : row.answered_at,
    flag: row.flag as ChangeFlag | null, // written by `change`
    click: pickFacts(row),
  };
}

const pickFacts = (row: ConversionRow) =>
  Object.fromEntries(CLICK_FACTS.map((name) => [name, row[name]])) as unknown as ClickFacts; // CLICK_FACTS names all
export { raiseOf } from "./raise.ts";
export { worthOf } from "./worth.ts";
