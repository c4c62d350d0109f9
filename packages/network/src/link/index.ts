import { RESERVED_SLUGS, SLUG_PATTERN, snapshotKeys, type SubName } from "@waymark/click/link";
import { encodeBase32 } from "@waymark/click/base32";
import type { Context } from "../context.ts";
import { publish, rawStatement, RivalError, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { getOffer } from "../offer/index.ts";

export { drainOutbox } from "./publish.ts";
export { snapshotOf } from "./snapshot.ts";

export type LinkRow = Omit<Tables["link"], "number"> & { number: number };

export interface NewLink {
  offerId: string;
  slug?: string | undefined;
  landingId?: string | undefined;
  defaults: Partial<Record<SubName, string>>;
}

/** Whose links an actor may see. */
function ownLinks({ db, actor }: Context) {
  const rows = db.query.selectFrom("link").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("offer_id", "in", (eb) =>
        eb.selectFrom("offer").select("id").where("advertiser_id", "=", actor.advertiserId),
      );
    case "operator":
    case "system":
      return rows;
  }
}

/** By id; `after` is the id of the last one seen. */
export async function listLinks(ctx: Context, page: { after?: string | undefined; limit: number }): Promise<LinkRow[]> {
  let rows = ownLinks(ctx).orderBy("id").limit(page.limit);
  if (page.after !== undefined) rows = rows.where("id", ">", page.after);
  return rows.execute();
}

/** Throws `not_found`. */
export async function getLink(ctx: Context, id: string): Promise<LinkRow> {
  const row = await ownLinks(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("link");
  return row;
}

/** Throws `forbidden`, `not_found`, `offer_not_open`, `slug_reserved`, `slug_taken`. */
export async function createLink(ctx: Context, input: NewLink): Promise<LinkRow> {
  const { actor } = ctx;
  if (actor.role !== "webmaster") throw new NetworkError("forbidden", "Links are made by webmasters");
  const { offer, landings } = await getOffer(ctx, input.offerId);
  if (offer.status !== "active") throw new NetworkError("offer_not_open", `The offer is ${offer.status}`);
  if (input.landingId !== undefined && !landings.some(({ id }) => id === input.landingId)) throw notFound("landing");
  const slug = input.slug?.toLowerCase() ?? randomSlug();
  const id = mintId("lnk", ctx.now());
  try {
    await ctx.db.write(insertLink({ ...input, id, slug, webmasterId: actor.webmasterId }, ctx.now()));
  } catch (error) {
    if (error instanceof RivalError) throw new NetworkError("slug_taken", `The slug ${slug} is taken`);
    throw error;
  }
  return getLink(ctx, id);
}

/** The statements of a new link. Throws `slug_reserved`. */
export function insertLink(
  link: { id: string; slug: string; webmasterId: string } & Omit<NewLink, "slug">,
  now: number,
): Statement[] {
  if (!SLUG_PATTERN.test(link.slug) || RESERVED_SLUGS.has(link.slug))
    throw new NetworkError("slug_reserved", `${link.slug} can't be a slug`);
  return [
    rawStatement(
      `INSERT INTO link (id, slug, offer_id, webmaster_id, landing_id, defaults, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [link.id, link.slug, link.offerId, link.webmasterId, link.landingId ?? null, JSON.stringify(link.defaults), now],
    ),
    publish([snapshotKeys.link(link.slug)], now),
    // The number is known only inside the batch.
    rawStatement(
      `INSERT INTO outbox (key, mark, changed_at)
       SELECT 'link-number:' || number, hex(randomblob(8)), ? FROM link WHERE id = ?`,
      [now, link.id],
    ),
  ];
}

/** Throws `not_found`, `forbidden`. */
export async function setLinkStatus(ctx: Context, id: string, status: LinkRow["status"]): Promise<LinkRow> {
  if (ctx.actor.role === "advertiser") throw new NetworkError("forbidden", "Links belong to their webmasters");
  const { slug } = await getLink(ctx, id);
  await ctx.db.write([
    rawStatement("UPDATE link SET status = ? WHERE id = ?", [status, id]),
    publish([snapshotKeys.link(slug)], ctx.now()),
  ]);
  return getLink(ctx, id);
}

/** Eight digits of an alphabet without look-alikes: 10^12 slugs. */
const randomSlug = () => encodeBase32(crypto.getRandomValues(new Uint8Array(5)));
