import { sql } from "kysely";
import type { Actor, Context } from "../context.ts";
import type { Db, Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { HOLDINGS, webmasterAccount, type Holding } from "./accounts.ts";
import { accountPrefixOf, lastPartOf, transfersSeenBy, type SeenTransfer } from "./seen.ts";
import type { Transfer } from "./transfers.ts";

export { advertiserAccount, networkAccount, webmasterAccount, HOLDINGS, type Holding } from "./accounts.ts";
export { PAYMENT, type PaymentEvent } from "./payment.ts";
export { findHeadroom, isExcess, PARTY_MINOR_MAX, retryWithoutExcess } from "./party.ts";
export { transfersSeenBy, type SeenTransfer } from "./seen.ts";
export { postTransfers, transferIdFor, type Transfer } from "./transfers.ts";

export type WebmasterBalance = { currency: string } & Record<Holding, number>;

/** A balance as it may be paid: while a webmaster's money is frozen, what would be available is `frozen`. */
export type OwnBalance = WebmasterBalance & { frozen: number };

/** Why a webmaster's money is frozen, and since when (Unix ms). */
export interface Freeze {
  since: number;
  reason: string;
}

/** A webmaster's balances in minor units, a row a currency. */
export async function listBalances({ query }: Db, webmasterId: string): Promise<WebmasterBalance[]> {
  const accounts = HOLDINGS.map((holding) => webmasterAccount(webmasterId, holding));
  const rows = await query.selectFrom("balance").selectAll().where("account", "in", accounts).execute();
  const byCurrency = new Map<string, WebmasterBalance>();
  for (const { account, currency, balance_minor } of rows) {
    const balance = byCurrency.get(currency) ?? {
      currency,
      pending: 0,
      on_hold: 0,
      available: 0,
      on_payment: 0,
      paid: 0,
    };
    const holding = HOLDINGS.find((name) => webmasterAccount(webmasterId, name) === account);
    if (holding !== undefined) balance[holding] = balance_minor;
    byCurrency.set(currency, balance);
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/**
 * The transfers that these conversions caused, oldest first. Ids begin with the id of their cause, so that no index is
 * needed.
 */
export async function listTransfersOf({ query }: Db, conversionIds: readonly string[]): Promise<Transfer[]> {
  const { rows } = await sql<Tables["transfer"]>`
    SELECT t.* FROM json_each(${JSON.stringify(conversionIds)}) c JOIN transfer t
      ON t.id > 'trf_' || c.value || '_' AND t.id < 'trf_' || c.value || '${sql.raw("`")}'
    ORDER BY t.id`.execute(query);
  return rows.map(transferOf);
}

const transferOf = (row: Tables["transfer"]): Transfer => ({
  id: row.id,
  debit: row.debit,
  credit: row.credit,
  currency: row.currency,
  amountMinor: row.amount_minor,
  conversionId: row.conversion_id,
  payoutId: row.payout_id,
  postedAt: row.posted_at,
  correctionId: row.correction_id,
});

/** What one transfer of an advertiser may be made of: its commission and its margin. */
const PARTS_MAX = 2;

/**
 * Transfers that concern the actor: corrections first, then by conversion, latest first; `before` is the id of the last
 * one seen. Excludes transfers of conversions that the actor may not see.
 */
export async function listTransfers(
  { db, actor }: Context,
  page: { conversionId?: string | undefined; before?: string | undefined; limit: number },
): Promise<SeenTransfer[]> {
  const { conversionId, limit } = page;
  const before = lastPartOf(page.before ?? "trf_~");
  const cause = /^trf_(.+)_\d{4,}_[a-z]+$/.exec(before)?.[1] ?? "~";
  const owner = ownerOf(actor);
  if (owner === undefined) {
    let rows = db.query.selectFrom("transfer").selectAll().where("id", "<", before);
    if (conversionId !== undefined)
      rows = rows.where("id", ">", `trf_${conversionId}_`).where("id", "<", `trf_${conversionId}\``);
    return (await rows.orderBy("id", "desc").limit(limit).execute()).map(transferOf);
  }
  const own = (table: "conversion" | "correction", max: number) =>
    sql<Tables["transfer"]>`
      SELECT t.* FROM ${sql.table(table)} c JOIN transfer t
        ON t.id > 'trf_' || c.id || '_' AND t.id < 'trf_' || c.id || '${sql.raw("`")}'
      WHERE ${sql.ref(`c.${owner.column}`)} = ${owner.id} AND c.id <= ${cause} AND t.id < ${before}
        AND (${conversionId ?? null} IS NULL OR c.id = ${conversionId ?? null})
        AND (substr(t.debit, 1, ${owner.prefix.length}) = ${owner.prefix}
          OR substr(t.credit, 1, ${owner.prefix.length}) = ${owner.prefix})
      ORDER BY c.id DESC, t.id DESC LIMIT ${max}`.execute(db.query);
  const partsMax = limit * PARTS_MAX;
  const { rows } = await own("correction", partsMax);
  const more = rows.length < partsMax ? (await own("conversion", partsMax - rows.length)).rows : [];
  return transfersSeenBy(actor, [...rows, ...more].map(transferOf)).slice(0, limit);
}

/** Whose transfers an actor sees; undefined for all of them. */
function ownerOf(actor: Actor) {
  const prefix = accountPrefixOf(actor);
  if (prefix === undefined) return undefined;
  if (actor.role === "webmaster") return { column: "webmaster_id", id: actor.webmasterId, prefix };
  return actor.role === "advertiser" ? { column: "advertiser_id", id: actor.advertiserId, prefix } : undefined;
}

const READS_BALANCES = ["webmaster", "operator"] as const;

/**
 * A webmaster's balances in minor units, a row for each currency. The operator names the webmaster; a webmaster may name
 * only themselves. Throws `forbidden`, `not_found`, `invalid_input`.
 */
export async function listOwnBalances(
  ctx: Context,
  named: string | undefined,
): Promise<{ webmasterId: string; balances: OwnBalance[]; freeze: Freeze | null }> {
  const actor = requireRole(ctx, READS_BALANCES, "read balances", EVEN_IF_BLOCKED);
  const webmasterId = actor.role === "webmaster" ? actor.webmasterId : named;
  if (named !== undefined && named !== webmasterId) throw notFound("webmaster");
  if (webmasterId === undefined)
    throw new NetworkError("invalid_input", "Name a webmaster", [{ path: "webmaster_id", message: "missing" }]);
  const [balances, freeze] = await Promise.all([listBalances(ctx.db, webmasterId), findFreeze(ctx.db, webmasterId)]);
  return { webmasterId, freeze, balances: balances.map((balance) => shownBalance(balance, freeze !== null)) };
}

/** What a webmaster owes is not frozen. */
const shownBalance = (balance: WebmasterBalance, isFrozen: boolean): OwnBalance => ({
  ...balance,
  available: isFrozen ? Math.min(0, balance.available) : balance.available,
  frozen: isFrozen ? Math.max(0, balance.available) : 0,
});

/** The freeze of a webmaster's money, while it lasts. */
export async function findFreeze({ query }: Db, webmasterId: string): Promise<Freeze | null> {
  const row = await query
    .selectFrom("webmaster")
    .innerJoin("freeze", "freeze.webmaster_id", "webmaster.id")
    .select(["webmaster.frozen_at", "freeze.reason"])
    .where("webmaster.id", "=", webmasterId)
    .where("freeze.event", "=", "freeze")
    .orderBy("freeze.version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined || row.frozen_at === null ? null : { since: row.frozen_at, reason: row.reason };
}
