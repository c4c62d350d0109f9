import type { Context } from "../context.ts";
import { getConversion } from "../conversion/index.ts";
import type { Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { getOffer } from "../offer/index.ts";
import { getPayout } from "../payout/index.ts";

export type ThreadRow = Tables["thread"];

/** Who takes part besides the operator; null: nobody of that side. */
export type Parties = Pick<ThreadRow, "advertiser_id" | "webmaster_id">;

/** What a thread is about, as its opener names it. */
export interface Subject {
  kind: Exclude<ThreadRow["subject_kind"], "upload">;
  id: string;
  /** Of an offer's webmasters the one whom it concerns, where not the webmaster himself opens the thread. */
  webmasterId: string | null;
}

/** The parties of something that the actor may see. Throws `not_found`, `forbidden`, `invalid_input`. */
export async function partiesOf(ctx: Context, { kind, id, webmasterId }: Subject): Promise<Parties> {
  if (kind !== "offer" && webmasterId !== null)
    throw new NetworkError("invalid_input", "Only an offer has more webmasters than one", [
      { path: "webmaster_id", message: "for offers only" },
    ]);
  switch (kind) {
    case "offer":
      return partiesOfOffer(ctx, id, webmasterId);
    case "conversion": {
      const conversion = await getConversion(ctx, id);
      return { advertiser_id: conversion.advertiserId, webmaster_id: conversion.webmasterId };
    }
    case "payout":
      return { advertiser_id: null, webmaster_id: (await getPayout(ctx, id)).payout.webmaster_id };
  }
}

async function partiesOfOffer(ctx: Context, offerId: string, named: string | null): Promise<Parties> {
  const { actor } = ctx;
  const { offer } = await getOffer(ctx, offerId);
  if (actor.role === "webmaster") {
    if (named !== null && named !== actor.webmasterId) throw notFound("webmaster");
    return { advertiser_id: offer.advertiser_id, webmaster_id: actor.webmasterId };
  }
  if (named !== null && !(await hasToDoWith(ctx, offerId, named))) throw notFound("webmaster");
  return { advertiser_id: offer.advertiser_id, webmaster_id: named };
}

/** Whether a webmaster has applied for an offer or has a link to it: nobody else is written to. */
async function hasToDoWith({ db: { query } }: Context, offerId: string, webmasterId: string) {
  const row = await query
    .selectFrom("application")
    .select("id")
    .where("offer_id", "=", offerId)
    .where("webmaster_id", "=", webmasterId)
    .unionAll((eb) =>
      eb.selectFrom("link").select("id").where("offer_id", "=", offerId).where("webmaster_id", "=", webmasterId),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
