import { sql, type RawBuilder } from "kysely";
import type { Actor, Context } from "../context.ts";
import {
  hasTexts,
  joinedTexts,
  markedText,
  NOT_NULL_MARK,
  readListPage,
  splitTexts,
  textsOf,
  type ListPage,
  type ListRequest,
  type RowReader,
} from "../db/index.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo } from "../role.ts";
import { conversionList, type ConversionFilter } from "./list.ts";
import { findTitles, type Titles } from "./queries.ts";
import { CHANGE_REASONS, type ReasonCode } from "./reasons.ts";
import { STATUS } from "./sql.ts";
import { CLICK_FACTS, reportedAtOf } from "./stored.ts";

/**
 * Conversions for exports: the texts of their fields, by the fields' paths in the API. Null is an empty text. A test
 * holds them equal to the conversions of the list (test/flows/filters.test.ts).
 */
type Fields = Readonly<Record<string, RawBuilder<unknown>>>;

const columns = (...names: readonly string[]): Fields => Object.fromEntries(names.map((name) => [name, sql.ref(name)]));

/** The first ones are those of `Leading`. */
const STORED: Fields = {
  ...columns("id", "occurred_at", "changed_at", "recorded_at", "goal_id", "offer_id", "validation"),
  "validation_reason.code": sql.ref("validation_code"),
  "check_reason.code": sql.ref("check_code"),
  ...columns("link_id", "webmaster_id", "advertiser_id", "click_id", "payment", "clicked_at", "available_at"),
  ...columns("version", "is_test", "channel", "flag", "click_facts"),
  status: STATUS,
  check: sql.ref("check_state"),
  order_id: markedText("order_id"),
  "amount.amount_minor": sql.ref("amount_minor"),
  "amount.currency": sql`iif(amount_minor IS NULL, NULL, currency)`,
  "commission.amount_minor": sql.ref("commission_minor"),
  "commission.currency": sql.ref("currency"),
  "validation_reason.side": sql.ref("validation_by"),
  "validation_reason.text": markedText("validation_reason"),
  "check_reason.side": sql.ref("check_by"),
  "check_reason.text": markedText("check_reason"),
  answered_at: sql`nullif(answered_at, 0)`,
  ...Object.fromEntries(CLICK_FACTS.map((name) => [`click.${name}`, sql.ref(name)])),
};

const REVENUE: Fields = {
  "revenue.amount_minor": sql.ref("revenue_minor"),
  "revenue.currency": sql.ref("currency"),
};

const storedFor = (actor: Actor): Fields => ({ ...STORED, ...visibleTo(actor, ADVERTISER_AND_OPERATOR, REVENUE) });

/** Fields that follow from stored ones, by the rules of the list. */
const DERIVED = ["reported_at", "offer_name", "goal", "validation_reason.sentence", "check_reason.sentence"] as const;

/** The fields that an actor sees, in the order of a row's texts. */
export const exportedFields = (actor: Actor): string[] => [...Object.keys(storedFor(actor)), ...DERIVED];

/** The first texts of a row. */
type Leading = [
  ...[id: string, occurredAt: string, changedAt: string, recordedAt: string],
  ...[goalId: string, offerId: string, validation: string, code: string, checkCode: string],
];

const LEADING = 9;

/** A row of an export. It keeps one text: a page of rows that were split would be hard on memory. */
export interface ExportedConversion {
  offerId: string;
  occurredAt: number;
  isPending: boolean;
  /** What the database wrote. */
  stored: () => string[];
}

interface Row extends ExportedConversion {
  /** What the row weighs. */
  joined: string;
  id: string;
  occurred_at: string;
  changed_at: string;
  goal_id: string;
}

export interface ExportedPage extends ListPage<ExportedConversion> {
  /** In the order of `exportedFields`. */
  textsOf: (row: ExportedConversion) => string[];
}

/** The same conversions as `listConversions`. */
export async function exportConversions(
  ctx: Context,
  filter: ConversionFilter,
  page: ListRequest,
): Promise<ExportedPage> {
  const { rows, next } = await readRows(ctx, filter, page);
  const titles = await findTitles(ctx.db, rows);
  return { rows, next, textsOf: ({ stored }) => withDerived(stored(), titles) };
}

async function readRows(ctx: Context, filter: ConversionFilter, page: ListRequest): Promise<ListPage<Row>> {
  const values = Object.values(storedFor(ctx.actor));
  const isWhole = hasTexts(values.length);
  const read = (reader: RowReader) => readListPage<Row>(ctx.db, conversionList(ctx.actor, filter, reader), page);
  const found = await read({
    selected: joinedTexts(values),
    rowOf: ([joined]: [string]) => rowOf(joined, splitTexts(joined, LEADING), () => splitTexts(joined)),
  });
  if (found.rows.every(({ joined }) => isWhole(joined))) return found;
  // A value has the separator in it: the page is read again, value by value.
  return read({
    selected: sql.join(values),
    rowOf: (row: unknown[]) => rowOf(textsOf(row).join(), textsOf(row), () => textsOf(row)),
  });
}

function rowOf(joined: string, leading: string[], stored: () => string[]): Row {
  const [id, occurredAt, changedAt, , goalId, offerId, validation] = leading as Leading; // by the order of STORED
  return {
    joined,
    id,
    occurred_at: occurredAt,
    changed_at: changedAt,
    goal_id: goalId,
    offerId,
    occurredAt: Number(occurredAt),
    isPending: validation === "pending",
    stored,
  };
}

function withDerived(texts: string[], titles: Titles): string[] {
  const [id, , , recordedAt, goalId, , , code, checkCode] = texts as Leading; // by the order of STORED
  const { offerName = "", goal = "" } = titles.get(goalId) ?? {};
  const reportedAt = reportedAtOf({ id, recorded_at: Number(recordedAt) });
  texts.push(String(reportedAt), offerName, goal, sentenceOf(code), sentenceOf(checkCode));
  return texts;
}

const sentenceOf = (code: string): string => (code === "" ? "" : NOT_NULL_MARK + CHANGE_REASONS[code as ReasonCode]); // written by `change`
