import { sql } from "kysely";
import { actorIdOf, actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  equal,
  filteredList,
  insertRows,
  rawStatement,
  readListPage,
  voidIf,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { bankDayFrom, CALENDAR_OF } from "../payout-schedule/index.ts";
import { EVEN_IF_BLOCKED, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import type { LeftOutReason, PayoutMethod, PayoutRequestStatus } from "../words.ts";
import { civilDayAt, dateText } from "../zone.ts";
import { planWebmaster } from "./plan.ts";
import { REQUEST_STATUS } from "./request-status.ts";
import { findPayoutSchedule } from "./schedules.ts";

/** What a webmaster asked to be paid. Times are Unix ms. */
export interface PayoutRequest {
  id: string;
  webmasterId: string;
  webmasterName: string;
  currency: string;
  status: PayoutRequestStatus;
  requestedAt: number;
  /** The person or key that asked. */
  requestedById: string;
  /** YYYY-MM-DD: the bank day whose run pays it. */
  dueOn: string;
  payoutId: string | null;
}

/** Omitted fields ask for nothing. */
interface RequestFilter {
  webmasterId?: string | undefined;
  currency?: string | undefined;
  status?: PayoutRequestStatus | undefined;
}

const REQUEST_LIST: ListRules<keyof RequestFilter> = {
  table: "payout_request",
  idPrefix: "prq",
  conditions: {
    webmasterId: equal("webmaster_id"),
    currency: equal("currency"),
    status: (status: PayoutRequestStatus) => sql`${sql.raw(REQUEST_STATUS)} = ${status}`,
  },
  orderedBy: ["id"],
  indexes: [{ name: "webmasterId", index: "payout_request_by_webmaster" }],
  wholeIndex: null,
  joined: sql`(SELECT name FROM webmaster WHERE webmaster.id = payout_request.webmaster_id) AS webmaster_name,
    ${sql.raw(REQUEST_STATUS)} AS status`,
};

type JoinedRow = Tables["payout_request"] & { webmaster_name: string; status: PayoutRequestStatus };

/** Newest first; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export async function listPayoutRequests(
  ctx: Context,
  asked: RequestFilter,
  request: ListRequest,
): Promise<ListPage<PayoutRequest>> {
  const { rows, next } = await readRequests(ctx, asked, request, []);
  return { rows: rows.map(requestOf), next };
}

function readRequests(
  ctx: Context,
  asked: RequestFilter,
  request: ListRequest,
  range: Parameters<typeof filteredList>[1]["range"],
): Promise<ListPage<JoinedRow>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see payout requests", EVEN_IF_BLOCKED);
  const own = actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {};
  return readListPage<JoinedRow>(ctx.db, filteredList(REQUEST_LIST, { own, asked, range }), request);
}

async function getRequest(ctx: Context, id: string): Promise<PayoutRequest> {
  const { rows } = await readRequests(ctx, {}, { limit: 1 }, [sql`id = ${id}`]);
  const [row] = rows;
  if (row === undefined) throw notFound("payout request");
  return requestOf(row);
}

/** The days of a webmaster's open requests, YYYY-MM-DD. */
export async function listOpenRequests({ db }: Context, webmasterId: string): Promise<string[]> {
  const { rows } = await sql<{ due_on: string }>`
    SELECT due_on FROM payout_request
    WHERE webmaster_id = ${webmasterId} AND withdrawn_at IS NULL AND ${sql.raw(REQUEST_STATUS)} = 'open'`.execute(
    db.query,
  );
  return rows.map(({ due_on }) => due_on);
}

const WEBMASTER = ["webmaster"] as const;

/**
 * Asks to be paid what is available in a currency, by the run of the next bank day. For webmasters who are paid on request;
 * one request of a currency is open at a time. Throws `forbidden`, `scope_missing`, `transition_refused`,
 * `nothing_to_pay`, `already_exists`.
 */
export async function requestPayout(ctx: Context, currency: string): Promise<PayoutRequest> {
  const { webmasterId } = requireRole(ctx, WEBMASTER, "request a payout");
  requireMoneyScope(ctx);
  const id = newId(ctx, "prq");
  const find = async () => {
    const known = ctx.db.query.selectFrom("payout_request").select("id").where("id", "=", id);
    return (await known.executeTakeFirst()) && getRequest(ctx, id);
  };
  return createOnce(ctx, find, async () => {
    const { schedule } = await findPayoutSchedule(ctx.db, webmasterId);
    if (schedule.kind !== "request")
      throw new NetworkError("transition_refused", "You are paid by a schedule: GET /payouts/next says when");
    const dueOn = await findDueDay(ctx, { webmasterId, currency });
    await requirePayable(ctx, { webmasterId, currency, dueOn });
    const row = {
      ...{ id, webmaster_id: webmasterId, currency, due_on: dueOn },
      ...{ requested_at: ctx.now(), requested_by: actorName(ctx.actor) },
    };
    try {
      await ctx.db.write([
        voidIf(
          ctx.db,
          sql`EXISTS (SELECT 1 FROM payout_request WHERE webmaster_id = ${webmasterId} AND currency = ${currency}
            AND ${sql.raw(REQUEST_STATUS)} = 'open')`,
        ),
        ...insertRows(
          "payout_request",
          ["id", "webmaster_id", "currency", "due_on", "requested_at", "requested_by"],
          [row],
        ),
      ]);
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error;
      throw new NetworkError("already_exists", `A request for ${currency} is open already`);
    }
    return getRequest(ctx, id);
  });
}

/** The first bank day after today of the main account's method, YYYY-MM-DD in the network's zone. */
async function findDueDay(
  ctx: Context,
  { webmasterId, currency }: { webmasterId: string; currency: string },
): Promise<string> {
  const main = await ctx.db.query
    .selectFrom("payout_account_main as main")
    .innerJoin("payout_account as account", "account.id", "main.account_id")
    .select("method")
    .where("main.webmaster_id", "=", webmasterId)
    .where("main.currency", "=", currency)
    .executeTakeFirst();
  const { zone } = await getSettings(ctx.db);
  return dateText(dueDayAfter(main?.method ?? null, civilDayAt(zone, ctx.now())));
}

/** The civil day on which a request of this day is paid by a method. */
export const dueDayAfter = (method: PayoutMethod | null, civilDay: number): number =>
  bankDayFrom(method === null ? null : CALENDAR_OF[method], civilDay + 1);

/** What stands in the way of a request, in words. */
const REFUSALS: Partial<Record<LeftOutReason, string>> = {
  below_minimum: "is less than the smallest payout",
  below_fee: "is not more than the fee of a payout",
  no_account: "has no main payout account",
  account_on_hold: "has a main payout account that waits or is on hold",
  frozen: "is frozen: ask the support",
  receipt_missing: "waits for the receipt of an earlier payout",
  owed: "is owed to the network",
};

async function requirePayable(
  ctx: Context,
  { webmasterId, currency, dueOn }: { webmasterId: string; currency: string; dueOn: string },
): Promise<void> {
  const request = { date: dueOn, cutOffAt: ctx.now(), isRequested: true };
  const decision = (await planWebmaster(ctx, webmasterId, request)).find((one) => one.currency === currency);
  if (decision !== undefined && decision.pays !== null) return;
  const reason = decision?.leftOut[0]?.reason;
  const text = reason === undefined ? undefined : REFUSALS[reason];
  throw new NetworkError("nothing_to_pay", `What is available in ${currency} ${text ?? "is nothing"}`);
}

/** Withdraws an open request. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`. */
export async function withdrawPayoutRequest(ctx: Context, id: string): Promise<PayoutRequest> {
  requireRole(ctx, WEBMASTER, "withdraw a payout request");
  requireMoneyScope(ctx);
  const request = await getRequest(ctx, id);
  if (request.status === "withdrawn") return request;
  await ctx.db.write([
    rawStatement(
      `UPDATE payout_request SET withdrawn_at = CAST(? AS INTEGER) WHERE id = ? AND ${REQUEST_STATUS} = 'open'`,
      [ctx.now(), id],
    ),
  ]);
  const after = await getRequest(ctx, id);
  if (after.status !== "withdrawn")
    throw new NetworkError("transition_refused", `The payout ${after.payoutId} pays it already`);
  return after;
}

const requestOf = (row: JoinedRow): PayoutRequest => ({
  ...{ id: row.id, webmasterId: row.webmaster_id, webmasterName: row.webmaster_name, currency: row.currency },
  ...{ status: row.status, requestedAt: row.requested_at, requestedById: actorIdOf(row.requested_by) },
  ...{ dueOn: row.due_on, payoutId: row.payout_id },
});
