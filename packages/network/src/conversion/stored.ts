/**
 * A stored conversion as an object. It has over fifty columns: of their values, this makes an object in half a
 * microsecond, while the driver of D1 needs about twenty (measured with Node 24).
 */
import type { Expression, SqlBool } from "kysely";
import type { ClickFacts, ConversionRow, Db, ReasonColumns } from "../db/index.ts";
import { secondOf } from "@waymark/contract/sorted-id";
import { SUB_NAMES } from "@waymark/contract/sub-id";

/** The columns that are copied from the click, once. */
export const CLICK_FACTS = [
  ...(["decision", "verdict", "landing_id", "country", "region", "device", "os", "browser", "language"] as const),
  ...SUB_NAMES,
] as const satisfies readonly (keyof ClickFacts)[];

export const REASON_COLUMNS = [
  ...(["validation_code", "validation_reason", "validation_by"] as const),
  ...(["check_code", "check_reason", "check_by"] as const),
] as const satisfies readonly (keyof ReasonColumns)[];

export const COLUMNS = [
  "id",
  "identity",
  "offer_id",
  "goal_id",
  "link_id",
  "webmaster_id",
  "advertiser_id",
  "click_id",
  "order_id",
  "clicked_at",
  "occurred_at",
  "recorded_at",
  "currency",
  "amount_minor",
  "revenue_minor",
  "commission_minor",
  "hold_days",
  "validation",
  "check_state",
  "payment",
  "setoff",
  "hold_over",
  "available_at",
  "approves_at",
  "answered_at",
  "claimable",
  "version",
  "once",
  "is_test",
  ...REASON_COLUMNS,
  "click_facts",
  "facts_at",
  "channel",
  "amount_at",
  "flag",
  "changed_at",
  ...CLICK_FACTS,
] as const satisfies readonly (keyof ConversionRow)[];

/** The values of these columns, in their order. */
type ValuesOf<Columns extends readonly (keyof ConversionRow)[]> = {
  -readonly [I in keyof Columns]: ConversionRow[Columns[I]];
};

type Values = ValuesOf<typeof COLUMNS>;

/** The conversion with these values. */
export function conversionOf(values: Values): ConversionRow {
  return {
    id: values[0],
    identity: values[1],
    offer_id: values[2],
    goal_id: values[3],
    link_id: values[4],
    webmaster_id: values[5],
    advertiser_id: values[6],
    click_id: values[7],
    order_id: values[8],
    clicked_at: values[9],
    occurred_at: values[10],
    recorded_at: values[11],
    currency: values[12],
    amount_minor: values[13],
    revenue_minor: values[14],
    commission_minor: values[15],
    hold_days: values[16],
    validation: values[17],
    check_state: values[18],
    payment: values[19],
    setoff: values[20],
    hold_over: values[21],
    available_at: values[22],
    approves_at: values[23],
    answered_at: values[24],
    claimable: values[25],
    version: values[26],
    once: values[27],
    is_test: values[28],
    validation_code: values[29],
    validation_reason: values[30],
    validation_by: values[31],
    check_code: values[32],
    check_reason: values[33],
    check_by: values[34],
    click_facts: values[35],
    facts_at: values[36],
    channel: values[37],
    amount_at: values[38],
    flag: values[39],
    changed_at: values[40],
    decision: values[41],
    verdict: values[42],
    landing_id: values[43],
    country: values[44],
    region: values[45],
    device: values[46],
    os: values[47],
    browser: values[48],
    language: values[49],
    sub1: values[50],
    sub2: values[51],
    sub3: values[52],
    sub4: values[53],
    sub5: values[54],
    source: values[55],
  };
}

/**
 * When its report was accepted, cut to the second, which its id begins with and by which lists are ordered: a conversion
 * that occurred within that second seems to be reported before.
 */
export const reportedAtOf = ({ id, recorded_at }: Pick<ConversionRow, "id" | "recorded_at">): number =>
  secondOf(id) ?? recorded_at;

export const readConversions = async ({ query, values }: Db, where: Expression<SqlBool>): Promise<ConversionRow[]> =>
  ((await values(query.selectFrom("conversion").select(COLUMNS).where(where).compile())) as Values[]).map(conversionOf);
