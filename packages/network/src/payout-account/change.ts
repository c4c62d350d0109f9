import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  insertRows,
  rawStatement,
  requireRowLimit,
  withinRowLimit,
  type RowLimit,
  type Statement,
} from "../db/index.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { mailTo } from "../mail/index.ts";
import {
  currencyFault,
  detailFaults,
  identityOf,
  maskOf,
  normalise,
  taxFaults,
  type PayoutDetails,
  type TaxProfile,
} from "../payout-details/index.ts";
import { requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import type { PayoutMethod } from "../words.ts";
import { getAccountRow, getPayoutAccount, type PayoutAccount } from "./accounts.ts";
import type { Vault } from "../vault.ts";

/** So long no payout goes to a new account: its owner has this time to answer the mail. */
export const WAIT_MS = 72 * HOUR_MS;

/** Of a webmaster, at one time and in a day. Each is announced by mail. */
const ACCOUNTS_MAX = 20;
const ACCOUNTS_DAILY_MAX = 10;

export interface NewPayoutAccount {
  /** ISO 4217; of the balance that it pays. */
  currency: string;
  details: PayoutDetails;
  tax: TaxProfile;
}

/** What is sealed of an account. */
export interface SealedDetails {
  details: PayoutDetails;
  taxId: string | null;
}

/** How new accounts are sealed, and whether they are screened before the first payout. */
export interface AccountSafety {
  vault: Vault;
  isScreened: boolean;
}

const WEBMASTER = ["webmaster"] as const;

/**
 * Adds an account that a webmaster is paid to. The first in its currency becomes the main one. It is announced by mail,
 * and payouts to it wait. Throws `forbidden`, `scope_missing`, `invalid_input`, `already_exists`, `limit_reached`.
 */
export async function addPayoutAccount(
  ctx: Context,
  { vault, isScreened }: AccountSafety,
  input: NewPayoutAccount,
): Promise<PayoutAccount> {
  const { webmasterId } = requireRole(ctx, WEBMASTER, "add a payout account");
  requireMoneyScope(ctx);
  const details = normalise(input.details);
  requireGood({ ...input, details }, await getSettings(ctx.db));
  const id = newId(ctx, "pac");
  const find = async () => {
    const known = ctx.db.query.selectFrom("payout_account").select("id").where("id", "=", id);
    return (await known.executeTakeFirst()) && getPayoutAccount(ctx, id);
  };
  return createOnce(ctx, find, async () => {
    const text = JSON.stringify({ details, taxId: input.tax.taxId } satisfies SealedDetails);
    const sealed = await vault.seal(text, { ownerId: webmasterId, rowId: id });
    const account = {
      ...{ id, webmaster_id: webmasterId, method: details.method, currency: input.currency, mask: maskOf(details) },
      ...{ tax_profile: input.tax.kind, tax_rate_bps: input.tax.rateBps, key_id: sealed.keyId, sealed: sealed.sealed },
      fingerprint: vault.fingerprint(identityOf(details)),
      ...{ created_at: ctx.now(), created_by: actorName(ctx.actor), usable_at: ctx.now() + WAIT_MS },
    };
    await writeNew(ctx, account, isScreened);
    return getPayoutAccount(ctx, id);
  });
}

function requireGood(
  { currency, details, tax }: NewPayoutAccount,
  { payoutMethods }: { payoutMethods: readonly PayoutMethod[] },
): void {
  const { method } = details;
  if (!payoutMethods.includes(method))
    throw new NetworkError("invalid_input", "The network does not pay by this method", [
      { path: "details.method", message: `is not offered; choose one of ${payoutMethods.join(", ")}` },
    ]);
  const currencyMessage = currencyFault(details.method, currency);
  const faults: Fault[] = [
    ...(currencyMessage === undefined ? [] : [{ path: "currency", message: currencyMessage }]),
    ...detailFaults(details),
    ...taxFaults(tax, details),
  ];
  if (faults.length > 0) throw new NetworkError("invalid_input", "No payout can go to this account", faults);
}

const ACCOUNT_COLUMNS = [
  ...(["id", "webmaster_id", "method", "currency", "mask", "tax_profile", "tax_rate_bps", "key_id", "sealed"] as const),
  ...(["fingerprint", "created_at", "created_by", "usable_at"] as const),
] as const;

type NewRow = Pick<Awaited<ReturnType<typeof getAccountRow>>, (typeof ACCOUNT_COLUMNS)[number]>;

async function writeNew(ctx: Context, row: NewRow, isScreened: boolean): Promise<void> {
  const { db } = ctx;
  const limits = [livingLimit(row.webmaster_id), dailyLimit(row.webmaster_id, ctx.now())];
  try {
    await db.write([
      ...limits.map((limit) => withinRowLimit(db, limit)),
      ...insertRows("payout_account", ACCOUNT_COLUMNS, [row]),
      ...firstHolds(row, isScreened),
      rawStatement(
        `INSERT INTO payout_account_main (webmaster_id, currency, account_id, chosen_at, chosen_by)
         VALUES (?, ?, ?, CAST(? AS INTEGER), ?) ON CONFLICT DO NOTHING`,
        [row.webmaster_id, row.currency, row.id, row.created_at, row.created_by],
      ),
      ...audit(ctx, {
        ...{ event: "payout_account.add", subject: row.id, account: row.webmaster_id },
        after: { method: row.method, currency: row.currency, mask: row.mask, tax_profile: row.tax_profile },
      }),
      announce(row, "added", ctx.now()),
    ]);
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error;
    for (const limit of limits) await requireRowLimit(db, limit);
    throw new NetworkError("already_exists", `You have this account for ${row.currency} already`);
  }
}

const livingLimit = (webmasterId: string): RowLimit => ({
  count: sql`(SELECT count(*) FROM payout_account WHERE webmaster_id = ${webmasterId} AND removed_at IS NULL)`,
  max: ACCOUNTS_MAX,
  refusal: () => new NetworkError("limit_reached", `There are ${ACCOUNTS_MAX} payout accounts; remove one first`),
});

const dailyLimit = (webmasterId: string, now: number): RowLimit => ({
  count: sql`(SELECT count(*) FROM payout_account
    WHERE webmaster_id = ${webmasterId} AND created_at > CAST(${now - DAY_MS} AS INTEGER))`,
  max: ACCOUNTS_DAILY_MAX,
  refusal: () =>
    new NetworkError("limit_reached", `${ACCOUNTS_DAILY_MAX} payout accounts were added in a day; go on tomorrow`),
});

/**
 * Holds with which an account begins. A service by agreement, and VAT on top of what was earned, need the operator's word. One that another webmaster has, or had, is held; so are their accounts that still
 * wait. One that is in use already goes on: else anyone who knows an account could stop its owner's payouts.
 */
function firstHolds(row: NewRow, isScreened: boolean): Statement[] {
  const { id, created_at: now, fingerprint, webmaster_id: webmasterId } = row;
  const open = (reason: string, askAt: number | null) =>
    rawStatement(
      `INSERT INTO payout_account_hold (account_id, reason, opened_at, opened_by, ask_at)
       VALUES (?, ?, CAST(? AS INTEGER), ?, CAST(? AS INTEGER))`,
      [id, reason, now, SCREENER, askAt],
    );
  return [
    rawStatement(
      `INSERT INTO payout_account_hold (account_id, reason, opened_at, opened_by)
       SELECT id, 'shared', CAST(?1 AS INTEGER), '${SCREENER}' FROM payout_account a
       WHERE fingerprint = ?2 AND removed_at IS NULL AND usable_at > ?1
         AND EXISTS (SELECT 1 FROM payout_account o WHERE o.fingerprint = ?2 AND o.webmaster_id <> a.webmaster_id)
         AND (id = ?3 OR webmaster_id <> ?4)
         AND NOT EXISTS (SELECT 1 FROM payout_account_hold h WHERE h.account_id = a.id AND h.reason = 'shared')`,
      [now, fingerprint, id, webmasterId],
    ),
    ...(row.method === "other" || row.tax_profile === "rate" ? [open("agreement", null)] : []),
    ...(isScreened ? [open("screening", now)] : []),
  ];
}

/** How histories name what opens holds by itself. */
export const SCREENER = "system:payout-accounts";

/**
 * Makes an account the main one of its currency: payouts from now on go to it. Throws `forbidden`, `scope_missing`,
 * `not_found`, `transition_refused` if it was removed.
 */
export async function makeMainAccount(ctx: Context, id: string): Promise<PayoutAccount> {
  requireRole(ctx, WEBMASTER, "choose the main payout account");
  requireMoneyScope(ctx);
  const row = await getAccountRow(ctx, id);
  if (row.removed_at !== null) throw removedAlready();
  if (row.is_main === 1) return getPayoutAccount(ctx, id);
  await ctx.db.write([
    // Nothing if it was removed at the same moment.
    rawStatement(
      `INSERT INTO payout_account_main (webmaster_id, currency, account_id, chosen_at, chosen_by)
       SELECT webmaster_id, currency, id, CAST(? AS INTEGER), ? FROM payout_account WHERE id = ? AND removed_at IS NULL
       ON CONFLICT DO UPDATE SET account_id = excluded.account_id, chosen_at = excluded.chosen_at,
         chosen_by = excluded.chosen_by`,
      [ctx.now(), actorName(ctx.actor), id],
    ),
    ...audit(ctx, {
      ...{ event: "payout_account.make_main", subject: id, account: row.webmaster_id },
      after: { currency: row.currency },
    }),
    announce(row, "main", ctx.now()),
  ]);
  return getPayoutAccount(ctx, id);
}

const removedAlready = () => new NetworkError("transition_refused", "The account was removed; add it again");

/**
 * Removes an account: no further payout goes to it. A webmaster first makes another one the main account, if there is
 * one; the operator gives a reason. Throws `forbidden`, `scope_missing`, `not_found`, `invalid_input`,
 * `transition_refused`.
 */
export async function removePayoutAccount(ctx: Context, id: string, reason: string | null): Promise<PayoutAccount> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "remove a payout account");
  requireMoneyScope(ctx);
  const row = await getAccountRow(ctx, id);
  if (row.removed_at !== null) return getPayoutAccount(ctx, id);
  const isOwn = actor.role === "webmaster";
  if (!isOwn && reason === null)
    throw new NetworkError("invalid_input", "Say why: the webmaster sees it", [{ path: "reason", message: "missing" }]);
  if (isOwn && row.is_main === 1) await requireOnlyOne(ctx, row);
  await ctx.db.write([
    rawStatement(
      `UPDATE payout_account SET removed_at = CAST(?1 AS INTEGER), removed_by = ?2, removed_reason = ?3
       WHERE id = ?4 AND removed_at IS NULL`,
      [ctx.now(), actorName(ctx.actor), reason, id],
    ),
    rawStatement("DELETE FROM payout_account_main WHERE account_id = ?", [id]),
    ...audit(ctx, {
      ...{ event: "payout_account.remove", subject: id, account: row.webmaster_id, reason },
      before: { method: row.method, currency: row.currency, mask: row.mask },
    }),
    announce(row, "removed", ctx.now(), reason),
  ]);
  return getPayoutAccount(ctx, id);
}

async function requireOnlyOne(ctx: Context, { webmaster_id, currency, id }: NewRow): Promise<void> {
  const other = await ctx.db.query
    .selectFrom("payout_account")
    .select("mask")
    .where("webmaster_id", "=", webmaster_id)
    .where("currency", "=", currency)
    .where("id", "<>", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (other !== undefined)
    throw new NetworkError(
      "transition_refused",
      `This is the main account of ${currency}. Make another one the main account first, for example ${other.mask}`,
    );
}

/** A mail to all people of the webmaster. */
export const announce = (
  { id, webmaster_id: webmasterId, mask, currency }: Pick<NewRow, "id" | "webmaster_id" | "mask" | "currency">,
  change: "added" | "main" | "removed" | "held" | "released",
  now: number,
  reason: string | null = null,
): Statement =>
  mailTo(
    { role: "webmaster", webmasterId },
    {
      cause: `payout-account/${id}/${change}/${now}`,
      kind: "payout_account",
      parameters: { change, mask, currency, reason },
    },
    now,
  );
