import { DAY_MS } from "@waymark/contract/duration";
import { expectDecisions, expectIncome, expectUploads, follow, keptShare } from "@waymark/forecast/maturation";
import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo, WEBMASTER_AND_OPERATOR } from "../role.ts";
import { findOwnSchedule } from "../payout/index.ts";
import { payoutDayAfter, type PayoutSchedule } from "../payout-schedule/index.ts";
import { getSettings } from "../settings/index.ts";
import { civilDayAt, dateText, dayBegins } from "../zone.ts";
import { findCurves, type Curves, type Scope } from "./curves.ts";
import { readAccuracy, type Accuracy } from "./accuracy.ts";
import {
  readLateness,
  readOnHold,
  readPending,
  type OnHoldMoney,
  type MoneyFilter,
  type PendingMoney,
} from "./open-money.ts";
import { roundParts } from "./round-parts.ts";

export const EXPECTED_DAYS_MAX = 90;

/** What becomes of an amount. All parts add up to `pending` and `onHold`; minor units. */
export interface Expectation {
  pending: number;
  /** Of a commission: approved, and on hold. */
  onHold: number;
  /**
   * Of a commission, what becomes available on the day; of a revenue, what is approved. `approved` is the part that is
   * approved already, and on hold.
   */
  days: { date: string; amount: number; approved: number }[];
  /** Of a commission: what the days bring to each payout date that has all of its days among them; none on request. */
  payouts: { date: string; amount: number }[];
  /** After the last day: also what is not decided by then. */
  later: number;
  rejected: number;
  /** Reversed between its approval and the end of its hold. */
  reversed: number;
  /** Older than everything that was observed, or without a history: no date and no share can be given. */
  unknown: number;
}

/** The prospects of a goal's pending money. */
interface GoalOutlook {
  goalId: string;
  /** The goal's code. */
  goal: string;
  offerId: string;
  offerName: string;
  /** Whose decisions it follows; null: too few are known. */
  basis: { scope: "goal" | "advertiser" | "network"; decisions: number } | null;
  count: number;
  pending: number;
  /** Of the pending amount, what is approved within the days. */
  approved: number;
  unknown: number;
}

interface ExpectedMoney {
  currency: string;
  /** What webmasters earn; undefined for an advertiser. */
  commission: Expectation | undefined;
  /** What advertisers will owe; undefined for a webmaster. */
  revenue: Expectation | undefined;
  /** By goal, the largest first: of commissions, for an advertiser of revenues. */
  goals: GoalOutlook[];
  /** How earlier expectations turned out; empty with a filter. */
  accuracy: Accuracy[];
}

interface ExpectedMoneyQuery extends MoneyFilter {
  horizonDays: number;
  zone: string;
}

/** Goals that an answer names. */
const GOALS_MAX = 100;
/** Goals whose curves are in memory at a time. */
const GOALS_AT_ONCE = 40;

/** What becomes of the pending money and of the money on hold that the actor may see, by day and currency. */
export async function getExpectedMoney(ctx: Context, query: ExpectedMoneyQuery): Promise<ExpectedMoney[]> {
  const kind = ctx.actor.role === "advertiser" ? "revenue" : "commission";
  const isFiltered = [query.webmasterId, query.advertiserId, query.offerId].some((id) => id !== undefined);
  const [expected, accuracy] = await Promise.all([expectMoney(ctx, query), isFiltered ? [] : readAccuracy(ctx, kind)]);
  const today = civilDayAt(query.zone, ctx.now());
  const dateOf = (day: number) => dateText(today + day);
  const payoutsOf = payoutsBy(await paidBy(ctx, query.webmasterId), { zone: query.zone, today });
  const outlooks = new Map(
    [...expected].map(([currency, { goals }]) => [
      currency,
      [...goals.values()]
        .map((goal) => outlookOf(goal, kind))
        .sort((one, other) => other.pending - one.pending)
        .slice(0, GOALS_MAX),
    ]),
  );
  const titles = await findGoalTitles(ctx.db, [...outlooks.values()].flat());
  return [...expected].map(([currency, { commission, revenue }]) => ({
    currency,
    commission: visibleTo(ctx.actor, WEBMASTER_AND_OPERATOR, expectationOf(commission, { dateOf, payoutsOf })),
    revenue: visibleTo(ctx.actor, ADVERTISER_AND_OPERATOR, expectationOf(revenue, { dateOf, payoutsOf: () => [] })),
    goals: (outlooks.get(currency) ?? []).map((goal) => ({ ...goal, ...titles(goal.goalId) })),
    accuracy: accuracy.filter((one) => one.currency === currency),
  }));
}

