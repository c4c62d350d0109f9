import { sql } from "kysely";
import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { ownOffers, withParts, type FullOffer } from "./queries.ts";

/** Weight of the offers that are in memory at once. One offer can weigh half a megabyte. */
export const READ_CHARS_MAX = 4_000_000;

export interface WeighedId {
  id: string;
  /** Characters of its longest texts: landings, description and routing. */
  weight: number;
}

/** The ids of offers with their weights, newest first, without reading the offers. */
export function weighOffers(
  offers: ReturnType<typeof ownOffers>,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<WeighedId[]> {
  const ids = before === undefined ? offers : offers.where("offer.id", "<", before);
  return ids
    .clearSelect()
    .select([
      "offer.id",
      sql<number>`length(offer.description) + length(offer.routing)
        + coalesce((SELECT sum(length(url)) FROM landing WHERE offer_id = offer.id), 0)`.as("weight"),
    ])
    .orderBy("offer.id", "desc")
    .limit(limit)
    .execute();
}

/** These offers with their parts, in the same order. */
export async function readWeighed(
  ctx: Context,
  weighed: readonly WeighedId[],
): Promise<(FullOffer & { weight: number })[]> {
  const ids = inJson(weighed.map(({ id }) => id));
  const found = await withParts(ctx, await ownOffers(ctx).where("offer.id", "in", ids).execute());
  const offers = new Map(found.map((offer) => [offer.offer.id, offer]));
  return weighed.flatMap(({ id, weight }) => {
    const offer = offers.get(id);
    return offer === undefined ? [] : [{ ...offer, weight }];
  });
}
