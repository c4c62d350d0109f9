import type { StatsTotals } from "@waymark/client";
import { SUB_IDS, type SubId } from "../../words.ts";

/** The words of reports, as the API has them: `dev/cabinet-reports.test.ts` compares them. */

const TIMES_IN_ORDER = ["hour", "day", "week", "month"] as const;
export type TimeInOrder = (typeof TIMES_IN_ORDER)[number];

const RECORDS = ["offer", "goal", "webmaster", "advertiser", "link", "landing"] as const;

/** Everything that a report can be grouped by, in the order in which it is offered. */
export const GROUPS = [
  ...[...TIMES_IN_ORDER, "weekday", "hour_of_day"],
  ...RECORDS,
  ...["country", "device", "os", "browser", "verdict", "status"],
  ...SUB_IDS,
] as const;
export type Group =
  | TimeInOrder
  | "weekday"
  | "hour_of_day"
  | (typeof RECORDS)[number]
  | "country"
  | "device"
  | "os"
  | "browser"
  | "verdict"
  | "status"
  | SubId;

export const GROUPS_MAX = 4;

const has = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word);

export const isGroup = (word: string): word is Group => has(GROUPS as readonly Group[], word);
export const isSub = (group: Group): group is SubId => has(SUB_IDS, group);
/** Its values follow each other, so that a chart may join them by a line. */
export const isInOrder = (group: Group): group is TimeInOrder => has(TIMES_IN_ORDER, group);
export const isTime = (group: Group): boolean => isInOrder(group) || group === "weekday" || group === "hour_of_day";

/** What reports can be filtered by: everything that is no time. */
export const ATTRIBUTES = (GROUPS as readonly Group[]).filter((group) => !isTime(group));

/** The name of a group in rows and filters. */
export const fieldOf = (group: Group): Field => (has(RECORDS, group) ? `${group}_id` : group);
export type Field = Exclude<Group, (typeof RECORDS)[number]> | `${(typeof RECORDS)[number]}_id`;

export const FILTERS: readonly Field[] = ATTRIBUTES.map(fieldOf);

export const COUNTS = ["all", "clicks", "conversions"] as const;
export type Counts = (typeof COUNTS)[number];

export const DATE_BASES = ["conversion", "click", "decision"] as const;
export type DateBasis = (typeof DATE_BASES)[number];

export type FigureName = keyof StatsTotals;

interface Figure {
  /** How it is written. */
  kind: "count" | "money" | "rate" | "duration";
  /** What must be counted for it. */
  of: Counts;
  /** Whether the figures of rows add up to that of all. */
  addsUp: boolean;
}

const count = (of: Counts): Figure => ({ kind: "count", of, addsUp: true });
const money: Figure = { kind: "money", of: "conversions", addsUp: true };

/** Every figure of reports, in the order of the columns. Which of them a person sees is the API's to say. */
export const FIGURES: Readonly<Record<FigureName, Figure>> = {
  clicks: count("clicks"),
  valid: count("clicks"),
  uniques: count("clicks"),
  duplicates: count("clicks"),
  bots: count("clicks"),
  embedded: count("clicks"),
  refused: count("clicks"),
  anonymous: count("clicks"),
  own: count("clicks"),
  conversions: count("conversions"),
  conversion_rate: { kind: "rate", of: "all", addsUp: false },
  pending: count("conversions"),
  held: count("conversions"),
  approved: count("conversions"),
  rejected: count("conversions"),
  reversed: count("conversions"),
  approval_rate: { kind: "rate", of: "conversions", addsUp: false },
  commission: money,
  commission_on_hold: money,
  commission_available: money,
  commission_on_payment: money,
  commission_paid: money,
  commission_pending: money,
  commission_rejected: money,
  earnings_per_100_clicks: { kind: "money", of: "all", addsUp: false },
  revenue: money,
  margin: money,
  sale_amount: money,
  ctit_ms_average: { kind: "duration", of: "conversions", addsUp: false },
  ctit_ms_median: { kind: "duration", of: "conversions", addsUp: false },
  decision_ms_median: { kind: "duration", of: "conversions", addsUp: false },
};

export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[]; // its own keys
export const isFigure = (word: string): word is FigureName => Object.hasOwn(FIGURES, word);

/** The API counts medians only where they are asked for: they sort every conversion. */
export const isMedian = (figure: FigureName): boolean => figure.endsWith("_median");

/** The figures that are counted when a report counts this. */
export const isCounted = (figure: FigureName, counts: Counts): boolean =>
  counts === "all" || FIGURES[figure].of === counts;
