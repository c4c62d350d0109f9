import type { Context } from "../context.ts";
import { getConversion } from "../conversion/index.ts";
import type { Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { getOffer } from "../offer/index.ts";
import { getPayout } from "../payout/index.ts";
import { getUpload } from "../upload/index.ts";

export type ThreadRow = Tables["thread"];

/** Who takes part besides the operator; null if that side does not. */
export type Parties = Pick<ThreadRow, "advertiser_id" | "webmaster_id">;

/** What a thread is about, as its opener names it. */
export interface Subject {
  kind: ThreadRow["subject_kind"];
  /** Empty for a general thread. */
  id: string;
  /** The webmaster that a thread about an offer or upload concerns, if another side opens it. */
  webmasterId: string | null;
  /** The other side of an operator's general thread, unless it is a webmaster. */
  advertiserId: string | null;
}

/** The parties of something that the actor may see. Throws `not_found`, `forbidden`, `invalid_input`. */
export async function partiesOf(ctx: Context, subject: Subject): Promise<Parties> {
  const { kind, id, webmasterId, advertiserId } = subject;
  if (kind === "general") return partiesOfGeneral(ctx, subject);
  if (advertiserId !== null)
    throw new NetworkError("invalid_input", "Only a thread without a subject can name an advertiser", [
      { path: "advertiser_id", message: "for threads without a subject only" },
    ]);
  if (kind !== "offer" && kind !== "upload" && webmasterId !== null)
    throw new NetworkError("invalid_input", "Only a thread about an offer or an upload can name a webmaster", [
      { path: "webmaster_id", message: "for offers and uploads only" },
    ]);
  switch (kind) {
    case "offer":
      return partiesOfOffer(ctx, id, webmasterId);
    case "conversion": {
      const conversion = await getConversion(ctx, id);
      return { advertiser_id: conversion.advertiserId, webmaster_id: conversion.webmasterId };
    }
    case "upload":
      return partiesOfUpload(ctx, id, webmasterId);
    case "payout":
      return { advertiser_id: null, webmaster_id: (await getPayout(ctx, id)).payout.webmaster_id };
  }
}

/** The actor's account and the operator; an operator names the account. Throws `not_found`, `invalid_input`. */
async function partiesOfGeneral({ actor, db }: Context, { webmasterId, advertiserId }: Subject): Promise<Parties> {
  switch (actor.role) {
    case "advertiser":
      if (webmasterId !== null || (advertiserId ?? actor.advertiserId) !== actor.advertiserId)
        throw notFound("account");
      return { advertiser_id: actor.advertiserId, webmaster_id: null };
    case "webmaster":
      if (advertiserId !== null || (webmasterId ?? actor.webmasterId) !== actor.webmasterId) throw notFound("account");
      return { advertiser_id: null, webmaster_id: actor.webmasterId };
    case "operator":
    case "system": {
      if ((webmasterId === null) === (advertiserId === null))
        throw new NetworkError("invalid_input", "Name the account to write to", [
          { path: "webmaster_id", message: "either this or advertiser_id, if there is no subject" },
        ]);
      const [table, id] =
        webmasterId === null ? (["advertiser", advertiserId] as const) : (["webmaster", webmasterId] as const);
      const known = await db.query
        .selectFrom(table)
        .select("id")
        .where("id", "=", id ?? "")
        .executeTakeFirst();
      if (known === undefined) throw notFound(table);
      return { advertiser_id: advertiserId, webmaster_id: webmasterId };
    }
  }
}

async function partiesOfOffer(ctx: Context, offerId: string, named: string | null): Promise<Parties> {
  const { offer } = await getOffer(ctx, offerId);
  const webmasterId = await concerned(ctx, named, (id) => worksWithOffer(ctx, offerId, id));
  return { advertiser_id: offer.advertiser_id, webmaster_id: webmasterId };
}

async function partiesOfUpload(ctx: Context, uploadId: string, named: string | null): Promise<Parties> {
  const { advertiserId } = await getUpload(ctx, uploadId);
  const webmasterId = await concerned(ctx, named, (id) => wasChangedByUpload(ctx, uploadId, id));
  return { advertiser_id: advertiserId, webmaster_id: webmasterId };
}

/** The webmaster who opens the thread, else the named one, else null. Throws `not_found`. */
async function concerned(
  { actor }: Context,
  named: string | null,
  isConcerned: (webmasterId: string) => Promise<boolean>,
): Promise<string | null> {
  const own = actor.role === "webmaster" ? actor.webmasterId : null;
  if (named === null || named === own) return own;
  if (own !== null || !(await isConcerned(named))) throw notFound("webmaster");
  return named;
}

/** Whether a webmaster has applied for an offer or has a link to it. Only they can be written to about it. */
async function worksWithOffer({ db: { query } }: Context, offerId: string, webmasterId: string) {
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

/** Whether an upload was applied to conversions of this webmaster. If so, the webmaster sees it. */
async function wasChangedByUpload({ db: { query } }: Context, uploadId: string, webmasterId: string) {
  const row = await query
    .selectFrom("upload_webmaster")
    .select("upload_id")
    .where("upload_id", "=", uploadId)
    .where("webmaster_id", "=", webmasterId)
    .executeTakeFirst();
  return row !== undefined;
}
