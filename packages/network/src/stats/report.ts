import { HOUR_MS } from "@waymark/contract/duration";
import { isConverted, listHourMonths, readKeptDays } from "../click/index.ts";
import type { Context } from "../context.ts";
import { ADVERTISER_AND_OPERATOR, OPERATOR, visibleTo } from "../role.ts";
import { addClicks, NO_CLICKS, type ClickCounts } from "./click-counts.ts";
import { readConversions, UNDECIDED, type ConversionCounts } from "./conversion-counts.ts";
import {
  fieldOf,
  isTime,
  notAnswerable,
  sourceOf,
  type Attribute,
  type Dimension,
  type Question,
  type ReportDate,
} from "./dimensions.ts";
import { countReportClicks } from "./report-clicks.ts";
import { hoursOfDays, timesOf, type ReportTimes } from "./time-groups.ts";

export interface ReportQuery extends Question {
  /** Unix ms, inclusive: the beginning of an hour. */
  from: number;
  /** Unix ms, exclusive: the beginning of an hour, or now. */
  to: number;
  date: ReportDate;
  sort: ReportSort | undefined;
}

/** By a figure or a dimension of the report. */
export interface ReportSort {
  by: SortKey | Dimension;
  isDescending: boolean;
}

/** Figures by which rows can be ordered: those that have one number. */
export const SORT_KEYS = [
  ...["clicks", "valid", "uniques", "bots", "embedded", "duplicates", "refused", "anonymous"],
  ...["conversions", "pending", "held", "approved", "rejected", "reversed", "conversion_rate", "approval_rate"],
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

export type MoneySums = Record<string, bigint>;

/** Figures of clicks; undefined if the report does not count them. */
type ClickFigures = Omit<ClickCounts, "anonymous"> & { refused: number | null; anonymous: number };

interface ConversionFigures extends Record<(typeof COUNTS)[number], number> {
  sale_amount: MoneySums;
  commission: MoneySums;
  commission_pending: MoneySums;
  commission_rejected: MoneySums;
  revenue: MoneySums | undefined;
  margin: MoneySums | undefined;
  approval_rate: number | null;
  ctit_ms_average: number | null;
}

export interface ReportFigures extends Partial<ClickFigures>, Partial<ConversionFigures> {
  conversion_rate?: number | null;
  earnings_per_100_clicks?: MoneySums;
}

export interface ReportRow {
  /** By field. A time is null in the row of undecided conversions. */
  dimensions: Record<string, string | number | null>;
  /** Only by decision. */
  isUndecided: boolean | undefined;
  figures: ReportFigures;
}

/** Where a page ends: the value of its last row that is ordered by, and the row's dimensions. */
export type ReportPosition = (string | number | null)[];

export interface Report {
  rows: ReportRow[];
  /** Undefined: there are no more rows. */
  next: ReportPosition | undefined;
  totals: ReportFigures;
  notes: string[];
}

/** Rows of a report before they are cut into pages. */
export const ROWS_MAX = 50_000;

/** A report of clicks and conversions that the actor may see. Throws `report_refused` if it can't be answered. */
export async function getReport(
  ctx: Context,
  query: ReportQuery,
  page: { seen: ReportPosition | undefined; limit: number },
): Promise<Report> {
  const source = sourceOf(query);
  const kept = await readKeptDays(ctx);
  // Without groups of time, any days do: those that the rollups keep.
  const zone = query.groupBy.some(isTime) ? query.zone : source === "sub-ids" ? "UTC" : kept.zone;
  const times = timesOf(query.groupBy, zone, query);
  const attributes = query.groupBy.filter((name): name is Attribute => !isTime(name));
  const { days } = times;
  const [clicks, conversions] = await Promise.all([
    countReportClicks(ctx, { ...query, zone, attributes, days, kept }),
    countReportConversions(ctx, query, { attributes, times }),
  ]);
  const sums = new Map<string, Sum>();
  const sumOf = (bucket: number, values: readonly string[]) => {
    const key = [bucket, ...values].join("\n");
    const sum = sums.get(key) ?? emptySum(bucket, values);
    sums.set(key, sum);
    if (sums.size > ROWS_MAX)
      throw notAnswerable("group_by", `the report has more than ${ROWS_MAX} rows: ask for fewer days or groups`);
    return sum;
  };
  const total = emptySum(0, []);
  for (const { bucket, values, counts } of clicks)
    for (const sum of [sumOf(bucket, values), total]) addClicks(sum.clicks, counts);
  for (const { bucket, values, currency, counts } of conversions)
    for (const sum of [sumOf(bucket, values), total]) addConversions(sum, currency, counts);
  const rows = [...sums.values()].map((sum) => rowOf(ctx, query, { sum, times, attributes }));
  const order = (row: ReportRow) => positionOf(row, query);
  const sorted = rows.map((row) => ({ row, at: order(row) })).sort((a, b) => compare(a.at, b.at, query));
  const { seen } = page;
  const rest = seen === undefined ? sorted : sorted.filter(({ at }) => compare(at, seen, query) > 0);
  const cut = rest.slice(0, page.limit);
  return {
    rows: cut.map(({ row }) => row),
    next: rest.length > page.limit ? cut.at(-1)?.at : undefined,
    totals: figuresOf(ctx, query, total),
    notes: query.counts === "conversions" ? [] : await notesOf(ctx, query),
  };
}

/** What the reader must know about these clicks. */
async function notesOf({ clicks }: Context, { from, to }: ReportQuery): Promise<string[]> {
  let [until, isWhole] = [0, true];
  for (const shard of clicks.all) {
    for (const month of await listHourMonths(shard))
      if (month.hasOldUniques && month.since * HOUR_MS < to && month.until * HOUR_MS > from)
        until = Math.max(until, month.until * HOUR_MS);
    isWhole = isWhole && (await isConverted(shard));
  }
  return [
    ...(until > 0
      ? [`Uniques before ${new Date(until).toISOString().slice(0, 10)} also count bots and refused clicks`]
      : []),
    ...(isWhole ? [] : ["Older clicks are still being converted and are missing here"]),
  ];
}

function countReportConversions(
  ctx: Context,
  query: ReportQuery,
  { attributes, times }: { attributes: readonly Attribute[]; times: ReportTimes },
) {
  if (query.counts === "clicks") return [];
  const hours = query.groupBy.some(isTime) ? hoursOfDays(times.days) : undefined;
  const { from, to, date, filters } = query;
  return readConversions(ctx, { from, to, date, hours, columns: attributes, filters });
}

const COUNTS = ["conversions", "pending", "held", "approved", "rejected", "reversed"] as const;
const MONEY = ["sale_amount", "commission", "commission_pending", "commission_rejected", "revenue"] as const;

interface Sum {
  bucket: number;
  values: readonly string[];
  clicks: ClickCounts;
  counts: Record<(typeof COUNTS)[number], number>;
  ctitMs: number;
  money: Record<(typeof MONEY)[number], MoneySums>;
}

const emptySum = (bucket: number, values: readonly string[]): Sum => ({
  bucket,
  values,
  clicks: { ...NO_CLICKS },
  counts: { conversions: 0, pending: 0, held: 0, approved: 0, rejected: 0, reversed: 0 },
  ctitMs: 0,
  money: { sale_amount: {}, commission: {}, commission_pending: {}, commission_rejected: {}, revenue: {} },
});

function addConversions(sum: Sum, currency: string, counts: ConversionCounts): void {
  for (const name of COUNTS) sum.counts[name] += counts[name];
  for (const name of MONEY) sum.money[name][currency] = (sum.money[name][currency] ?? 0n) + BigInt(counts[name]);
  sum.ctitMs += counts.ctit_ms;
}

function rowOf(
  ctx: Context,
  query: ReportQuery,
  { sum, times, attributes }: { sum: Sum; times: ReportTimes; attributes: readonly Attribute[] },
): ReportRow {
  const label = times.labels[sum.bucket];
  const dimensions = query.groupBy.map((name) => [
    fieldOf(name),
    isTime(name) ? (label?.[name] ?? null) : (sum.values[attributes.indexOf(name)] ?? ""),
  ]);
  return {
    dimensions: Object.fromEntries(dimensions) as ReportRow["dimensions"], // made above
    isUndecided: query.date === "decision" ? sum.bucket === UNDECIDED : undefined,
    figures: figuresOf(ctx, query, sum),
  };
}

function figuresOf({ actor }: Context, { counts, date }: ReportQuery, sum: Sum): ReportFigures {
  const { valid, anonymous, ...clicks } = sum.clicks;
  const known = clicks.bots + clicks.embedded + clicks.duplicates;
  const ofClicks: ClickFigures = {
    ...{ ...clicks, valid, anonymous },
    refused: valid === null ? null : clicks.clicks - valid - known,
  };
  const { approved, pending, conversions } = sum.counts;
  const { revenue, commission } = sum.money;
  const margin = Object.fromEntries(
    Object.entries(revenue).map(([currency, minor]) => [currency, minor - (commission[currency] ?? 0n)]),
  );
  const ofConversions: ConversionFigures = {
    ...sum.counts,
    ...sum.money,
    revenue: visibleTo(actor, ADVERTISER_AND_OPERATOR, revenue),
    margin: visibleTo(actor, OPERATOR, margin),
    approval_rate: conversions === pending ? null : approved / (conversions - pending),
    ctit_ms_average: conversions === 0 ? null : Math.round(sum.ctitMs / conversions),
  };
  if (counts === "clicks") return ofClicks;
  if (counts === "conversions") return ofConversions;
  const perClick = date === "decision" || valid === null || valid === 0 ? null : valid;
  return {
    ...ofClicks,
    ...ofConversions,
    conversion_rate: perClick === null ? null : conversions / perClick,
    earnings_per_100_clicks: perClick === null ? {} : per100(commission, perClick),
  };
}

/** Rounded half up; amounts are never negative. */
const per100 = (commission: MoneySums, clicks: number): MoneySums =>
  Object.fromEntries(
    Object.entries(commission).map(([currency, minor]) => [
      currency,
      (minor * 200n + BigInt(clicks)) / (2n * BigInt(clicks)),
    ]),
  );

/** What a row is ordered by: the figure or dimension that was asked, then all its dimensions. */
function positionOf({ dimensions, isUndecided, figures }: ReportRow, { groupBy, sort }: ReportQuery): ReportPosition {
  const all = [...groupBy.map((name) => dimensions[fieldOf(name)] ?? null), isUndecided === true ? 1 : 0];
  if (sort === undefined) return all;
  const { by } = sort;
  return [valueOf(by, { dimensions, figures }), ...all];
}

const valueOf = (by: SortKey | Dimension, { dimensions, figures }: Pick<ReportRow, "dimensions" | "figures">) =>
  (SORT_KEYS as readonly string[]).includes(by)
    ? (figures[by as SortKey] ?? null) // just tested
    : (dimensions[fieldOf(by as Dimension)] ?? null); // the rest of the union

/** The latest times first, then by text; null comes last. */
function compare(a: ReportPosition, b: ReportPosition, { groupBy, sort }: ReportQuery): number {
  const descending = [...(sort === undefined ? [] : [sort.isDescending]), ...groupBy.map(isTime), false];
  for (const [i, isDescending] of descending.entries()) {
    const [one = null, other = null] = [a[i], b[i]];
    if (one === other) continue;
    if (one === null) return 1;
    if (other === null) return -1;
    return one < other === isDescending ? 1 : -1;
  }
  return 0;
}
