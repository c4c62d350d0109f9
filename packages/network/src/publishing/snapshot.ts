import { compileTemplate } from "@waymark/contract/destination";
import {
  SNAPSHOT_VERSION,
  snapshotKeys,
  type LinkNumberSnapshot,
  type LinkSnapshot,
  type OfferSnapshot,
  type WebmasterSnapshot,
} from "@waymark/contract/snapshot";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import { accessOf } from "../stop/index.ts";
import type { Db, Tables } from "../db/index.ts";
import { compileRouting, findRevoked, readRouting, revocationOf } from "../offer/index.ts";
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

/** SQL for the number of the link that a key of the outbox is about; null for a key of another kind. */
export const LINK_NUMBER_OF_KEY = `CASE
  WHEN substr(key, 1, 6) = 'link:/' THEN (SELECT number FROM link WHERE slug = substr(key, 7))
  WHEN substr(key, 1, 12) = 'link-number:' THEN CAST(substr(key, 13) AS INTEGER) END`;

/** The same as `snapshotOf`, of a key that was read with its link, if there is one: no further read. */
export function snapshotOfLink(key: string, link: LinkRow | undefined): string | null {
  if (link === undefined) return null;
  if (key === snapshotKeys.link(link.slug)) return JSON.stringify(linkOf(link));
  return key === snapshotKeys.linkNumber(link.number) ? JSON.stringify(linkNumberOf(link)) : null;
}

export const isOfLink = (key: string): boolean => key.startsWith("link:") || key.startsWith("link-number:");

/** `name` is `{host}/{slug}`; only the empty host has links, because own domains are not registered yet. */
const slugOf = (name: string): string[] => (name.startsWith("/") ? [name.slice(1)] : []);

type Build = (db: Db, name: string, now: number) => Promise<unknown>;

const v = SNAPSHOT_VERSION;

const BUILDERS: Readonly<Record<string, Build | undefined>> = {
  link: linkSnapshot,
  offer: offerSnapshot,
  webmaster: webmasterSnapshot,
  "link-number": linkNumberSnapshot,
  token: tokenSnapshot,
};

const links = ({ query }: Db) => query.selectFrom("link").selectAll();

async function linkSnapshot(db: Db, name: string): Promise<LinkSnapshot | undefined> {
  const [slug] = slugOf(name);
  const link = slug === undefined ? undefined : await links(db).where("slug", "=", slug).executeTakeFirst();
  return link && linkOf(link);
}

export type LinkRow = Selectable<Tables["link"]>;

const linkOf = (link: LinkRow): LinkSnapshot => ({
  v,
  id: link.id,
  number: link.number,
  offerId: link.offer_id,
  webmasterId: link.webmaster_id,
  advertiserId: link.advertiser_id,
  status: link.status,
  ...(link.paused_by === "operator" && { isStopped: true }),
  landingId: link.landing_id,
  fallbackUrl: link.fallback_url,
  ...(link.expires_at !== null && { expiresAt: link.expires_at }),
  defaults: JSON.parse(link.defaults) as LinkSnapshot["defaults"], // written by createLink
});

const linkNumberOf = (link: LinkRow): LinkNumberSnapshot => ({
  v,
  linkId: link.id,
  offerId: link.offer_id,
  advertiserId: link.advertiser_id,
});

async function offerSnapshot(db: Db, id: string, now: number): Promise<OfferSnapshot | undefined> {
  const { query } = db;
  const offer = await query
    .selectFrom("offer")
    .innerJoin("advertiser", "advertiser.id", "offer.advertiser_id")
    .selectAll("offer")
    .select("advertiser.status as advertiser_status")
    .where("offer.id", "=", id)
    .executeTakeFirst();
  if (offer === undefined) return undefined;
  const [all, revokedHosts] = await Promise.all([
    query.selectFrom("landing").selectAll().where("offer_id", "=", id).orderBy("id").execute(),
    findRevoked(db, [offer.advertiser_id]),
  ]);
  // What the operator has revoked is not served; an offer with nothing else to serve is stopped by the operator.
  const revoked = revokedHosts.get(offer.advertiser_id) ?? [];
  const landings = all.filter(({ url }) => revocationOf(url, "landings", revoked) === undefined);
  const isStopped = offer.stopped_by === "operator" || (landings.length === 0 && all.length > 0);
  const { fallback_url: fallback } = offer;
  const kept = readRouting(offer.routing);
  const routing = {
    ...kept,
    deepLinkHosts: kept.deepLinkHosts.filter((host) => revocationOf(host, "deep_link_hosts", revoked) === undefined),
  };
  return {
    v,
    id,
    status: offer.status === "active" ? "active" : "paused",
    landings: landings.flatMap(({ id, url, weight }) => {
      const reading = compileTemplate(url, offer.click_parameter, routing.passedParameters.length > 0);
      return reading.kind === "template" ? [{ id, weight, template: reading.template }] : [];
    }),
    fallbackUrl: fallback !== null && revocationOf(fallback, "fallback_url", revoked) !== undefined ? null : fallback,
    ...(offer.expires_at !== null && { expiresAt: offer.expires_at }),
    ...(isStopped && { isStopped: true }),
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
  const link = await links(db).where("number", "=", Number(number)).executeTakeFirst();
  return link && linkNumberOf(link);
}
