import type { SubName } from "@waymark/contract/sub-id";
import { sql } from "kysely";
import type { Actor } from "../context.ts";
import {
  between,
  equal,
  filteredList,
  idsAround,
  idsBetween,
  inRange,
  rangeOrNone,
  selectedColumns,
  type Condition,
  type ConversionRow,
  type FilteredList,
  type ListRules,
  type RowReader,
  type TimeRange,
} from "../db/index.ts";
import { ownAccountOf } from "../role.ts";
import type { ChangeFlag } from "./change.ts";
import type { ReasonCode } from "./reasons.ts";
import { APPROVED, PENDING, STATUS } from "./sql.ts";
import { COLUMNS, conversionOf } from "./stored.ts";
import type { Status } from "./state.ts";

/**
 * The times of conversions: when the network accepted the report, when the conversion occurred, when it was last
 * changed, the time of its click, and that of its decision, which is the latest answer of the advertiser or refusal by the
 * check. The last one selects decided conversions only.
 */
export const DATE_BASES = ["reported", "occurred", "changed", "clicked", "decided"] as const;

export type DateBasis = (typeof DATE_BASES)[number];

/** What statistics count a conversion as. */
export const OUTCOMES = ["pending", "approved", "rejected"] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The conditions of a list besides its times. Omitted fields ask for nothing. */
interface Conditions extends Partial<Record<SubName, string | undefined>> {
  clickId?: string | undefined;
  orderId?: string | undefined;
  offerId?: string | undefined;
  linkId?: string | undefined;
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
  goalId?: string | undefined;
  /** The goal's code, of any offer. */
  goal?: string | undefined;
  channel?: string | undefined;
  status?: Status | undefined;
  outcome?: Outcome | undefined;
  landingId?: string | undefined;
  country?: string | undefined;
  device?: string | undefined;
  os?: string | undefined;
  browser?: string | undefined;
  verdict?: string | undefined;
  /** When the visitor clicked. */
  clickedAt?: TimeRange | undefined;
  /** When it was decided; a range without ends selects every decided one. */
  decidedAt?: TimeRange | undefined;
  clickFacts?: ConversionRow["click_facts"] | undefined;
  flag?: ChangeFlag | undefined;
  /** Why it is held or refused. */
  checkCode?: ReasonCode | undefined;
  isTest?: boolean | undefined;
  /** Whether it is refused as the network's own traffic. */
  isOwn?: boolean | undefined;
}

export interface ConversionFilter extends Omit<Conditions, "clickedAt" | "decidedAt">, TimeRange {
  /**
   * Which time `from` and `to` mean; `reported` by default. The list is ordered by it; `clicked` is ordered by the report,
   * `decided` by the last change.
   */
  date?: DateBasis | undefined;
}

const OUTCOME_IS: Readonly<Record<Outcome, Condition>> = {
  pending: PENDING,
  approved: APPROVED,
  rejected: sql`NOT (${PENDING} OR ${APPROVED})`,
};

const decidedBetween = ({ from, to }: TimeRange): Condition[] =>
  from === undefined && to === undefined ? [] : [sql`decided_at BETWEEN ${from ?? 0} AND ${(to ?? TIME_MAX) - 1}`];

const TIME_MAX = 2 ** 53;

