import type { Context } from "../context.ts";
import type { Standing } from "../conversion/index.ts";
import { ADVERTISER_AND_OPERATOR, OPERATOR, visibleTo } from "../role.ts";
import { addClicks, NO_CLICKS, type ClickCounts } from "./click-counts.ts";
import type { ConversionCount, MedianTimes } from "./conversion-counts.ts";
import type { Counted, ReportDate } from "./dimensions.ts";
import type { ReportClicks } from "./report-clicks.ts";

export type MoneySums = Record<string, bigint>;

/** Figures of clicks; undefined if the report does not count them. */
type ClickFigures = ClickCounts & { refused: number | null };

const COUNTS = ["conversions", "pending", "held", "approved", "rejected", "reversed"] as const;

const MONEY = [
  ...(["sale_amount", "commission", "commission_pending", "commission_rejected"] as const),
  ...(["commission_on_hold", "commission_available", "commission_on_payment", "commission_paid"] as const),
  "revenue",
] as const;

/** What a conversion in each place counts as, and the sums that its commission is in. */
const PLACES: Record<Standing, readonly [counts: readonly Count[], commissions: readonly MoneyName[]]> = {
  pending: [["pending"], ["commission_pending"]],
  held: [["pending", "held"], ["commission_pending"]],
  on_hold: [["approved"], ["commission", "commission_on_hold"]],
  available: [["approved"], ["commission", "commission_available"]],
  on_payment: [["approved"], ["commission", "commission_on_payment"]],
  paid: [["approved"], ["commission", "commission_paid"]],
  rejected: [["rejected"], ["commission_rejected"]],
  reversed: [["rejected", "reversed"], ["commission_rejected"]],
};

type Count = (typeof COUNTS)[number];
type MoneyName = (typeof MONEY)[number];

interface ConversionFigures extends Record<Count, number>, Record<Exclude<MoneyName, "revenue">, MoneySums> {
  revenue: MoneySums | undefined;
  margin: MoneySums | undefined;
  approval_rate: number | null;
  ctit_ms_average: number | null;
}

export interface ReportFigures extends Partial<ClickFigures>, Partial<ConversionFigures> {
  conversion_rate?: number | null;
  earnings_per_100_clicks?: MoneySums;
  ctit_ms_median?: number | null;
  decision_ms_median?: number | null;
}

/** What is counted for one row. */
export interface Sum {
  bucket: number;
  values: readonly string[];
  clicks: ClickCounts;
  counts: Record<Count, number>;
  ctitMs: number;
  money: Record<MoneyName, MoneySums>;
  medians: Pick<MedianTimes, "ctit" | "decision"> | undefined;
}

export const emptySum = (bucket: number, values: readonly string[]): Sum => ({
  bucket,
  values,
  clicks: { ...NO_CLICKS },
  counts: { conversions: 0, pending: 0, held: 0, approved: 0, rejected: 0, reversed: 0 },
  ctitMs: 0,
  money: {
    ...{ sale_amount: {}, commission: {}, commission_pending: {}, commission_rejected: {} },
    ...{
      commission_on_hold: {},
      commission_available: {},
      commission_on_payment: {},
      commission_paid: {},
      revenue: {},
    },
  },
  medians: undefined,
});

export const addClickCount = (sum: Sum, { counts }: ReportClicks): void => addClicks(sum.clicks, counts);

export function addConversionCount(sum: Sum, count: ConversionCount): void {
  const [counts, commissions] = PLACES[count.standing];
  for (const name of ["conversions", ...counts] as const) sum.counts[name] += count.conversions;
  sum.ctitMs += count.ctitMs;
  // A currency of the row is in all of its sums.
  for (const name of MONEY) sum.money[name][count.currency] ??= 0n;
  const add = (name: MoneyName, minor: string) =>
    (sum.money[name][count.currency] = (sum.money[name][count.currency] ?? 0n) + BigInt(minor));
  add("sale_amount", count.amount);
  for (const name of commissions) add(name, count.commission);
  if (commissions.includes("commission")) add("revenue", count.revenue);
}

/** The figures of a sum that the actor may see. */
export function figuresOf(
  { actor }: Context,
  { counts, date, hasMedians }: { counts: Counted; date: ReportDate; hasMedians: boolean },
  sum: Sum,
): ReportFigures {
  const { valid, ...clicks } = sum.clicks;
  const known = clicks.bots + clicks.embedded + clicks.duplicates;
  const ofClicks: ClickFigures = {
    ...{ ...clicks, valid },
    refused: valid === null ? null : clicks.clicks - valid - known,
  };
  if (counts === "clicks") return ofClicks;
  const { approved, pending, conversions } = sum.counts;
  const { revenue, commission } = sum.money;
  const margin = Object.fromEntries(
    Object.entries(revenue).map(([currency, minor]) => [currency, minor - (commission[currency] ?? 0n)]),
  );
  const ofConversions: ReportFigures = {
    ...sum.counts,
    ...sum.money,
    revenue: visibleTo(actor, ADVERTISER_AND_OPERATOR, revenue),
    margin: visibleTo(actor, OPERATOR, margin),
    approval_rate: conversions === pending ? null : approved / (conversions - pending),
    ctit_ms_average: conversions === 0 ? null : Math.round(sum.ctitMs / conversions),
    ...(hasMedians && {
      ctit_ms_median: sum.medians?.ctit ?? null,
      decision_ms_median: sum.medians?.decision ?? null,
    }),
  };
  if (counts === "conversions") return ofConversions;
  const perClick = date === "decision" || valid === null || valid === 0 ? null : valid;
  return {
    ...ofClicks,
    ...ofConversions,
    conversion_rate: perClick === null ? null : conversions / perClick,
    earnings_per_100_clicks: perClick === null ? {} : earningsPer100(commission, perClick),
  };
}

/** The earnings per hundred clicks, of which there are some. Rounded half up; amounts are never negative. */
export const earningsPer100 = (commission: MoneySums, clicks: number): MoneySums =>
  Object.fromEntries(
    Object.entries(commission).map(([currency, minor]) => [
      currency,
      (minor * 200n + BigInt(clicks)) / (2n * BigInt(clicks)),
    ]),
  );