/** The names of goals and their offers. */
async function findGoalTitles({ query }: Context["db"], goals: readonly { goalId: string }[]) {
  const rows = await query
    .selectFrom("goal")
    .innerJoin("offer", "offer.id", "goal.offer_id")
    .select(["goal.id", "goal.code", "offer.name"])
    .where("goal.id", "in", inJson(goals.map(({ goalId }) => goalId)))
    .execute();
  const titles = new Map(rows.map(({ id, code, name }) => [id, { goal: code, offerName: name }]));
  return (goalId: string) => titles.get(goalId) ?? { goal: "", offerName: "" };
}

/** Amounts before they are rounded. */
interface Sums {
  pending: number;
  onHold: number;
  /** By day, 0 is today: what is approved now and on hold, and what is still to be approved. */
  heldBack: Float64Array;
  toApprove: Float64Array;
  later: number;
  rejected: number;
  reversed: number;
  unknown: number;
}

interface GoalSums {
  goalId: string;
  offerId: string;
  basis: Curves | undefined;
  count: number;
  commission: Record<"pending" | "approved" | "unknown", number>;
  revenue: Record<"pending" | "approved" | "unknown", number>;
}

interface CurrencySums {
  commission: Sums;
  revenue: Sums;
  goals: Map<string, GoalSums>;
}

const emptySums = (days: number): Sums => ({
  ...{ pending: 0, onHold: 0, later: 0, rejected: 0, reversed: 0, unknown: 0 },
  heldBack: new Float64Array(days),
  toApprove: new Float64Array(days),
});

/** What is expected, by currency, on days of the zone. Reads curves of a few goals at a time. */
export async function expectMoney(
  ctx: Context,
  { horizonDays, zone, ...filter }: ExpectedMoneyQuery,
): Promise<Map<string, CurrencySums>> {
  const firstDay = civilDayAt(zone, ctx.now());
  const today = dayBegins(zone, firstDay);
  const elapsedDays = (ctx.now() - today) / DAY_MS;
  const [pending, onHold] = await Promise.all([readPending(ctx, filter, today), readOnHold(ctx, filter)]);
  const byUpload = new Set(pending.flatMap((one) => (one.dueAt === null ? [] : [one.advertiserId])));
  const lateness = await readLateness(ctx, [...byUpload]);
  const byCurrency = new Map<string, CurrencySums>();
  const sumsOf = (currency: string) => {
    const known = byCurrency.get(currency);
    if (known !== undefined) return known;
    const fresh = { commission: emptySums(horizonDays), revenue: emptySums(horizonDays), goals: new Map() };
    byCurrency.set(currency, fresh);
    return fresh;
  };
  const goals = Map.groupBy<string, PendingMoney | OnHoldMoney>([...pending, ...onHold], ({ goalId }) => goalId);
  const ids = [...goals.keys()];
  for (let i = 0; i < ids.length; i += GOALS_AT_ONCE) {
    const some = ids.slice(i, i + GOALS_AT_ONCE).flatMap((id) => goals.get(id) ?? []);
    const curvesFor = await readCurves(ctx, some);
    for (const one of some) {
      const [curves, sums] = [curvesFor(one), sumsOf(one.currency)];
      if ("availableAt" in one) {
        const day = Math.max(0, civilDayAt(zone, one.availableAt) - firstDay);
        addOnHold(sums.commission, one, { curves, day });
      } else {
        const late = lateness.get(one.advertiserId) ?? [];
        addPending(sums, one, { curves, lateness: late, today, elapsedDays });
      }
    }
  }
  return byCurrency;
}

/** The narrowest curves of these: of the goal, of the advertiser, of the network. */
async function readCurves({ db }: Context, some: readonly (PendingMoney | OnHoldMoney)[]) {
  const scopesOf = ({ goalId, advertiserId }: PendingMoney | OnHoldMoney): Scope[] => [
    ...([`goal:${goalId}`, `advertiser:${advertiserId}`, "network"] as const),
  ];
  const curves = await findCurves(db, [...new Set(some.flatMap(scopesOf))]);
  return (one: PendingMoney | OnHoldMoney): Curves | undefined =>
    scopesOf(one).flatMap((scope) => curves.get(scope) ?? [])[0];
}