const CONDITIONS: ListRules<keyof Conditions>["conditions"] = {
  clickId: equal("click_id"),
  orderId: equal("order_id"),
  offerId: equal("offer_id"),
  linkId: equal("link_id"),
  webmasterId: equal("webmaster_id"),
  advertiserId: equal("advertiser_id"),
  goalId: equal("goal_id"),
  goal: (code: string) => sql`goal_id IN (SELECT id FROM goal WHERE code = ${code})`,
  channel: equal("channel"),
  status: (status: Status) => sql`${STATUS} = ${status}`,
  outcome: (outcome: Outcome) => OUTCOME_IS[outcome],
  landingId: equal("landing_id"),
  country: equal("country"),
  device: equal("device"),
  os: equal("os"),
  browser: equal("browser"),
  verdict: equal("verdict"),
  clickedAt: inRange("clicked_at"),
  decidedAt: (range: TimeRange) => sql.join([sql`NOT ${PENDING}`, ...decidedBetween(range)], sql` AND `),
  clickFacts: equal("click_facts"),
  flag: equal("flag"),
  checkCode: equal("check_code"),
  isTest: (isTest: boolean) => sql`is_test = ${isTest ? 1 : 0}`,
  isOwn: (isOwn: boolean) => sql`check_code ${sql.raw(isOwn ? "IS" : "IS NOT")} 'own_traffic'`,
  sub1: equal("sub1"),
  sub2: equal("sub2"),
  sub3: equal("sub3"),
  sub4: equal("sub4"),
  sub5: equal("sub5"),
  source: equal("source"),
};

/** A click and an order have a few conversions, which are sorted. */
const FEW = [
  { name: "clickId", index: "conversion_by_click" },
  { name: "orderId", index: "conversion_by_order" },
] as const;

type Order = Omit<ListRules<keyof Conditions>, "table" | "idPrefix" | "conditions" | "reader">;

const ORDERS: Readonly<Record<"reported" | "occurred" | "changed", Order>> = {
  reported: {
    orderedBy: ["id"],
    indexes: [
      ...FEW,
      { name: "flag", index: "conversion_flagged", partial: sql`flag IS NOT NULL` },
      { name: "linkId", index: "conversion_by_link" },
      { name: "checkCode", index: "conversion_by_check" },
      { name: "webmasterId", index: "conversion_by_webmaster" },
      { name: "offerId", index: "conversion_of_offer" },
      { name: "advertiserId", index: "conversion_by_advertiser" },
    ],
    wholeIndex: null,
  },
  occurred: {
    orderedBy: ["occurred_at", "id"],
    indexes: [
      ...FEW,
      { name: "webmasterId", index: "conversion_occurred_by_webmaster" },
      { name: "offerId", index: "conversion_by_offer" },
      { name: "advertiserId", index: "conversion_occurred_by_advertiser" },
    ],
    wholeIndex: "conversion_occurred",
  },
  changed: { orderedBy: ["changed_at", "id"], indexes: FEW, wholeIndex: "conversion_changed" },
};

const READER: RowReader = { selected: selectedColumns(COLUMNS), rowOf: conversionOf };

/** The conversions that an actor may see and a filter asks for, with the index that reads them. */
export function conversionList(
  actor: Actor,
  { date = "reported", from, to, ...asked }: ConversionFilter,
  reader = READER,
): FilteredList {
  const { order, range, ...own } = DATES[date]({ from, to });
  return filteredList(
    { table: "conversion", idPrefix: "cnv", conditions: CONDITIONS, reader, ...ORDERS[order] },
    { own: ownAccountOf(actor), asked: { ...asked, ...own }, range },
  );
}

/** The order of a list, what its index bounds, and the conditions that remain. */
interface Dated extends Pick<Conditions, "clickedAt" | "decidedAt"> {
  order: keyof typeof ORDERS;
  range: Condition[];
}

const DATES: Readonly<Record<DateBasis, (range: TimeRange) => Dated>> = {
  reported: (range) => ({ order: "reported", range: idsBetween("id", "cnv", range) }),
  occurred: (range) => ({ order: "occurred", range: between("occurred_at", range) }),
  changed: (range) => ({ order: "changed", range: between("changed_at", range) }),
  // A conversion is reported after its click.
  clicked: (range) => ({
    order: "reported",
    range: idsAround("id", "cnv", { from: range.from }),
    clickedAt: rangeOrNone(range),
  }),
  // What was decided from then on was changed from then on.
  decided: (range) => ({ order: "changed", range: between("changed_at", { from: range.from }), decidedAt: range }),
};
