import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { NetworkError } from "../errors.ts";

/** Refuses a blocked advertiser, which may not create offers or approve webmasters. Throws `account_blocked`. */
export async function requireActiveAdvertiser({ db }: Context, ...advertiserIds: string[]): Promise<void> {
  const blocked = await db.query
    .selectFrom("advertiser")
    .select("id")
    .where("id", "in", inJson(advertiserIds))
    .where("status", "=", "blocked")
    .executeTakeFirst();
  if (blocked !== undefined) throw advertiserBlocked();
}

export const advertiserBlocked = () => new NetworkError("account_blocked", "The operator has blocked this advertiser");
