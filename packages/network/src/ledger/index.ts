import { sql, type Selectable } from "kysely";
import type { Actor, Context } from "../context.ts";
import {
  between,
  filteredList,
  inRange,
  rangeOrNone,
  readListPage,
  type Db,
  type ListPage,
  type ListRules,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { HOLDINGS, webmasterAccount, type Holding } from "./accounts.ts";
import { lastPartOf, transfersSeenBy, type SeenTransfer } from "./seen.ts";
import type { Transfer } from "./transfers.ts";

type TransferRow = Selectable<Tables["transfer"]>;

export { advertiserAccount, networkAccount, webmasterAccount, HOLDINGS, type Holding } from "./accounts.ts";
export { PAYMENT, type PaymentEvent } from "./payment.ts";
export { findHeadroom, isExcess, PARTY_MINOR_MAX, retryWithoutExcess } from "./party.ts";
export { transfersSeenBy, type SeenTransfer } from "./seen.ts";
export { readStatementLines, STATEMENT_LINES, type StatementLine } from "./statement-lines.ts";
export { getStatement, type Statement, type StatementPayment } from "./statement-read.ts";
export { addBalances, postTransfers, transferIdFor, type Transfer } from "./transfers.ts";

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
 * needed. CROSS: for the order of ids, SQLite would rather read the whole table, and all conversions for each row.
 */
export async function listTransfersOf({ query }: Db, conversionIds: readonly string[]): Promise<Transfer[]> {
  const { rows } = await sql<TransferRow>`
    SELECT t.* FROM json_each(${JSON.stringify(conversionIds)}) c CROSS JOIN transfer t
      ON t.id > 'trf_' || c.value || '_' AND t.id < 'trf_' || c.value || '${sql.raw("`")}'
    ORDER BY t.id`.execute(query);
  return rows.map(transferOf);
}

const transferOf = (row: TransferRow): Transfer => ({
  id: row.id,
  debit: row.debit,
  credit: row.credit,
  currency: row.currency,
  amountMinor: row.amount_minor,
  conversionId: row.conversion_id,
  payoutId: row.payout_id,
  postedAt: row.posted_at,
  correctionId: row.correction_id,
  statementId: row.statement_id,
});

/** Omitted fields ask for nothing; the range is that of `posted_at`. */
export interface TransferFilter extends TimeRange {
  conversionId?: string | undefined;
  /** The operator's choice of one party. */
  account?: { webmasterId: string } | { advertiserId: string } | undefined;
}

const TRANSFER_LIST: ListRules<"posted"> = {
  table: "transfer",
  idPrefix: "trf",
  conditions: { posted: inRange("posted_at") },
  orderedBy: ["id"],
  indexes: [],
  wholeIndex: null,
};

/**
 * Transfers that concern the actor, or a party that the operator names: corrections first, then by conversion, latest
 * first. Excludes transfers of conversions that the actor may not see. Throws `forbidden`.
 */
export async function listTransfers(
  ctx: Context,
  filter: TransferFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ListPage<SeenTransfer>> {
  const { account, conversionId, from, to } = filter;
  if (account !== undefined) requireRole(ctx, OPERATOR_OR_JOB, "name an account here");
  const owner = ownerOf(ctx.actor, account);
  if (owner !== undefined) return listOwnTransfers(ctx, owner, filter, { cursor, limit });
  const list = filteredList(TRANSFER_LIST, {
    own: {},
    asked: { posted: rangeOrNone({ from, to }) },
    range:
      conversionId === undefined ? [] : between("id", { from: `trf_${conversionId}_`, to: `trf_${conversionId}\`` }),
  });
  const { rows, next } = await readListPage<TransferRow>(ctx.db, list, { cursor, limit });
  return { rows: rows.map(transferOf), next };
}

/** What one transfer of an advertiser may be made of: its commission and its margin. */
const PARTS_MAX = 2;
/** Conversions whose transfers one page looks at. */
const CAUSES_MAX = 10_000;

async function listOwnTransfers(
  { db, actor }: Context,
  owner: Owner,
  { conversionId, from, to }: TransferFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ListPage<SeenTransfer>> {
  const before = lastPartOf(cursor ?? "trf_~");
  const cause = /^trf_(.+)_\d{4,}_[a-z]+$/.exec(before)?.[1] ?? "~";
  const causes = (table: "conversion" | "correction") => sql<{ id: string }>`
    SELECT id FROM ${sql.table(table)} WHERE ${sql.ref(owner.column)} = ${owner.id} AND id <= ${cause}
      AND (${conversionId ?? null} IS NULL OR id = ${conversionId ?? null}) ORDER BY id DESC`;
  const own = (table: "conversion" | "correction", max: number) =>
    sql<TransferRow>`
      SELECT t.* FROM (${causes(table)} LIMIT ${CAUSES_MAX}) c JOIN transfer t
        ON t.id > 'trf_' || c.id || '_' AND t.id < 'trf_' || c.id || '${sql.raw("`")}'
      WHERE t.id < ${before} AND t.posted_at >= ${from ?? 0} AND t.posted_at < ${to ?? Number.MAX_SAFE_INTEGER}
        AND (substr(t.debit, 1, ${owner.prefix.length}) = ${owner.prefix}
          OR substr(t.credit, 1, ${owner.prefix.length}) = ${owner.prefix})
      ORDER BY c.id DESC, t.id DESC LIMIT ${max}`.execute(db.query);
  const partsMax = limit * PARTS_MAX;
  const { rows } = await own("correction", partsMax);
  const more = rows.length < partsMax ? (await own("conversion", partsMax - rows.length)).rows : [];
  const parts = [...rows, ...more];
  const seen = transfersSeenBy(actor, parts.map(transferOf)).slice(0, limit);
  if (seen.length === limit) return { rows: seen, next: seen.at(-1)?.id ?? null };
  // Changes that come to nothing were left out. The last one may lack its other part, so it is read again.
  if (parts.length === partsMax) return { rows: seen, next: parts.at(-2)?.id ?? null };
  const [last] = (await sql<{ id: string }>`${causes("conversion")} LIMIT 1 OFFSET ${CAUSES_MAX - 1}`.execute(db.query))
    .rows;
  return { rows: seen, next: last === undefined ? null : `trf_${last.id}_0000_a` };
}

interface Owner {
  column: "webmaster_id" | "advertiser_id";
  id: string;
  prefix: string;
}

/** Whose transfers are listed; undefined for all of them. */
function ownerOf(actor: Actor, named: TransferFilter["account"]): Owner | undefined {
  if (actor.role === "webmaster") return ownerNamed({ webmasterId: actor.webmasterId });
  if (actor.role === "advertiser") return ownerNamed({ advertiserId: actor.advertiserId });
  return named && ownerNamed(named);
}

const ownerNamed = (account: NonNullable<TransferFilter["account"]>): Owner =>
  "webmasterId" in account
    ? { column: "webmaster_id", id: account.webmasterId, prefix: `webmaster:${account.webmasterId}:` }
    : { column: "advertiser_id", id: account.advertiserId, prefix: `advertiser:${account.advertiserId}:` };

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
