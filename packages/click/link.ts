import type { DeepLink, Template } from "./destination.ts";
import type { PostbackField } from "./postback-event.ts";
import type { FallbackReason } from "./reason.ts";
import { isOpen, refusedBy, type Facts, type Rule, type Schedule } from "./rules.ts";

/**
 * What the control plane publishes to KV and the edge reads. Keys:
 *
 *     link:{host}/{slug}   LinkSnapshot; host is empty for the network's own
 *     offer:{id}           OfferSnapshot
 *     webmaster:{id}       WebmasterSnapshot
 *     link-number:{n}      LinkNumberSnapshot: a postback knows only the number in its click_ID
 *     token:{sha256}       TokenSnapshot: whose postback token it is, and what that advertiser's postbacks are like
 *
 * Each value carries the version of its form. A reader that does not know the version can't use the value. A field that
 * is absent means no such rule, so a field may be added without a new version.
 */
export const SNAPSHOT_VERSION = 1;

export interface LinkSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  number: number;
  offerId: string;
  webmasterId: string;
  advertiserId: string;
  status: "active" | "paused";
  /** One landing of the offer, or null for the offer's choice. */
  landingId: string | null;
  fallbackUrl: string | null;
  /** Unix ms. */
  expiresAt?: number;
  /** Stored where the visitor's URL gives no value of its own. */
  defaults: Partial<Record<SubName, string>>;
}

export interface OfferSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  status: "active" | "paused";
  landings: { id: string; weight: number; template: Template }[];
  fallbackUrl: string | null;
  /** Unix ms. */
  expiresAt?: number;
  /** Its cap is reached; the control plane counts. */
  isCapped?: true;
  schedule?: Schedule;
  rules?: readonly Rule[];
  deepLink?: DeepLink;
  /** Parameters of the visitor's URL that go on to the landing. */
  passed?: readonly string[];
  /** Its advertiser is blocked. */
  isBlocked?: true;
  /** The landing is not told where the visitor comes from. */
  hidesReferrer?: true;
  /** `/pixel.gif` may tell of its conversions. */
  allowsPixel?: true;
}

export interface WebmasterSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  status: "active" | "blocked";
  /** Offers that he may not run any more. */
  stoppedOffers?: readonly string[];
}

export interface LinkNumberSnapshot {
  v: typeof SNAPSHOT_VERSION;
  linkId: string;
  offerId: string;
  advertiserId: string;
}

export interface TokenSnapshot {
  v: typeof SNAPSHOT_VERSION;
  advertiserId: string;
  /** When the token runs out, Unix ms. */
  until?: number;
  /** The field that each of the advertiser's parameters is; ours where it has not named any. */
  names?: Readonly<Record<string, PostbackField>>;
  /** Who may send: ranges of addresses as `addressHex` writes them, both ends included. */
  addresses?: readonly (readonly [from: string, to: string])[];
  /** Ids of the secrets by which a postback must be signed. */
  signing?: readonly string[];
}

/** What the visitor's URL may say of a click, and a link may give a default for. */
export const SUB_NAMES = ["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const;

export type SubName = (typeof SUB_NAMES)[number];

/** Other networks' names for sub1, sub2 …, in this order; only the case tells some of Impact's from Admitad's. */
const ALIASES = [
  "aff_sub aff_sub2 aff_sub3 aff_sub4 aff_sub5", // TUNE
  "subid subid1 subid2 subid3 subid4", // Admitad
  "s1 s2 s3 s4 s5", // CAKE
  "subId1 subId2 subId3", // Impact
];

/** What a name of another network is called here. */
export const SUB_ALIASES: ReadonlyMap<string, SubName> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ ALIASES.flatMap((names) =>
    names.split(" ").map((name, i) => [name, SUB_NAMES[i] ?? "sub1"] as const),
  ), // five at most
);

/** Longest stored sub-id or source, in UTF-16 units; a longer one is cut and the click flagged. */
export const SUB_LENGTH_MAX = 255;

export const snapshotKeys = {
  link: (slug: string, host = "") => `link:${host}/${slug}`,
  offer: (id: string) => `offer:${id}`,
  webmaster: (id: string) => `webmaster:${id}`,
  linkNumber: (number: number) => `link-number:${number}`,
  token: (sha256Hex: string) => `token:${sha256Hex}`,
};

/** Slugs are lower-case, so a link read aloud or shouted still leads home. What is none need not be looked up. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9_-]{1,63}$/;

/** Paths of the edge that can't be slugs. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "postback",
  "pixel.gif",
  "health",
  "cdn-cgi",
  "abuse",
  "robots.txt",
  "favicon.ico",
  ".well-known",
]);

/** Whether a link may have this slug. */
export const isSlug = (text: string): boolean => SLUG_PATTERN.test(text) && !RESERVED_SLUGS.has(text);

export type Decision =
  | { kind: "landing"; landingId: string; template: Template }
  | { kind: "fallback"; reason: FallbackReason; url: string | null };

/** What a decision depends on besides the link. */
export interface Visit {
  /** Unix ms. */
  now: number;
  /** In [0, 1): chooses among weighted landings. */
  draw: number;
  facts: Facts;
}

/** Where a visitor of this link goes: a landing, or the link's, the offer's or (null) the network's fallback. */
export function decide(link: LinkSnapshot, offer: OfferSnapshot, webmaster: WebmasterSnapshot, visit: Visit): Decision {
  const reason = refusalOf(link, offer, webmaster, visit);
  const landing = reason === undefined ? landingFor(link, offer, visit.draw) : undefined;
  return landing === undefined
    ? { kind: "fallback", reason: reason ?? "paused", url: link.fallbackUrl ?? offer.fallbackUrl }
    : { kind: "landing", landingId: landing.id, template: landing.template };
}

/** The first of several reasons: what is stopped as a whole comes before what a visitor does not fit. */
function refusalOf(
  link: LinkSnapshot,
  offer: OfferSnapshot,
  webmaster: WebmasterSnapshot,
  { now, facts }: Visit,
): FallbackReason | undefined {
  if (webmaster.status === "blocked") return "webmaster_blocked";
  if (offer.isBlocked === true) return "advertiser_blocked";
  if (webmaster.stoppedOffers?.includes(link.offerId) === true) return "not_approved";
  if (link.status === "paused" || offer.status === "paused") return "paused";
  if (now >= Math.min(link.expiresAt ?? Infinity, offer.expiresAt ?? Infinity)) return "expired";
  if (offer.isCapped === true) return "cap";
  if (offer.schedule !== undefined && !isOpen(offer.schedule, now)) return "schedule";
  return offer.rules && refusedBy(offer.rules, facts);
}

/** The link's own landing, or one drawn by weight; undefined where the offer has none left. */
function landingFor(link: LinkSnapshot, { landings }: OfferSnapshot, draw: number) {
  const own = link.landingId === null ? undefined : landings.find(({ id }) => id === link.landingId);
  if (own !== undefined || landings.length === 1) return own ?? landings[0];
  const total = landings.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  return landings.find(({ weight }) => (left -= weight) < 0);
}