function addOnHold(sums: Sums, one: OnHoldMoney, { curves, day }: { curves: Curves | undefined; day: number }): void {
  const amount = one.commission;
  sums.onHold += amount;
  // Without a curve nothing is known of reversals. The hold has its date all the same.
  const age = Math.max(0, one.holdDays - day);
  const kept = curves === undefined ? 1 : (keptShare(curves.reversed, { age, days: day }) ?? 1);
  if (day < sums.heldBack.length) sums.heldBack[day]! += amount * kept; // day < its length
  else sums.later += amount * kept;
  sums.reversed += amount * (1 - kept);
}

interface Prospects {
  curves: Curves | undefined;
  lateness: readonly number[];
  /** The beginning of the first day, Unix ms, and what of it is over. */
  today: number;
  elapsedDays: number;
}

function addPending(sums: CurrencySums, one: PendingMoney, prospects: Prospects): void {
  const goal = sums.goals.get(one.goalId) ?? {
    ...{ goalId: one.goalId, offerId: one.offerId, basis: prospects.curves, count: 0 },
    commission: { pending: 0, approved: 0, unknown: 0 },
    revenue: { pending: 0, approved: 0, unknown: 0 },
  };
  sums.goals.set(one.goalId, goal);
  goal.count += one.count;
  // Shares of an amount of 1 hold for the commission and for the revenue.
  const outcome = outcomeOf(one, prospects, sums.commission.toApprove.length);
  const approved = outcome.approvedByDay.reduce((sum, share) => sum + share, 0);
  for (const kind of ["commission", "revenue"] as const) {
    const amount = one[kind];
    goal[kind].pending += amount;
    goal[kind].approved += amount * approved;
    goal[kind].unknown += amount * outcome.unknown;
    sums[kind].pending += amount;
    sums[kind].later += amount * outcome.later;
    sums[kind].rejected += amount * outcome.rejected;
    sums[kind].unknown += amount * outcome.unknown;
  }
  outcome.approvedByDay.forEach((share, day) => (sums.revenue.toApprove[day]! += one.revenue * share)); // of one length
  addIncome(
    sums.commission,
    outcome.approvedByDay.map((share) => share * one.commission),
    one,
    prospects,
  );
}

/** What is approved becomes available after its hold, less what is reversed until then. */
function addIncome(sums: Sums, approvedByDay: Float64Array, { holdDays }: PendingMoney, { curves }: Prospects): void {
  const { byPayout, later, unknown, reversed } = expectIncome(approvedByDay, {
    holdDays,
    payoutDays: Array.from(approvedByDay, (_, day) => day),
    keptAfter: (days) => (curves === undefined ? 1 : (keptShare(curves.reversed, { age: 0, days }) ?? 1)),
  });
  for (const { payoutDay, amount } of byPayout) sums.toApprove[payoutDay]! += amount; // of one length
  sums.later += later;
  sums.unknown += unknown;
  sums.reversed += reversed;
}

/** What becomes of a pending amount of 1: the parts add up to 1. */
interface Outcome {
  approvedByDay: Float64Array;
  later: number;
  rejected: number;
  unknown: number;
}

function outcomeOf(one: PendingMoney, prospects: Prospects, days: number): Outcome {
  const { curves, elapsedDays } = prospects;
  if (one.isByUpload && one.state === "pending") return outcomeByUpload(one, prospects, days);
  const { state, ageDays, approvesOnDay } = one;
  if (curves === undefined && (approvesOnDay === null || state === "held"))
    return { approvedByDay: new Float64Array(days), later: 0, rejected: 0, unknown: 1 };
  // The days are counted from the beginning of today.
  const age = Math.max(0, ageDays - elapsedDays);
  const approvesItselfIn = approvesOnDay === null ? null : approvesOnDay + 1;
  const undecided = { state, age, amount: 1, approvesItselfIn };
  const { approvedByDay, undecided: later, ...rest } = expectDecisions([undecided], curves?.decided ?? NEVER, days);
  return { approvedByDay, later, rejected: rest.rejected, unknown: rest.unknown };
}

/** Without a history: there are no decisions before the conversion approves itself. */
const NEVER: Curves["decided"] = {
  states: ["pending", "held", "approved", "rejected"],
  moves: [],
  knownUntilAge: [Infinity, Infinity, Infinity, Infinity],
};

