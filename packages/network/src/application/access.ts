import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Db } from "../db/index.ts";
import { accessOf } from "../stop/index.ts";
import { NetworkError } from "../errors.ts";
import { advertiserBlocked, type OfferRow } from "../offer/index.ts";
import type { AccountStatus } from "../words.ts";

interface Parties {
  webmasterId: string;
  advertiserId: string;
  /** Without it, nothing is known of an application or a stop. */
  offerId?: string;
}

interface Standing {
  webmaster_status: AccountStatus | null;
  advertiser_status: AccountStatus | null;
  is_approved: 0 | 1;
  is_stopped: 0 | 1;
}

/** What decides whether a webmaster may run an offer, in one read. */
const findStanding = ({ db }: Context, { webmasterId, advertiserId, offerId = "" }: Parties): Promise<Standing> =>
  db.query
    .selectNoFrom([
      sql<AccountStatus | null>`(SELECT status FROM webmaster WHERE id = ${webmasterId})`.as("webmaster_status"),
      sql<AccountStatus | null>`(SELECT status FROM advertiser WHERE id = ${advertiserId})`.as("advertiser_status"),
      sql<0 | 1>`EXISTS (SELECT 1 FROM application WHERE offer_id = ${offerId} AND webmaster_id = ${webmasterId}
        AND status = 'approved')`.as("is_approved"),
      sql<
        0 | 1
      >`EXISTS (SELECT 1 FROM stop WHERE subject = ${accessOf({ webmasterId, offerId })} AND until IS NULL)`.as(
        "is_stopped",
      ),
    ])
    .executeTakeFirstOrThrow();

function refuseBlocked({ webmaster_status, advertiser_status }: Standing): void {
  if (webmaster_status === "blocked")
    throw new NetworkError("account_blocked", "The operator has blocked this account");
  if (advertiser_status === "blocked") throw advertiserBlocked();
}

/** Requires that neither the webmaster nor the advertiser is blocked. Throws `account_blocked`. */
export async function requireActive(ctx: Context, parties: Omit<Parties, "offerId">): Promise<void> {
  refuseBlocked(await findStanding(ctx, parties));
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
  const standing = await findStanding(ctx, { webmasterId, advertiserId: offer.advertiser_id, offerId: offer.id });
  refuseBlocked(standing);
  if (offer.access === "application" ? standing.is_approved === 0 : standing.is_stopped === 1)
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
