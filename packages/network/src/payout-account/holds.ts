import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { getAccountRow, getPayoutAccount, type PayoutAccount } from "./accounts.ts";
import { announce, type SealedDetails } from "./change.ts";
import type { Vault } from "../vault.ts";

/** Stops payouts to an account until `releasePayoutAccount`. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`. */
export async function holdPayoutAccount(ctx: Context, id: string, reason: string): Promise<PayoutAccount> {
  requireRole(ctx, OPERATOR, "hold a payout account");
  requireMoneyScope(ctx);
  const row = await getAccountRow(ctx, id);
  if (row.removed_at !== null) throw new NetworkError("transition_refused", "The account was removed");
  await ctx.db.write([
    rawStatement(
      `INSERT INTO payout_account_hold (account_id, reason, opened_at, opened_by, note)
       VALUES (?, 'operator', CAST(? AS INTEGER), ?, ?) ON CONFLICT DO NOTHING`,
      [id, ctx.now(), actorName(ctx.actor), reason],
    ),
    ...audit(ctx, { event: "payout_account.hold", subject: id, account: row.webmaster_id, reason }),
    announce(row, "held", ctx.now(), reason),
  ]);
  return getPayoutAccount(ctx, id);
}

/**
 * Ends all holds of an account, because the operator has checked what they name. Throws `forbidden`, `scope_missing`,
 * `not_found`, `transition_refused`.
 */
export async function releasePayoutAccount(ctx: Context, id: string, reason: string): Promise<PayoutAccount> {
  requireRole(ctx, OPERATOR, "release a payout account");
  requireMoneyScope(ctx);
  const account = await getPayoutAccount(ctx, id);
  if (account.holds.length === 0)
    throw new NetworkError("transition_refused", `The account is ${account.status}, not held`);
  const row = await getAccountRow(ctx, id);
  await ctx.db.write([
    rawStatement(
      `UPDATE payout_account_hold SET ended_at = CAST(? AS INTEGER), ended_by = ?, end_reason = ?
       WHERE account_id = ? AND ended_at IS NULL`,
      [ctx.now(), actorName(ctx.actor), reason, id],
    ),
    ...audit(ctx, {
      ...{ event: "payout_account.release", subject: id, account: row.webmaster_id, reason },
      before: { holds: account.holds.map((hold) => hold.reason) },
    }),
    announce(row, "released", ctx.now(), reason),
  ]);
  return getPayoutAccount(ctx, id);
}

/** Opens the details of an account for the person who pays it; the audit names them. Throws `forbidden`, `scope_missing`, `not_found`. */
export async function revealPayoutAccount(ctx: Context, vault: Vault, id: string): Promise<SealedDetails> {
  requireRole(ctx, OPERATOR, "see the details of a payout account");
  requireMoneyScope(ctx);
  const row = await getAccountRow(ctx, id);
  await ctx.db.write(audit(ctx, { event: "payout_account.reveal", subject: id, account: row.webmaster_id }));
  return openDetails(vault, row);
}

/** The details of a row. Throws if they were changed, or belong to another row. */
export async function openDetails(
  vault: Vault,
  row: { id: string; webmaster_id: string; key_id: string; sealed: string },
): Promise<SealedDetails> {
  const text = await vault.open(
    { keyId: row.key_id, sealed: row.sealed },
    { ownerId: row.webmaster_id, rowId: row.id },
  );
  return JSON.parse(text) as SealedDetails; // written by addPayoutAccount
}
