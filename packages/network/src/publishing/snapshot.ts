import { compileTemplate } from "@waymark/contract/destination";
import {
  SNAPSHOT_VERSION,
  type LinkNumberSnapshot,
  type LinkSnapshot,
  type OfferSnapshot,
  type WebmasterSnapshot,
} from "@waymark/contract/snapshot";
import type { Context } from "../context.ts";
import { accessOf } from "../stop/index.ts";
import { type Db } from "../db/index.ts";
import { compileRouting, readRouting } from "../offer/index.ts";
import { tokenSnapshot } from "../postback/index.ts";

type Reader = Pick<Context, "db" | "now">;

/**
 * The value that KV should have for a key now; null for none. One function a kind of key (packages/contract/snapshot.ts).
 */
export async function snapshotOf(reader: Reader, key: string): Promise<string | null> {
  const at = key.indexOf(":");
  const build = BUILDERS[key.slice(0, at)];
  const snapshot = build === undefined ? undefined : await build(reader.db, key.slice(at + 1), reader.now());
  return snapshot === undefined ? null : JSON.stringify(snapshot);
}

type Build = (db: Db, name: string, now: number) => Promise<unknown>;

const v = SNAPSHOT_VERSION;

const BUILDERS: Readonly<Record<string, Build | undefined>> = {
  link: linkSnapshot,
  offer: offerSnapshot,
  webmaster: webmasterSnapshot,
  "link-number": linkNumberSnapshot,
  token: tokenSnapshot,
};

const withOffer = ({ query }: Db) =>
  query
    .selectFrom("link")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .selectAll("link")
    .select("offer.advertiser_id");

/** `name` is `{host}/{slug}`; own domains are not registered yet, so only the empty host has links. */
async function linkSnapshot(db: Db, name: string): Promise<LinkSnapshot | undefined> {
  if (!name.startsWith("/")) return undefined;
  const link = await withOffer(db).where("link.slug", "=", name.slice(1)).executeTakeFirst();
  return (
    link && {
      v,
      id: link.id,
      number: link.number,
      offerId: link.offer_id,
      webmasterId: link.webmaster_id,
      advertiserId: link.advertiser_id,
      status: link.status,
      landingId: link.landing_id,
      fallbackUrl: link.fallback_url,
      ...(link.expires_at !== null && { expiresAt: link.expires_at }),
      defaults: JSON.parse(link.defaults) as LinkSnapshot["defaults"], // written by createLink
    }
  );
}

async function offerSnapshot({ query }: Db, id: string, now: number): Promise<OfferSnapshot | undefined> {
  const offer = await query
    .selectFrom("offer")
    .innerJoin("advertiser", "advertiser.id", "offer.advertiser_id")
    .selectAll("offer")
    .select("advertiser.status as advertiser_status")
    .where("offer.id", "=", id)
    .executeTakeFirst();
  if (offer === undefined) return undefined;
  const routing = readRouting(offer.routing);
  const landings = await query.selectFrom("landing").selectAll().where("offer_id", "=", id).orderBy("id").execute();
  return {
    v,
    id,
    status: offer.status === "active" ? "active" : "paused",
    landings: landings.flatMap(({ id, url, weight }) => {
      const reading = compileTemplate(url, offer.click_parameter, routing.passedParameters.length > 0);
      return reading.kind === "template" ? [{ id, weight, template: reading.template }] : [];
    }),
    fallbackUrl: offer.fallback_url,
    ...(offer.expires_at !== null && { expiresAt: offer.expires_at }),
    ...(offer.advertiser_status === "blocked" && { isBlocked: true }),
    ...(offer.capped_at !== null && { isCapped: true }),
    ...compileRouting(routing, offer.click_parameter, now),
  };
}

async function webmasterSnapshot({ query }: Db, id: string): Promise<WebmasterSnapshot | undefined> {
  const row = await query.selectFrom("webmaster").select("status").where("id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const access = accessOf({ webmasterId: id, offerId: "" });
  const stops = await query
    .selectFrom("stop")
    .select("subject")
    .where("subject", ">=", access)
    .where("subject", "<", `${access}\uffff`)
    .where("until", "is", null)
    .execute();
  const stoppedOffers = stops.map(({ subject }) => subject.slice(access.length));
  return { v, id, status: row.status, ...(stoppedOffers.length > 0 && { stoppedOffers }) };
}

async function linkNumberSnapshot(db: Db, number: string): Promise<LinkNumberSnapshot | undefined> {
  const link = await withOffer(db).where("link.number", "=", Number(number)).executeTakeFirst();
  return link && { v, linkId: link.id, offerId: link.offer_id, advertiserId: link.advertiser_id };
}
