import type { DeepLink } from "./deep-link.ts";
import type { Template } from "./destination.ts";
import type { PostbackField } from "./postback-event.ts";
import type { Rule, Schedule } from "./rules.ts";
import type { SubName } from "./sub-id.ts";

/**
 * What the control plane publishes to KV and the edge reads. Keys:
 *
 *     link:{host}/{slug}   LinkSnapshot; host is empty for the network's own
 *     offer:{id}           OfferSnapshot
 *     webmaster:{id}       WebmasterSnapshot
 *     link-number:{n}      LinkNumberSnapshot: a postback knows only the number in its click_ID
 *     token:{sha256}       TokenSnapshot: the advertiser of a postback token, and its postback settings
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
  /** The operator paused it. */
  isStopped?: true;
  /** One landing of the offer, or null for the offer's choice. */
  landingId: string | null;
  fallbackUrl: string | null;
  /** Unix ms. */
  expiresAt?: number;
  /** Stored if the visitor's URL has no value of its own. */
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
  /** The control plane counts the cap, and sets this once it is reached. */
  isCapped?: true;
  schedule?: Schedule;
  rules?: readonly Rule[];
  deepLink?: DeepLink;
  /** Parameters of the visitor's URL that are passed to the landing. */
  passed?: readonly string[];
  /** The operator paused or archived it. */
  isStopped?: true;
  /** Its advertiser is blocked. */
  isBlocked?: true;
  /** The landing gets no referrer. */
  hidesReferrer?: true;
  /** `/pixel.gif` may report its conversions. */
  allowsPixel?: true;
}

export interface WebmasterSnapshot {
  v: typeof SNAPSHOT_VERSION;
  id: string;
  status: "active" | "blocked";
  /** Offers that they may no longer run. */
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
  /** When the token expires, Unix ms. */
  until?: number;
  /** The field of each of the advertiser's parameters; absent if it has set no names. */
  names?: Readonly<Record<string, PostbackField>>;
  /** Who may send: ranges of addresses as `addressHex` writes them, both ends inclusive. */
  addresses?: readonly (readonly [from: string, to: string])[];
  /** Ids of the secrets with which a postback must be signed. */
  signing?: readonly string[];
}

export const snapshotKeys = {
  link: (slug: string, host = "") => `link:${host}/${slug}`,
  offer: (id: string) => `offer:${id}`,
  webmaster: (id: string) => `webmaster:${id}`,
  linkNumber: (number: number | "") => `link-number:${number}`,
  token: (sha256Hex: string) => `token:${sha256Hex}`,
};
