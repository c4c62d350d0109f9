import type { Context } from "../context.ts";
import type { Db } from "../db/index.ts";
import { accessOf } from "../stop/index.ts";
import { NetworkError } from "../errors.ts";
import { requireActiveAdvertiser, type OfferRow } from "../offer/index.ts";

/** Requires that neither the webmaster nor the advertiser is blocked. Throws `account_blocked`. */
export async function requireActive(
  ctx: Context,
  { webmasterId, advertiserId }: { webmasterId: string; advertiserId: string },
): Promise<void> {
  const row = await ctx.db.query
    .selectFrom("webmaster")
    .select("status")
    .where("id", "=", webmasterId)
    .executeTakeFirst();
  if (row?.status === "blocked") throw new NetworkError("account_blocked", "The operator has blocked this account");
  await requireActiveAdvertiser(ctx, advertiserId);
}

/**
 * Refuses a webmaster who may see an offer but not run it: the webmaster or the advertiser is blocked, or the webmaster
 * needs an approved application and has none, or lost it. Throws `account_blocked`, `application_needed`.
 */
export async function requireAccess(
  ctx: Context,
  offer: Pick<OfferRow, "id" | "access" | "advertiser_id">,
  webmasterId: string,
): Promise<void> {
  await requireActive(ctx, { webmasterId, advertiserId: offer.advertiser_id });
  const isNeeded = offer.access === "application";
  if (isNeeded ? !(await hasApproval(ctx, offer.id, webmasterId)) : await isStopped(ctx.db, offer.id, webmasterId))
    throw new NetworkError("application_needed", "Apply for this offer, and wait for the approval");
}

/** Whether the webmaster's links to the offer lead to the fallback, because the webmaster may no longer run it. */
export async function isStopped({ query }: Db, offerId: string, webmasterId: string): Promise<boolean> {
  const row = await query
    .selectFrom("stop")
    .select("since")
    .where("subject", "=", accessOf({ webmasterId, offerId }))
    .where("until", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

async function hasApproval({ db }: Context, offerId: string, webmasterId: string) {
  const row = await db.query
    .selectFrom("application")
    .select("id")
    .where("offer_id", "=", offerId)
    .where("webmaster_id", "=", webmasterId)
    .where("status", "=", "approved")
    .executeTakeFirst();
  return row !== undefined;
}
