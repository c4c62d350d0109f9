import type { Template } from "./destination.ts";
import type { FallbackReason } from "./reason.ts";
import { isOpen, refusedBy, type Facts } from "./rules.ts";
import type { LinkSnapshot, OfferSnapshot, WebmasterSnapshot } from "./snapshot.ts";

export type Decision =
  | { kind: "landing"; landingId: string; template: Template }
  | { kind: "fallback"; reason: FallbackReason; url: string | null };

/** What a decision depends on, in addition to the link. */
export interface Visit {
  /** Unix ms. */
  now: number;
  /** In [0, 1): selects one of the weighted landings. */
  draw: number;
  facts: Facts;
}

/** Where a visitor of this link goes: a landing, or the link's, the offer's or (null) the network's fallback. */
export function decide(link: LinkSnapshot, offer: OfferSnapshot, webmaster: WebmasterSnapshot, visit: Visit): Decision {
  const reason = refusalOf(link, offer, webmaster, visit);
  const landing = reason === undefined ? landingFor(link, offer, visit.draw) : undefined;
  return landing === undefined
    ? { kind: "fallback", reason: reason ?? "paused", url: fallbackOf(link, offer, webmaster) }
    : { kind: "landing", landingId: landing.id, template: landing.template };
}

/**
 * A party that the operator stopped does not choose where visitors go: they get the network's fallback (null), also if
 * this visit has another reason. Where a webmaster's access ended, visitors get the offer's fallback.
 */
function fallbackOf(link: LinkSnapshot, offer: OfferSnapshot, webmaster: WebmasterSnapshot): string | null {
  const { isStopped, isBlocked, fallbackUrl } = offer;
  if (webmaster.status === "blocked" || isBlocked === true || isStopped === true || link.isStopped === true)
    return null;
  return hasLostAccess(link, webmaster) ? fallbackUrl : (link.fallbackUrl ?? fallbackUrl);
}

const hasLostAccess = (link: LinkSnapshot, { stoppedOffers }: WebmasterSnapshot) =>
  stoppedOffers?.includes(link.offerId) === true;

/** The first reason: stops come before rules that the visitor does not match. */
function refusalOf(
  link: LinkSnapshot,
  offer: OfferSnapshot,
  webmaster: WebmasterSnapshot,
  { now, facts }: Visit,
): FallbackReason | undefined {
  if (webmaster.status === "blocked") return "webmaster_blocked";
  if (offer.isBlocked === true) return "advertiser_blocked";
  if (hasLostAccess(link, webmaster)) return "not_approved";
  if (link.status === "paused" || offer.status === "paused") return "paused";
  if (now >= Math.min(link.expiresAt ?? Infinity, offer.expiresAt ?? Infinity)) return "expired";
  if (offer.isCapped === true) return "cap";
  if (offer.schedule !== undefined && !isOpen(offer.schedule, now)) return "schedule";
  return offer.rules && refusedBy(offer.rules, facts);
}

/** The link's own landing, or one drawn by weight; undefined if the offer has none left. */
function landingFor(link: LinkSnapshot, { landings }: OfferSnapshot, draw: number) {
  const own = link.landingId === null ? undefined : landings.find(({ id }) => id === link.landingId);
  if (own !== undefined || landings.length === 1) return own ?? landings[0];
  const total = landings.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  return landings.find(({ weight }) => (left -= weight) < 0);
}
