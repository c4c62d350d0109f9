import { sql, type Expression } from "kysely";
import type { Context } from "../context.ts";
import type { Db } from "../db/index.ts";
import { accessOf } from "../stop/index.ts";
import { NetworkError } from "../errors.ts";
import { advertiserBlocked, type OfferRow } from "../offer/index.ts";
import type { AccountStatus } from "../words.ts";

/** What decides whether a webmaster may run an offer, as columns of a query of offers. */
export interface Standing {
  access: OfferRow["access"];
  webmaster_status: AccountStatus | null;
  advertiser_status: AccountStatus | null;
  is_approved: 0 | 1;
  is_stopped: 0 | 1;
}

const statusOf = <Table extends "webmaster" | "advertiser">(table: Table, id: Expression<string>) =>
  sql<AccountStatus | null>`(SELECT status FROM ${sql.table(table)} WHERE id = ${id})`.as(`${table}_status` as const);

/** The columns of `Standing` that a query of offers lacks. */
export const standingOf = (webmasterId: string) => [
  statusOf("webmaster", sql`${webmasterId}`),
  statusOf("advertiser", sql.ref("offer.advertiser_id")),
  sql<0 | 1>`EXISTS (SELECT 1 FROM application WHERE offer_id = offer.id AND webmaster_id = ${webmasterId}
    AND status = 'approved')`.as("is_approved"),
  sql<0 | 1>`EXISTS (SELECT 1 FROM stop WHERE subject = ${accessOf({ webmasterId, offerId: "" })} || offer.id
    AND until IS NULL)`.as("is_stopped"),
];

/** Requires that neither the webmaster nor the advertiser is blocked. Throws `account_blocked`. */
export async function requireActive(
  { db }: Context,
  { webmasterId, advertiserId }: { webmasterId: string; advertiserId: string },
): Promise<void> {
  refuseBlocked(
    await db.query
      .selectNoFrom([statusOf("webmaster", sql`${webmasterId}`), statusOf("advertiser", sql`${advertiserId}`)])
      .executeTakeFirstOrThrow(),
  );
}

function refuseBlocked(standing: Pick<Standing, "webmaster_status" | "advertiser_status">): void {
  if (standing.webmaster_status === "blocked")
    throw new NetworkError("account_blocked", "The operator has blocked this account");
  if (standing.advertiser_status === "blocked") throw advertiserBlocked();
}

/**
 * Refuses a webmaster who may see an offer but not run it: the webmaster or the advertiser is blocked, or the webmaster
 * needs an approved application and has none, or lost it. Throws `account_blocked`, `application_needed`.
 */
export function requireAccess(standing: Standing): void {
  refuseBlocked(standing);
  if (standing.access === "application" ? standing.is_approved === 0 : standing.is_stopped === 1)
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
