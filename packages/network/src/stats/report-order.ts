import { fieldOf, isTime, type Dimension } from "./dimensions.ts";
import type { ReportFigures } from "./report-figures.ts";

/** Figures by which rows can be ordered: those that have one number. */
export const SORT_KEYS = [
  ...(["clicks", "valid", "uniques", "bots", "embedded", "duplicates", "refused", "anonymous"] as const),
  ...(["conversions", "pending", "held", "approved", "rejected", "reversed"] as const),
  ...(["conversion_rate", "approval_rate"] as const),
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

/** By a figure or a dimension of the report. */
export interface ReportSort {
  by: SortKey | Dimension;
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

const valueOf = (by: SortKey | Dimension, { dimensions, figures }: Pick<ReportRow, "dimensions" | "figures">) =>
  (SORT_KEYS as readonly string[]).includes(by)
    ? (figures[by as SortKey] ?? null) // just tested
    : (dimensions[fieldOf(by as Dimension)] ?? null); // the rest of the union

/** The latest times first, then by text; null comes last. */
export function compare(a: ReportPosition, b: ReportPosition, { groupBy, sort }: Order): number {
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
