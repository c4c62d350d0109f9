import { sql } from "kysely";
import { actorIdOf, type Context } from "../context.ts";
import {
  equal,
  filteredList,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, requireRole, visibleTo, WEBMASTER_OR_OPERATOR } from "../role.ts";
import type { AccountHoldReason, PayoutAccountStatus } from "../words.ts";

export type AccountRow = Tables["payout_account"];

/** Why an account is not paid now. Times are Unix ms. */
export interface AccountHold {
  reason: AccountHoldReason;
  openedAt: number;
  /** In words of the operator, or of the screening. */
  note: string | null;
}

/** An account as an actor may see it: never its details. Times are Unix ms. */
export interface PayoutAccount {
  id: string;
  webmasterId: string;
  webmasterName: string;
  method: AccountRow["method"];
  currency: string;
  mask: string;
  isMain: boolean;
  status: PayoutAccountStatus;
  usableAt: number;
  holds: AccountHold[];
  taxProfile: AccountRow["tax_profile"];
  taxRateBps: number | null;
  createdAt: number;
  /** The person who added it. */
  createdById: string;
  removedAt: number | null;
  removedReason: string | null;
  /** Webmasters who have, or had, the same account; undefined for webmasters. */
  sharedWith: string[] | undefined;
}

/** Omitted fields ask for nothing. */
export interface AccountFilter {
  webmasterId?: string | undefined;
  method?: AccountRow["method"] | undefined;
  currency?: string | undefined;
  isOnHold?: boolean | undefined;
  isRemoved?: boolean | undefined;
}

const IS_HELD = sql`EXISTS (SELECT 1 FROM payout_account_hold h WHERE h.account_id = payout_account.id
  AND h.ended_at IS NULL) AND removed_at IS NULL`;

const ACCOUNT_LIST: ListRules<keyof AccountFilter> = {
  table: "payout_account",
  idPrefix: "pac",
  conditions: {
    webmasterId: equal("webmaster_id"),
    method: equal("method"),
    currency: equal("currency"),
    isOnHold: (is: boolean) => (is ? sql`(${IS_HELD})` : sql`NOT (${IS_HELD})`),
    isRemoved: (is: boolean) => (is ? sql`removed_at IS NOT NULL` : sql`removed_at IS NULL`),
  },
  orderedBy: ["id"],
  indexes: [{ name: "webmasterId", index: "payout_account_by_webmaster" }],
  wholeIndex: null,
  joined: sql`(SELECT name FROM webmaster WHERE webmaster.id = payout_account.webmaster_id) AS webmaster_name,
    EXISTS (SELECT 1 FROM payout_account_main m WHERE m.account_id = payout_account.id) AS is_main,
    (SELECT json_group_array(json_object('reason', h.reason, 'openedAt', h.opened_at, 'note', h.note))
      FROM payout_account_hold h WHERE h.account_id = payout_account.id AND h.ended_at IS NULL) AS holds,
    (SELECT json_group_array(DISTINCT o.webmaster_id) FROM payout_account o
      WHERE o.fingerprint = payout_account.fingerprint AND o.webmaster_id <> payout_account.webmaster_id) AS shared`,
};

type JoinedRow = AccountRow & { webmaster_name: string; is_main: 0 | 1; holds: string; shared: string };

/** Newest first; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export async function listPayoutAccounts(
  ctx: Context,
  asked: AccountFilter,
  request: ListRequest,
): Promise<ListPage<PayoutAccount>> {
  const { rows, next } = await readAccounts(ctx, asked, request, []);
  return { rows: rows.map((row) => accountOf(ctx, row)), next };
}

/** Throws `forbidden`, `not_found`. */
export async function getPayoutAccount(ctx: Context, id: string): Promise<PayoutAccount> {
  return accountOf(ctx, await getAccountRow(ctx, id));
}

/** The row, for verbs. Throws `forbidden`, `not_found`. */
export async function getAccountRow(ctx: Context, id: string): Promise<JoinedRow> {
  const { rows } = await readAccounts(ctx, {}, { limit: 1 }, [sql`id = ${id}`]);
  const [row] = rows;
  if (row === undefined) throw notFound("payout account");
  return row;
}

function readAccounts(
  ctx: Context,
  asked: AccountFilter,
  request: ListRequest,
  range: Parameters<typeof filteredList>[1]["range"],
): Promise<ListPage<JoinedRow>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see payout accounts", EVEN_IF_BLOCKED);
  const own = actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {};
  return readListPage<JoinedRow>(ctx.db, filteredList(ACCOUNT_LIST, { own, asked, range }), request);
}

function accountOf(ctx: Context, row: JoinedRow): PayoutAccount {
  const holds = row.removed_at === null ? (JSON.parse(row.holds) as AccountHold[]) : []; // written by the list
  return {
    ...{ id: row.id, webmasterId: row.webmaster_id, webmasterName: row.webmaster_name },
    ...{ method: row.method, currency: row.currency, mask: row.mask, isMain: row.is_main === 1, holds },
    status: statusOf(row, holds.length > 0, ctx.now()),
    ...{ usableAt: row.usable_at, taxProfile: row.tax_profile, taxRateBps: row.tax_rate_bps },
    ...{ createdAt: row.created_at, removedAt: row.removed_at, removedReason: row.removed_reason },
    createdById: actorIdOf(row.created_by),
    sharedWith: visibleTo(ctx.actor, ["operator"], JSON.parse(row.shared) as string[]), // the same
  };
}

function statusOf({ removed_at, usable_at }: AccountRow, isHeld: boolean, now: number): PayoutAccountStatus {
  if (removed_at !== null) return "removed";
  if (isHeld) return "on_hold";
  return usable_at > now ? "waiting" : "active";
}
