import type { Role } from "../words.ts";
import { ADVERTISER_AND_OPERATOR, OPERATOR } from "../role.ts";

/** What a figure of a report means. */
interface Metric {
  text: string;
  /** What it needs. */
  of: "clicks" | "conversions" | "both";
  /** The roles that see it; absent: all. */
  viewers?: readonly Role[];
  /** Whether the figures of rows add up to that of their sum. */
  addsUp: boolean;
  /** Only in reports that ask for it. */
  isMedian?: boolean;
}

const counted = (of: Metric["of"], text: string): Metric => ({ text, of, addsUp: true });
const median = (text: string): Metric => ({
  text: `${text}. Only with has_medians=true; in totals by decision, of decided ones`,
  ...{ of: "conversions", addsUp: false, isMedian: true },
});
const rate = (text: string): Metric => ({ text, of: "both", addsUp: false });

/** Every figure of reports: its definition, and who sees it. Amounts are by currency and never added across them. */
export const METRICS = {
  clicks: counted("clicks", "All clicks with a click_ID, except webmasters' tests and the network's own traffic"),
  valid: counted(
    "clicks",
    "Clicks that count: neither refused nor made by a bot or a page, and no duplicates. Null: unknown, by sub-id before they were counted",
  ),
  uniques: counted(
    "clicks",
    "First stored clicks of a visitor on an offer in a UTC day that are neither refused nor made by a bot or a page. Which click is the first depends on the order of arrival",
  ),
  bots: counted("clicks", "Clicks of bots"),
  embedded: counted("clicks", "Clicks where a page loaded the link"),
  duplicates: counted("clicks", "Second and later clicks of a visitor on an offer in a UTC day"),
  refused: counted(
    "clicks",
    "Clicks that were refused for a reason, such as paused or geo. Null: unknown, like valid. Group by verdict for the reasons",
  ),
  anonymous: counted(
    "clicks",
    "Clicks of visitors without consent, not among clicks; none by sub-id, where they are unknown",
  ),
  own: counted(
    "clicks",
    "Clicks of the network's own traffic, which the operator has listed; not among clicks; none by sub-id, where they are unknown",
  ),
  conversions: counted(
    "conversions",
    "Conversions dated by date_basis, without tests and without those that are refused as the network's own traffic",
  ),
  pending: counted("conversions", "Conversions that wait for an answer, for the check or for their click"),
  held: counted("conversions", "Pending conversions that the check holds"),
  approved: counted("conversions", "Approved conversions that are not held"),
  rejected: counted("conversions", "Conversions that were rejected, refused or reversed"),
  reversed: counted("conversions", "Rejected conversions that had been approved"),
  sale_amount: counted("conversions", "What visitors paid, by currency"),
  commission: counted("conversions", "Commission of approved conversions, by currency"),
  commission_on_hold: counted("conversions", "Approved commission in the wait after approval, by currency"),
  commission_available: counted("conversions", "Approved commission that the next payout pays, by currency"),
  commission_on_payment: counted("conversions", "Approved commission in a payout that is not settled, by currency"),
  commission_paid: counted("conversions", "Approved commission that was paid, by currency"),
  commission_pending: counted("conversions", "Commission of pending conversions, by currency"),
  commission_rejected: counted("conversions", "Commission of rejected conversions, by currency"),
  revenue: {
    ...counted("conversions", "Revenue of approved conversions, by currency"),
    viewers: ADVERTISER_AND_OPERATOR,
  },
  margin: {
    ...counted("conversions", "Revenue less commission of approved conversions, by currency"),
    viewers: OPERATOR,
  },
  conversion_rate: rate("Conversions by valid click. Null without valid clicks, and by decision"),
  approval_rate: {
    text: "Approved conversions by decided one. Null without decided ones",
    of: "conversions",
    addsUp: false,
  },
  earnings_per_100_clicks: rate(
    "Approved commission by 100 valid clicks, by currency. Empty without valid clicks, and by decision",
  ),
  ctit_ms_average: {
    text: "Mean time from the click to the conversion, in ms. Null without conversions",
    of: "conversions",
    addsUp: false,
  },
  ctit_ms_median: median("Median time from the click to the conversion, in ms. Null without conversions"),
  decision_ms_median: median("Median time from the conversion to its decision, in ms. Null without decided ones"),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The definitions of the figures that a role sees of a report. */
export function glossaryFor(
  role: Role | "system",
  { counts, hasMedians }: { counts: "all" | "clicks" | "conversions"; hasMedians: boolean },
): Record<string, string> {
  const seen = Object.entries<Metric>(METRICS).filter(
    ([, { of, viewers, isMedian }]) =>
      (viewers === undefined || role === "system" || viewers.includes(role)) &&
      (counts === "all" || of === counts) &&
      (hasMedians || isMedian !== true),
  );
  return Object.fromEntries(
    seen.map(([name, { text, addsUp }]) => [name, addsUp ? text : `${text}. Does not add up over rows`]),
  );
}
