import type { FallbackReason } from "./reason.ts";
import type { Template } from "./destination.ts";

/**
 * What the control plane publishes to KV and the edge reads. Keys:
 *
 *     link:{host}/{slug}   LinkSnapshot; host is empty for the network's own
 *     offer:{id}           OfferSnapshot
 *     webmaster:{id}       WebmasterSnapshot
 *     link-number:{n}      LinkNumberSnapshot: a postback knows only the number in its click_ID
 *     token:{sha256}       TokenSnapshot: whose postback token it is
 *
 * Each value carries the version of its form. A reader that does not know the version treats the value as absent.
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
  /** Stored where the visitor's URL gives no value of its own. */
  defaults: Partial<Record<SubName, string>>;
}

export interface OfferSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  status: "active" | "paused";
  landings: { id: string; weight: number; template: Template }[];
  fallbackUrl: string | null;
}

export interface WebmasterSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  status: "active" | "blocked";
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
}

/** What the visitor's URL may say of a click, and a link may give a default for. */
export const SUB_NAMES = ["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const;

export type SubName = (typeof SUB_NAMES)[number];

/** Longest stored sub-id or source, in UTF-16 units; a longer one is cut and the click flagged. */
export const SUB_LENGTH_MAX = 255;

export const snapshotKeys = {
  link: (slug: string, host = "") => `link:${host}/${slug}`,
  offer: (id: string) => `offer:${id}`,
  webmaster: (id: string) => `webmaster:${id}`,
  linkNumber: (number: number) => `link-number:${number}`,
  token: (sha256Hex: string) => `token:${sha256Hex}`,
};

/** Slugs are lower-case, so a link read aloud or shouted still leads home. */
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

export type Decision =
  | { kind: "landing"; landingId: string; template: Template }
  | { kind: "fallback"; reason: FallbackReason; url: string | null };

/** Where a visitor of this link goes. `draw` is a number in [0, 1) that chooses among weighted landings. */
export function decide(link: LinkSnapshot, offer: OfferSnapshot, webmaster: WebmasterSnapshot, draw: number): Decision {
  const reason = refusalOf(link, offer, webmaster);
  const landing = reason === undefined ? landingFor(link, offer, draw) : undefined;
  return landing === undefined
    ? { kind: "fallback", reason: reason ?? "paused", url: link.fallbackUrl ?? offer.fallbackUrl }
    : { kind: "landing", landingId: landing.id, template: landing.template };
}

function refusalOf(link: LinkSnapshot, offer: OfferSnapshot, webmaster: WebmasterSnapshot): FallbackReason | undefined {
  if (webmaster.status === "blocked") return "webmaster_blocked";
  if (link.status === "paused" || offer.status === "paused") return "paused";
  return undefined;
}

/** The link's own landing, or one drawn by weight; undefined where the offer has none left. */
function landingFor(link: LinkSnapshot, { landings }: OfferSnapshot, draw: number) {
  const own = link.landingId === null ? undefined : landings.find(({ id }) => id === link.landingId);
  if (own !== undefined || landings.length === 1) return own ?? landings[0];
  const total = landings.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  return landings.find(({ weight }) => (left -= weight) < 0);
}
