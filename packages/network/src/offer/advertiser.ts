import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { NetworkError } from "../errors.ts";

/** Refuses what a blocked advertiser may not: to make offers, or to take webmasters in. Throws `account_blocked`. */
export async function requireActiveAdvertiser({ db }: Context, ...advertiserIds: string[]): Promise<void> {
  const blocked = await db.query
    .selectFrom("advertiser")
    .select("id")
    .where("id", "in", inJson(advertiserIds))
    .where("status", "=", "blocked")
    .executeTakeFirst();
  if (blocked !== undefined) throw new NetworkError("account_blocked", "The operator has blocked this advertiser");
}
