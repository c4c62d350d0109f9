import type { Context } from "../context.ts";

/** The offers of an advertiser: neither rollups nor facts know whose an offer is. */
export async function offersOf({ db }: Context, advertiserId: string): Promise<string[]> {
  const offers = await db.query.selectFrom("offer").select("id").where("advertiser_id", "=", advertiserId).execute();
  return offers.map(({ id }) => id);
}

/** Rows that one report may read. */
export const READ_MAX = 5_000_000;
