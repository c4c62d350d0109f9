import type { Tables } from "../db/index.ts";

/** The revenue and commission of one conversion: fixed parts in minor units, shares in basis points of its amount. */
export interface Rates {
  revenueFixedMinor: number;
  revenueBps: number;
  commissionFixedMinor: number;
  commissionBps: number;
}

/** The terms of a conversion of one goal. */
export interface Terms extends Rates {
  /** Days after which it is approved automatically; null: never. */
  validationDays: number | null;
  holdDays: number;
  attributionDays: number;
  /** Days within which the advertiser answers a webmaster's claim. */
  claimDays: number;
}

/** The fields of an amendment; omitted fields keep the values in force. */
export interface TermsChange {
  validationDays?: number | null | undefined;
  holdDays?: number | undefined;
  attributionDays?: number | undefined;
  claimDays?: number | undefined;
  /** By code of the goal. */
  rates?: Record<string, Partial<Rates>> | undefined;
}

/** An amendment that is in force for a time. Unix ms; it ends before `endsAt`. */
export interface Amendment {
  offerId: string;
  webmasterId: string | null;
  inForceFrom: number;
  endsAt: number | null;
  change: TermsChange;
}

/** The first terms of a goal: what its offer was approved with. */
export const firstTerms = (offer: Tables["offer"], goal: Tables["goal"]): Terms => ({
  validationDays: offer.validation_days,
  holdDays: offer.hold_days,
  attributionDays: offer.attribution_days,
  claimDays: offer.claim_days,
  ...ratesOf(goal),
});

/** The rates of a stored goal. */
export const ratesOf = (goal: Tables["goal"]): Rates => ({
  revenueFixedMinor: goal.revenue_fixed_minor,
  revenueBps: goal.revenue_bps,
  commissionFixedMinor: goal.commission_fixed_minor,
  commissionBps: goal.commission_bps,
});

/**
 * The terms in force at a moment (Unix ms). Each field comes from the last amendment that has it, first among the
 * webmaster's own, then among those for everyone, and otherwise from the first terms. `amendments` are those of the
 * offer, the earliest first.
 */
export function termsIn(
  first: Terms,
  amendments: readonly Amendment[],
  { goalCode, webmasterId, at }: { goalCode: string; webmasterId: string | null; at: number },
): Terms {
  const inForce = amendments.filter(({ inForceFrom, endsAt }) => inForceFrom <= at && (endsAt === null || at < endsAt));
  const general = inForce.filter((amendment) => amendment.webmasterId === null);
  const own = webmasterId === null ? [] : inForce.filter((amendment) => amendment.webmasterId === webmasterId);
  return [...general, ...own].reduce((terms, { change }) => amended(terms, change, goalCode), first);
}

function amended(terms: Terms, { rates, ...days }: TermsChange, goalCode: string): Terms {
  const change = { ...days, ...rates?.[goalCode] };
  return { ...terms, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
}
