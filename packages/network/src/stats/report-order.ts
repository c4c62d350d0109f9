import { fieldOf, isTime, type Dimension } from "./dimensions.ts";
import type { ReportFigures } from "./report-figures.ts";

/** Figures by which rows can be ordered: those that have one number. */
export const SORT_KEYS = [
  ...(["clicks", "valid", "uniques", "bots", "embedded", "duplicates", "refused", "anonymous", "own"] as const),
  ...(["conversions", "pending", "held", "approved", "rejected", "reversed"] as const),
  ...(["conversion_rate", "approval_rate"] as const),
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

/** Figures by which rows can be ordered in one currency. */
export const MONEY_KEYS = [
  ...(["sale_amount", "commission", "commission_pending", "commission_rejected"] as const),
  ...(["commission_on_hold", "commission_available", "commission_on_payment", "commission_paid"] as const),
  ...(["revenue", "margin", "earnings_per_100_clicks"] as const),
] as const;

/** A sum of money in one currency: sums of several have no order. */
interface MoneyOrder {
  figure: (typeof MONEY_KEYS)[number];
  currency: string;
}

/** By a figure or a dimension of the report. */
export interface ReportSort {
  by: SortKey | Dimension | MoneyOrder;
  isDescending: boolean;
}

/** Where a page ends: the value of its last row that is ordered by, and the row's dimensions. */
export type ReportPosition = (string | number | null)[];

export interface ReportRow {
  /** By field. A time is null in the row of undecided conversions. */
  dimensions: Record<string, string | number | null>;
  /** Only by decision. */
  isUndecided: boolean | undefined;
  figures: ReportFigures;
}

interface Order {
  groupBy: readonly Dimension[];
  sort: ReportSort | undefined;
}

/** What a row is ordered by: the figure or dimension that was asked, then all its dimensions. */
export function positionOf({ dimensions, isUndecided, figures }: ReportRow, { groupBy, sort }: Order): ReportPosition {
  const all = [...groupBy.map((name) => dimensions[fieldOf(name)] ?? null), isUndecided === true ? 1 : 0];
  if (sort === undefined) return all;
  return [valueOf(sort.by, { dimensions, figures }), ...all];
}

function valueOf(by: ReportSort["by"], { dimensions, figures }: Pick<ReportRow, "dimensions" | "figures">) {
  if (typeof by === "object") return sortedText(figures[by.figure]?.[by.currency]);
  return (SORT_KEYS as readonly string[]).includes(by)
    ? (figures[by as SortKey] ?? null) // just tested
    : (dimensions[fieldOf(by as Dimension)] ?? null); // the rest of the union
}

/** Digits of more than any sum of money. */
const SUM_DIGITS_MAX = 30;

/** A sum as a text that sorts as it does: exact in a cursor too, at any size and below 0. */
const sortedText = (minor: bigint | undefined) =>
  minor === undefined ? null : String(10n ** BigInt(SUM_DIGITS_MAX) + minor).padStart(SUM_DIGITS_MAX + 1, "0");

/** Orders positions: the latest times first, then by text; null comes last. */
export function comparator({ groupBy, sort }: Order): (a: ReportPosition, b: ReportPosition) => number {
  const descending = [...(sort === undefined ? [] : [sort.isDescending]), ...groupBy.map(isTime), false];
  return (a, b) => {
    for (const [i, isDescending] of descending.entries()) {
      const [one, other] = [a[i] ?? null, b[i] ?? null];
      if (one === other) continue;
      if (one === null) return 1;
      if (other === null) return -1;
      return one < other === isDescending ? 1 : -1;
    }
    return 0;
  };
}
