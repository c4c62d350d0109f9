import type { SubName } from "@waymark/contract/sub-id";
import { sql } from "kysely";
import type { Actor } from "../context.ts";
import {
  between,
  equal,
  filteredList,
  idsBetween,
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
import { STATUS } from "./sql.ts";
import { COLUMNS, conversionOf } from "./stored.ts";
import type { Status } from "./state.ts";

/**
 * The times by which conversions are listed: when the network accepted the report, when the conversion occurred, and
 * when it was last changed.
 */
export const DATE_BASES = ["reported", "occurred", "changed"] as const;

export type DateBasis = (typeof DATE_BASES)[number];

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
  clickFacts?: ConversionRow["click_facts"] | undefined;
  flag?: ChangeFlag | undefined;
  /** Why it is held or refused. */
  checkCode?: ReasonCode | undefined;
  isTest?: boolean | undefined;
}

export interface ConversionFilter extends Conditions, TimeRange {
  /** Which time `from` and `to` mean, and by which the list is ordered; `reported` by default. */
  date?: DateBasis | undefined;
}

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
  clickFacts: equal("click_facts"),
  flag: equal("flag"),
  checkCode: equal("check_code"),
  isTest: (isTest: boolean) => sql`is_test = ${isTest ? 1 : 0}`,
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

const ORDERS: Readonly<
  Record<DateBasis, Omit<ListRules<keyof Conditions>, "table" | "idPrefix" | "conditions" | "reader">>
> = {
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
export const conversionList = (
  actor: Actor,
  { date = "reported", from, to, ...asked }: ConversionFilter,
  reader = READER,
): FilteredList =>
  filteredList(
    { table: "conversion", idPrefix: "cnv", conditions: CONDITIONS, reader, ...ORDERS[date] },
    { own: ownAccountOf(actor), asked, range: RANGES[date]({ from, to }) },
  );

const RANGES: Readonly<Record<DateBasis, (range: TimeRange) => Condition[]>> = {
  reported: (range) => idsBetween("id", "cnv", range),
  occurred: (range) => between("occurred_at", range),
  changed: (range) => between("changed_at", range),
};
