import { isSlug, RESERVED_SLUGS } from "@waymark/contract/slug";
import { snapshotKeys } from "@waymark/contract/snapshot";
import type { SubName } from "@waymark/contract/sub-id";
import { sql, type Selectable } from "kysely";
import { requireAccess, standingOf, type Standing } from "../application/index.ts";
import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { jsonChunks, publishSelected, rawStatement, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { randomDigits } from "../ids.ts";
import { offersWithLandings, type OfferRow } from "../offer/index.ts";
import { setExpiry } from "../stop/index.ts";
import { faultOfUrl } from "../url.ts";
import { skeletonOf } from "./skeleton.ts";

export type LinkRow = Selectable<Tables["link"]>;

/** A link with the name of its offer. */
export type Link = LinkRow & { offer_name: string };

export const OFFER_NAME = sql<string>`(SELECT name FROM offer WHERE offer.id = offer_id)`.as("offer_name");

/** The columns of a link, in the order in which `linkOf` reads their values. */
export const LINK_COLUMNS = [
  ...(["number", "id", "slug", "skeleton", "offer_id", "webmaster_id", "advertiser_id", "landing_id"] as const),
  ...(["status", "paused_by", "paused_reason", "fallback_url", "expires_at", "defaults"] as const),
  ...(["version", "created_at", "is_paused_by_webmaster", "webmaster_pause_reason"] as const),
] as const satisfies readonly (keyof LinkRow)[];

type ValuesOf<Columns extends readonly (keyof LinkRow)[]> = {
  -readonly [I in keyof Columns]: LinkRow[Columns[I]];
};

/** The values of these columns, and the name of the offer. */
type LinkValues = [...ValuesOf<typeof LINK_COLUMNS>, offerName: string];

/** The link with these values: the driver of D1 would need longer for the object. */
export const linkOf = (values: LinkValues): Link => ({
  number: values[0],
  id: values[1],
  slug: values[2],
  skeleton: values[3],
  offer_id: values[4],
  webmaster_id: values[5],
  advertiser_id: values[6],
  landing_id: values[7],
  status: values[8],
  paused_by: values[9],
  paused_reason: values[10],
  fallback_url: values[11],
  expires_at: values[12],
  defaults: values[13],
  version: values[14],
  created_at: values[15],
  is_paused_by_webmaster: values[16],
  webmaster_pause_reason: values[17],
  offer_name: values[18],
});

export interface NewLink {
  offerId: string;
  slug?: string | undefined;
  landingId?: string | undefined;
  defaults: Partial<Record<SubName, string>>;
  fallbackUrl?: string | null;
  /** Unix ms. */
  expiresAt?: number | null;
}

/**
 * Length of generated slugs, of which there are 10^12. With a hundred million links, one in ten thousand collides with
 * an existing or similar slug, and is generated again.
 */
const SLUG_LENGTH = 9;
export const SLUG_TRIES_MAX = 5;

/** Scopes links to those that the actor may see. */
export function ownLinks({ db, actor }: Context) {
  const rows = db.query.selectFrom("link").selectAll().select(OFFER_NAME);
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** The landings of an offer. Throws as `createLink` does if the webmaster may create no link to it. */
type LandingsOf = (offerId: string) => string[];

/** Reads in one query whether a webmaster may create links to offers. */
export async function findLandings(
  ctx: Context,
  webmasterId: string,
  offerIds: readonly string[],
): Promise<LandingsOf> {
  const offers = await offersWithLandings(ctx, offerIds).select(standingOf(webmasterId)).execute();
  const known = new Map(offers.map((offer) => [offer.id, offer]));
  return (offerId) => landingsToLink(known.get(offerId), ctx.now());
}

type OfferToLink = Pick<OfferRow, "id" | "status" | "expires_at"> & Standing & { landing_ids: string };

function landingsToLink(offer: OfferToLink | undefined, now: number): string[] {
  if (offer === undefined) throw notFound("offer");
  if (offer.status !== "active") throw new NetworkError("offer_not_open", `The offer is ${offer.status}, not active`);
  if (offer.expires_at !== null && offer.expires_at <= now)
    throw new NetworkError("offer_not_open", "The offer has expired");
  requireAccess(offer);
  return JSON.parse(offer.landing_ids) as string[]; // made by the query
}

/** A link's own fallback does not wait for the operator, but obeys the rule of all addresses. Throws `invalid_input`. */
export function checkFallback({ ownHosts }: Pick<Context, "ownHosts">, url: string | null | undefined): void {
  const message = typeof url === "string" ? faultOfUrl(url, ownHosts) : undefined;
  if (message !== undefined)
    throw new NetworkError("invalid_input", "The fallback can't be used", [{ path: "fallback_url", message }]);
}

/** The edge's own paths. A link must not look like one of them. */
const RESERVED_SKELETONS: ReadonlySet<string> = new Set([...RESERVED_SLUGS].map(skeletonOf));

/** A link with all that its row holds from the begin. */
export type LinkToInsert = { id: string; slug: string; webmasterId: string } & Omit<NewLink, "slug">;

/** Throws `slug_reserved`. */
export function requireFreeWord(slug: string): void {
  if (!isSlug(slug) || RESERVED_SKELETONS.has(skeletonOf(slug)))
    throw new NetworkError("slug_reserved", `${slug} can't be used as a slug`);
}

/** Voids its batch if the offer of one of these links became private, and does not list its webmaster. */
export const voidIfPrivate = (links: readonly Pick<LinkToInsert, "offerId" | "webmasterId">[]): Statement =>
  rawStatement(
    `INSERT INTO offer SELECT offer.* FROM json_each(?) AS wanted JOIN offer ON offer.id = wanted.value ->> 0
     WHERE offer.access = 'private' AND NOT EXISTS (SELECT 1 FROM offer_webmaster
       WHERE offer_webmaster.offer_id = offer.id AND offer_webmaster.webmaster_id = wanted.value ->> 1)
     LIMIT 1`,
    [JSON.stringify([...new Map(links.map((link) => [link.offerId, [link.offerId, link.webmasterId]])).values()])],
  );

/** The statements of a new link. Throws `slug_reserved`. */
export function insertLink(link: LinkToInsert, now: number): Statement[] {
  requireFreeWord(link.slug);
  return insertLinks([link], now);
}

/** The statements of new links, whose slugs are not reserved: a few for any number of links. */
export function insertLinks(links: readonly LinkToInsert[], now: number): Statement[] {
  const rows = links.map((link) => [
    ...[link.id, link.slug, skeletonOf(link.slug), link.offerId, link.webmasterId, link.landingId ?? null],
    ...[link.fallbackUrl ?? null, link.expiresAt ?? null, JSON.stringify(link.defaults)],
  ]);
  const expiring = links.flatMap(({ id, expiresAt }) =>
    typeof expiresAt === "number" ? setExpiry(`link:${id}`, expiresAt, now) : [],
  );
  return [
    ...jsonChunks(rows).map((json) =>
      rawStatement(
        `INSERT INTO link (id, slug, skeleton, offer_id, webmaster_id, landing_id, fallback_url, expires_at, defaults,
           created_at, advertiser_id)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
           (SELECT id FROM landing WHERE id = value ->> 5), value ->> 6, value ->> 7, value ->> 8, CAST(? AS INTEGER),
           (SELECT advertiser_id FROM offer WHERE id = value ->> 3)
         FROM json_each(?) ORDER BY key`,
        [now, json],
      ),
    ),
    ...expiring,
    // Their keys for publishing. The numbers are known only inside the batch.
    publishSelected(
      {
        text: `SELECT CASE kind WHEN 'slug' THEN ? || slug ELSE ? || number END AS key
          FROM link, (SELECT 'slug' AS kind UNION ALL SELECT 'number') WHERE id IN (SELECT value FROM json_each(?))`,
        parameters: [...KEY_PREFIXES, JSON.stringify(links.map(({ id }) => id))],
      },
      now,
    ),
  ];
}

const KEY_PREFIXES = [snapshotKeys.link(""), snapshotKeys.linkNumber("")];

/** The audit's entries of new links: one statement, with the fields that were given. */
export const auditCreation = (ctx: Context, links: readonly LinkToInsert[]): Statement[] =>
  audit(
    ctx,
    ...links.map((link) => ({
      event: "link.create" as const,
      ...{ subject: link.id, account: link.webmasterId },
      after: {
        ...{ slug: link.slug, offer_id: link.offerId },
        ...(link.landingId !== undefined && { landing_id: link.landingId }),
        ...(typeof link.fallbackUrl === "string" && { fallback_url: link.fallbackUrl }),
        ...(typeof link.expiresAt === "number" && { expires_at: link.expiresAt }),
        ...(Object.keys(link.defaults).length > 0 && { defaults: link.defaults as Record<string, string> }), // given ones are texts
      },
    })),
  );

/** Eight digits of an alphabet without look-alikes: 10^12 slugs. */
export const randomSlug = () => randomDigits(SLUG_LENGTH);