/** Files decide whole periods: by the due date and the advertiser's own lateness. */
function outcomeByUpload({ dueAt }: PendingMoney, { curves, lateness, today }: Prospects, days: number): Outcome {
  const share = curves === undefined ? undefined : approvedShareOf(curves);
  if (dueAt === null || share === undefined)
    return { approvedByDay: new Float64Array(days), later: 0, rejected: 0, unknown: 1 };
  const upload = { amount: 1, approvedShare: share, dueInDays: (dueAt - today) / DAY_MS };
  const { approvedByDay, later, unknown } = expectUploads([upload], lateness, days);
  // Of a file without a date, it is unknown what it rejects, too.
  return unknown > 0
    ? { approvedByDay, later: 0, rejected: 0, unknown: 1 }
    : { approvedByDay, later, rejected: 1 - share, unknown: 0 };
}

/** The share of decided money that is approved in the end; undefined if none was seen to be decided. */
function approvedShareOf({ decided }: Curves): number | undefined {
  const end = decided.moves.at(-1)?.age;
  if (end === undefined) return undefined;
  const [last] = follow(decided, { state: "pending", fromAge: 0 }, [end]);
  const { approved = 0, rejected = 0 } = last?.in ?? {};
  return approved + rejected > 0 ? approved / (approved + rejected) : undefined;
}

interface Dating {
  dateOf: (day: number) => string;
  payoutsOf: (amounts: readonly number[]) => Expectation["payouts"];
}

/** The schedule by which money is paid: a webmaster's, if it is about one of them, and else the network's. */
async function paidBy(ctx: Context, asked: string | undefined): Promise<{ zone: string; schedule: PayoutSchedule }> {
  const { zone, payoutSchedule } = await getSettings(ctx.db);
  const webmasterId = ctx.actor.role === "webmaster" ? ctx.actor.webmasterId : asked;
  const own = webmasterId === undefined ? null : await findOwnSchedule(ctx.db, webmasterId);
  return { zone, schedule: own ?? payoutSchedule };
}

/**
 * Sums amounts by the first payout day after the day on which they are available. A day of another zone ends on the
 * network's day on which its last moment is. On request there are no days.
 */
function payoutsBy(
  { zone: ofNetwork, schedule }: { zone: string; schedule: PayoutSchedule },
  { zone, today }: { zone: string; today: number },
): Dating["payoutsOf"] {
  if (schedule.kind === "request") return () => [];
  const networkDay = (day: number) => civilDayAt(ofNetwork, dayBegins(zone, today + day + 1) - 1);
  return (amounts) => {
    const sums = new Map<number, number>();
    amounts.forEach((amount, day) => {
      const payoutDay = payoutDayAfter(schedule, networkDay(day));
      sums.set(payoutDay, (sums.get(payoutDay) ?? 0) + amount);
    });
    const last = networkDay(amounts.length - 1);
    return [...sums].flatMap(([day, amount]) => (day <= last + 1 ? [{ date: dateText(day), amount }] : []));
  };
}

function expectationOf(sums: Sums, { dateOf, payoutsOf }: Dating): Expectation {
  const { pending, onHold, heldBack, toApprove, later, rejected, reversed, unknown } = sums;
  const total = Math.round(pending) + Math.round(onHold);
  const byDay = Array.from(heldBack, (amount, day) => amount + toApprove[day]!); // of one length
  const parts = roundParts([...byDay, later, rejected, reversed, unknown], total);
  const rest = parts.slice(byDay.length);
  return {
    pending: Math.round(pending),
    onHold: Math.round(onHold),
    days: byDay.map((_, day) => ({
      date: dateOf(day),
      amount: parts[day] ?? 0,
      approved: Math.min(parts[day] ?? 0, Math.round(heldBack[day] ?? 0)),
    })),
    payouts: payoutsOf(parts.slice(0, byDay.length)),
    ...{ later: rest[0] ?? 0, rejected: rest[1] ?? 0, reversed: rest[2] ?? 0, unknown: rest[3] ?? 0 },
  };
}

function outlookOf({ goalId, offerId, basis, count, ...money }: GoalSums, kind: "commission" | "revenue") {
  const { pending, approved, unknown } = money[kind];
  const scope = basis?.scope.split(":")[0] as "goal" | "advertiser" | "network" | undefined; // how scopes begin
  return {
    ...{ goalId, offerId, count },
    basis: basis === undefined || scope === undefined ? null : { scope, decisions: basis.decisions },
    ...{ pending: Math.round(pending), approved: Math.round(approved), unknown: Math.round(unknown) },
  };
}
