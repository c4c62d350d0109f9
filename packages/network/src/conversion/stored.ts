/**
 * A stored conversion as an object. It has over fifty columns: of their values, this makes an object in half a
 * microsecond, while the driver of D1 needs about twenty (measured with Node 24).
 */
import { sql, type Expression, type SqlBool } from "kysely";
import {
  hasTexts,
  joinedTexts,
  markedText,
  splitTexts,
  unmarked,
  type ClickFacts,
  type ConversionRow,
  type Db,
  type ReasonColumns,
} from "../db/index.ts";
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

/** The first ones are those of `Leading`. */
export const COLUMNS = [
  "id",
  "identity",
  "once",
  "goal_id",
  "webmaster_id",
  "click_id",
  "channel",
  "is_test",
  "offer_id",
  "link_id",
  "advertiser_id",
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
  ...REASON_COLUMNS,
  "click_facts",
  "facts_at",
  "amount_at",
  "flag",
  "changed_at",
  ...CLICK_FACTS,
  "decided_at",
  "check_due",
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
    once: values[2],
    goal_id: values[3],
    webmaster_id: values[4],
    click_id: values[5],
    channel: values[6],
    is_test: values[7],
    offer_id: values[8],
    link_id: values[9],
    advertiser_id: values[10],
    order_id: values[11],
    clicked_at: values[12],
    occurred_at: values[13],
    recorded_at: values[14],
    currency: values[15],
    amount_minor: values[16],
    revenue_minor: values[17],
    commission_minor: values[18],
    hold_days: values[19],
    validation: values[20],
    check_state: values[21],
    payment: values[22],
    setoff: values[23],
    hold_over: values[24],
    available_at: values[25],
    approves_at: values[26],
    answered_at: values[27],
    claimable: values[28],
    version: values[29],
    validation_code: values[30],
    validation_reason: values[31],
    validation_by: values[32],
    check_code: values[33],
    check_reason: values[34],
    check_by: values[35],
    click_facts: values[36],
    facts_at: values[37],
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
    decided_at: values[56],
    check_due: values[57],
  };
}

/**
 * When its report was accepted, cut to the second, which its id begins with and by which lists are ordered: a conversion
 * that occurred within that second seems to be reported before.
 */
export const reportedAtOf = ({ id, recorded_at }: Pick<ConversionRow, "id" | "recorded_at">): number =>
  secondOf(id) ?? recorded_at;

/** How a value stands in a joined row: as it is, as the text of a number, or either with null as an empty text. */
type Form = "text" | "number" | "text or null" | "number or null";

type FormOf<Value> = null extends Value
  ? NonNullable<Value> extends number
    ? "number or null"
    : "text or null"
  : Value extends number
    ? "number"
    : "text";

const FORMS = {
  ...{ id: "text", identity: "text", once: "text or null", goal_id: "text", webmaster_id: "text", click_id: "text" },
  ...{ channel: "text", is_test: "number", offer_id: "text", link_id: "text", advertiser_id: "text" },
  ...{ order_id: "text or null", clicked_at: "number", occurred_at: "number", recorded_at: "number" },
  ...{ currency: "text", amount_minor: "number or null", revenue_minor: "number", commission_minor: "number" },
  ...{ hold_days: "number", validation: "text", check_state: "text", payment: "text", setoff: "text" },
  ...{ hold_over: "number", available_at: "number or null", approves_at: "number or null", answered_at: "number" },
  ...{ claimable: "number", version: "number", click_facts: "text", facts_at: "number or null", amount_at: "number" },
  ...{
    flag: "text or null",
    changed_at: "number",
    decided_at: "number or null",
    check_due: "text",
    decision: "text",
    verdict: "text",
    landing_id: "text",
  },
  ...{ country: "text", region: "text", device: "text", os: "text", browser: "text", language: "text" },
  ...{ sub1: "text", sub2: "text", sub3: "text", sub4: "text", sub5: "text", source: "text" },
  ...{ validation_code: "text or null", validation_reason: "text or null", validation_by: "text or null" },
  ...{ check_code: "text or null", check_reason: "text or null", check_by: "text or null" },
} as const satisfies { [Column in keyof ConversionRow]: FormOf<ConversionRow[Column]> };

const FORM_OF_COLUMN: readonly Form[] = COLUMNS.map((column) => FORMS[column]);

const JOINED = joinedTexts(
  COLUMNS.map((column) => (FORMS[column] === "text or null" ? markedText(column) : sql.ref(column))),
);

const isWhole = hasTexts(COLUMNS.length);

/** The columns by which a report finds its conversion. */
type Leading = Pick<
  ConversionRow,
  "id" | "identity" | "once" | "goal_id" | "webmaster_id" | "click_id" | "channel" | "is_test"
>;

const LEADING = 8;

/** A stored conversion whose other columns are read when they are needed: hundreds of whole rows are hard on memory. */
export interface StoredConversion extends Leading {
  row: () => ConversionRow;
}

class JoinedConversion implements StoredConversion {
  readonly id: string;
  readonly identity: string;
  readonly once: string | null;
  readonly goal_id: string;
  readonly webmaster_id: string;
  readonly click_id: string;
  readonly channel: string;
  readonly is_test: 0 | 1;
  readonly #joined: string;

  constructor(joined: string) {
    const [id = "", identity = "", once = "", goal = "", webmaster = "", click = "", channel = "", isTest] = splitTexts(
      joined,
      LEADING,
    );
    this.id = id;
    this.identity = identity;
    this.once = unmarked(once);
    this.goal_id = goal;
    this.webmaster_id = webmaster;
    this.click_id = click;
    this.channel = channel;
    this.is_test = isTest === "1" ? 1 : 0;
    this.#joined = joined;
  }

  row(): ConversionRow {
    return conversionOf(splitTexts(this.#joined).map(valueOf) as unknown as Values); // each column in its form
  }
}

function valueOf(text: string, i: number): string | number | null {
  switch (FORM_OF_COLUMN[i] ?? "text") {
    case "number":
      return Number(text);
    case "number or null":
      return text === "" ? null : Number(text);
    case "text or null":
      return unmarked(text);
    case "text":
      return text;
  }
}

/** A conversion that is read already. */
export const storedOf = (row: ConversionRow): StoredConversion => {
  const { id, identity, once, goal_id, webmaster_id, click_id, channel, is_test } = row;
  return { id, identity, once, goal_id, webmaster_id, click_id, channel, is_test, row: () => row };
};

/** The database joins each row to one text, which D1 moves in two thirds of the time. */
export async function readStored(db: Db, where: Expression<SqlBool>): Promise<StoredConversion[]> {
  const { query, values } = db;
  const joined = (
    await values(query.selectFrom("conversion").select(JOINED.as("joined")).where(where).compile())
  ).flat();
  if ((joined as string[]).every(isWhole)) return (joined as string[]).map((text) => new JoinedConversion(text)); // concat's
  // A value has the separator in it: the rows are read again, value by value.
  return (await readConversions(db, where)).map(storedOf);
}

export const readConversions = async ({ query, values }: Db, where: Expression<SqlBool>): Promise<ConversionRow[]> =>
  ((await values(query.selectFrom("conversion").select(COLUMNS).where(where).compile())) as Values[]).map(conversionOf);
