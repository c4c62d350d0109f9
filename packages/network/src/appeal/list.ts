import { sql } from "kysely";
import { actorIdOf, sideOfName, type Context } from "../context.ts";
import { reasonOf, type GivenReason, type ReasonCode } from "../conversion/index.ts";
import {
  between,
  equal,
  filteredList,
  inJson,
  readListPage,
  type Condition,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import type { AppealStatus, Check, Validation } from "../words.ts";

/** What a webmaster says against a hold or a refusal, and what became of it. Times are Unix ms. */
export interface Appeal {
  id: string;
  status: AppealStatus;
  webmasterId: string;
  webmasterName: string;
  offerId: string;
  offerName: string;
  conversionId: string;
  conversion: AppealedConversion;
  /** The decision that it is against, as it was then. */
  against: GivenReason | null;
  comment: string;
  appealedAt: number;
  /** The person or key that appealed. */
  appealedById: string;
  /** When the operator should have answered. */
  dueAt: number;
  /** It is open although it should have been answered. */
  isOverdue: boolean;
  endedAt: number | null;
  /** Who ended it, and why; null while it is open. */
  answer: GivenReason | null;
}

/** The conversion as it is now. */
interface AppealedConversion {
  linkId: string;
  orderId: string | null;
  occurredAt: number;
  currency: string;
  commissionMinor: number;
  check: Check;
  validation: Validation;
  version: number;
}

/** Omitted fields ask for nothing. Times are Unix ms. */
export interface AppealFilter {
  status?: AppealStatus | undefined;
  webmasterId?: string | undefined;
  conversionId?: string | undefined;
  offerId?: string | undefined;
  /** Of the decision that it is against. */
  checkCode?: ReasonCode | undefined;
  isOverdue?: boolean | undefined;
  due?: TimeRange | undefined;
}

interface Conditions extends Omit<AppealFilter, "isOverdue" | "due"> {
  overdue?: { is: boolean; at: number } | undefined;
}

const isOverdueAt = (at: number): Condition => sql`(status = 'open' AND due_at <= ${at})`;

const APPEAL_LIST: ListRules<keyof Conditions> = {
  table: "appeal",
  idPrefix: "app",
  conditions: {
    status: equal("status"),
    webmasterId: equal("webmaster_id"),
    conversionId: equal("conversion_id"),
    offerId: equal("offer_id"),
    checkCode: equal("check_code"),
    overdue: ({ is, at }: { is: boolean; at: number }) => (is ? isOverdueAt(at) : sql`NOT ${isOverdueAt(at)}`),
  },
  orderedBy: ["due_at", "id"],
  indexes: [
    { name: "conversionId", index: "appeal_of_conversion" },
    { name: "webmasterId", index: "appeal_by_webmaster" },
    { name: "status", index: "appeal_by_status" },
    { name: "offerId", index: "appeal_of_offer" },
  ],
  wholeIndex: "appeal_by_due",
  joined: sql`(SELECT name FROM webmaster WHERE webmaster.id = appeal.webmaster_id) AS webmaster_name,
    (SELECT name FROM offer WHERE offer.id = appeal.offer_id) AS offer_name,
    (SELECT json_object('linkId', link_id, 'orderId', order_id, 'occurredAt', occurred_at, 'currency', currency,
       'commissionMinor', commission_minor, 'check', check_state, 'validation', validation, 'version', version)
     FROM conversion WHERE conversion.id = appeal.conversion_id) AS conversion`,
};

export type JoinedRow = Tables["appeal"] & { webmaster_name: string; offer_name: string; conversion: string };

/** By due date, the latest first unless `sort` says otherwise; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export async function listAppeals(
  ctx: Context,
  { isOverdue, due, ...filter }: AppealFilter,
  request: ListRequest,
): Promise<ListPage<Appeal>> {
  const overdue = isOverdue === undefined ? undefined : { is: isOverdue, at: ctx.now() };
  // What is overdue is open: its index.
  const status = filter.status ?? (isOverdue === true ? "open" : undefined);
  const { rows, next } = await readAppeals(ctx, { ...filter, status, overdue }, request, between("due_at", due ?? {}));
  return { rows: rows.map((row) => appealOf(ctx, row)), next };
}

/** Every read of appeals starts here. */
function readAppeals(
  ctx: Context,
  asked: Conditions,
  request: ListRequest,
  range: readonly Condition[],
  rules = APPEAL_LIST,
): Promise<ListPage<JoinedRow>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see appeals", EVEN_IF_BLOCKED);
  const own = actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {};
  return readListPage<JoinedRow>(ctx.db, filteredList(rules, { own, asked, range }), request);
}

/** The list's rows by their ids alone. */
const BY_ID: typeof APPEAL_LIST = { ...APPEAL_LIST, orderedBy: ["id"], indexes: [], wholeIndex: null };

/** These appeals, as far as the actor may see them. */
export async function findAppeals(ctx: Context, ids: readonly string[]): Promise<JoinedRow[]> {
  const page = { limit: ids.length, charsMax: Infinity };
  return (await readAppeals(ctx, {}, page, [sql`id IN ${inJson(ids)}`], BY_ID)).rows;
}

/** Throws `not_found`, `forbidden`. */
export async function getRow(ctx: Context, id: string): Promise<JoinedRow> {
  const [row] = await findAppeals(ctx, [id]);
  if (row === undefined) throw notFound("appeal");
  return row;
}

/** The conversion of an appeal, as its list reads it. */
export const conversionOf = (row: JoinedRow) => JSON.parse(row.conversion) as AppealedConversion; // made by the query

export const appealOf = ({ now }: Context, row: JoinedRow): Appeal => ({
  ...{ id: row.id, status: row.status, webmasterId: row.webmaster_id, webmasterName: row.webmaster_name },
  ...{ offerId: row.offer_id, offerName: row.offer_name },
  ...{ conversionId: row.conversion_id, conversion: conversionOf(row) },
  against: reasonOf(row.check_by, row.check_code as ReasonCode | null, row.check_reason), // copied from the conversion
  ...{ comment: row.comment, appealedAt: row.appealed_at, dueAt: row.due_at },
  appealedById: actorIdOf(row.appealed_by),
  isOverdue: row.status === "open" && row.due_at <= now(),
  endedAt: row.ended_at,
  answer: reasonOf(
    row.ended_by === null ? null : sideOfName(row.ended_by),
    row.answer_code as ReasonCode | null, // of a change of the conversion, or of an answer
    row.answer_reason,
  ),
});
